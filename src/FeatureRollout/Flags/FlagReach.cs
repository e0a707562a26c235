namespace FeatureRollout.Flags;

/// <summary>Whom a flag lets in, as far as it can be told without asking about anybody. A percentage alone does not say it: rules and lists let in, too.</summary>
/// <param name="Who">Whom. Nobody and everybody are certain; whatever depends on who is asked about is <see cref="Reach.Some"/>.</param>
/// <param name="By">What may let somebody in; nothing where nobody is.</param>
/// <param name="BlockedBy">The required flag that is off for everybody, and so keeps out whom this one would let in; null for none.</param>
internal sealed record FlagReach(Reach Who, ReachWays By, string? BlockedBy = null)
{
    public static readonly FlagReach Nobody = new(Reach.Nobody, ReachWays.None);

    /// <summary>What a percentage says where nothing else is known.</summary>
    public static FlagReach Of(Percentage percentage) =>
        percentage == Percentage.Zero ? Nobody : new(percentage == Percentage.Full ? Reach.Everybody : Reach.Some, ReachWays.Percentage);
}

/// <summary>Which customers that are known by an id.</summary>
internal enum Reach
{
    /// <summary>Nobody at all.</summary>
    Nobody,

    /// <summary>Perhaps some; it depends on who they are.</summary>
    Some,

    /// <summary>Each of them.</summary>
    Everybody,
}

/// <summary>What lets customers in.</summary>
[Flags]
internal enum ReachWays
{
    None = 0,

    /// <summary>The flag's percentage, or the stage's.</summary>
    Percentage = 1,

    /// <summary>Rules, or a stage's strata.</summary>
    Rules = 2,

    /// <summary>Lists of customers and segments, and fixed answers.</summary>
    Names = 4,
}
