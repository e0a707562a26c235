namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>One way to be in: a condition, and a draw among those who meet it. Of several ways one is enough.</summary>
/// <param name="When">The condition.</param>
/// <param name="Thousandths">The share of them, in thousandths of a percent.</param>
/// <param name="Salt">What is hashed with the customer; of no meaning where the share is everybody.</param>
internal sealed record Way(string When, int Thousandths, string Salt)
{
    private const int Everybody = 100_000;

    /// <summary>On for all.</summary>
    public static readonly Way Always = For(ConditionText.Always);

    /// <summary>Whether it is for everybody who meets the condition.</summary>
    public bool IsFull => Thousandths == Everybody;

    /// <summary>All who meet a condition.</summary>
    public static Way For(string when) => new(when, Everybody, "");

    /// <summary>The way that needs both; null where one draw cannot say it.</summary>
    /// <param name="other">The other one.</param>
    public Way? And(Way other)
    {
        var when = ConditionText.All([When, other.When]);
        return IsFull ? other with { When = when }
            : other.IsFull ? this with { When = when }
            : Salt == other.Salt && Salt.Length > 0 ? this with { When = when, Thousandths = Math.Min(Thousandths, other.Thousandths) }
            : null;
    }
}
