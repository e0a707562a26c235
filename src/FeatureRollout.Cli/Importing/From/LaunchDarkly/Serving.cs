namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>What a rule or the fallthrough gives: variations by ranges of thousandths of a percent, which together are the whole scale.</summary>
/// <param name="Ranges">In order, none empty, neighbours different.</param>
/// <param name="Salt">What is hashed instead of the flag's salt; null for that.</param>
/// <param name="Unit">The attribute drawn by; null for the customer.</param>
internal sealed record Serving(IReadOnlyList<ServedRange> Ranges, string? Salt = null, string? Unit = null)
{
    /// <summary>The whole scale.</summary>
    public const int Full = 100_000;

    /// <summary>Whether everybody gets the same.</summary>
    public bool IsFixed => Ranges.Count == 1;

    /// <summary>The same for everybody.</summary>
    public static Serving Fixed(int variation) => new([new ServedRange(0, Full, variation)]);
}

/// <summary>A range with its variation.</summary>
internal readonly record struct ServedRange(int From, int To, int Variation);
