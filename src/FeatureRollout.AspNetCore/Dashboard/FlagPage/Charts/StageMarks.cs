using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Dashboard.FlagPage.Charts;

/// <summary>The changes that moved who is in, as marks for charts.</summary>
internal static class StageMarks
{
    /// <summary>The marks of events, oldest first.</summary>
    public static IReadOnlyList<ChartMark> Of(IEnumerable<RolloutEvent> events) =>
        [.. events.Where(Moves).OrderBy(happened => happened.At).Select(happened => new ChartMark(happened.At, Label(happened), Text(happened), IsBad(happened)))];

    private static bool Moves(RolloutEvent happened) => happened.Change is RolloutChange.Started or RolloutChange.Advanced or RolloutChange.Stepped or RolloutChange.MovedBack
        or RolloutChange.RolledBack or RolloutChange.Killed or RolloutChange.Revived or RolloutChange.Completed or RolloutChange.PercentageSet;

    private static bool IsBad(RolloutEvent happened) => happened.Change is RolloutChange.RolledBack or RolloutChange.Killed or RolloutChange.MovedBack;

    private static string Label(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.RolledBack or RolloutChange.Killed => "off",
        RolloutChange.Completed => "done",
        RolloutChange.PercentageSet set => set.Percentage.ToString(),
        _ => happened.To?.Percentage.ToString() ?? "on",
    };

    private static string Text(RolloutEvent happened) => VisibleText.Of($"{happened.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC: {EventText.Of(happened)}");
}
