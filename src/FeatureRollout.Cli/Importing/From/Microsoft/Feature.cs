namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>A feature of either schema, before its filters are understood.</summary>
/// <param name="Name">As it is written, which is how it is hashed.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Enabled">Whether its filters are asked at all.</param>
internal sealed record Feature(string Name, Setting At, bool Enabled)
{
    /// <summary>Whether all filters have to agree; else one is enough.</summary>
    public bool NeedsAll { get; init; }

    /// <summary>The filters, in order; null for none, which is on for everybody where it is enabled.</summary>
    public IReadOnlyList<Setting>? Filters { get; init; }

    /// <summary>The variants; null for none.</summary>
    public Setting? Variants { get; init; }

    /// <summary>Who gets which variant; null where it is not said.</summary>
    public Setting? Allocation { get; init; }
}
