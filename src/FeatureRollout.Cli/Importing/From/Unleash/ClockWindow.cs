namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>A stretch of time on the wall clock.</summary>
/// <param name="From">Its first moment; null for no beginning.</param>
/// <param name="Until">The first moment after it; null for no end.</param>
internal readonly record struct ClockWindow(DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>All of time.</summary>
    public static readonly ClockWindow Always = new(null, null);

    /// <summary>Whether no moment is in it.</summary>
    public bool IsEmpty => From >= Until;

    /// <summary>What lies in both.</summary>
    public ClockWindow And(ClockWindow other) => new(
        From is null || other.From > From ? other.From : From,
        Until is null || other.Until < Until ? other.Until : Until);
}
