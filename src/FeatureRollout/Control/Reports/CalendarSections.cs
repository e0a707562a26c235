using System.Globalization;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Control.Reports;

/// <summary>The sections of a status report that compare the plan's dates with what came.</summary>
internal static class CalendarSections
{
    /// <summary>The stages with target and actual dates.</summary>
    public static void Progress(MarkdownText text, IReadOnlyList<StageDates> dates)
    {
        text.Heading(2, "Progress");
        text.Table(["Stage", "Traffic", "Target Date", "Actual Date", "Status"], dates.Select(one => new[]
        {
            ShownText.Markdown(one.Stage.Name),
            one.Percentage.ToString(),
            one.Target is { } target ? ShownTime.Date(target) : Day(one.Day),
            one.Actual is { } actual ? ShownTime.Date(actual) : ShownText.Nothing,
            Show(one.Standing),
        }));
    }

    /// <summary>Stages and milestones by day, with owners; left out where a plan has no milestones.</summary>
    public static void Timeline(MarkdownText text, RolloutState rollout, IReadOnlyList<StageDates> dates, ShownTime time, DateTimeOffset now)
    {
        if (rollout.Plan.Milestones.Count == 0)
        {
            return;
        }

        var start = StageDates.StartOf(rollout);
        var today = time.Day(now);
        var milestones = rollout.Plan.Milestones.Select(one => (
            one.Day,
            Row: Row(one.Day, start, ShownText.Markdown(one.Name), one.Owner, Show(rollout.Milestones.GetValueOrDefault(one.Name), start?.AddDays(one.Day) < today, time))));
        var stages = dates.Select(one => (
            one.Day,
            Row: Row(one.Day, start, $"**{ShownText.Markdown(one.Stage.Name)}, {one.Percentage}**", rollout.Plan.Owner, Show(one.Standing) + (one.Actual is { } actual ? " " + ShownTime.Date(actual) : ""))));
        text.Heading(2, "Timeline");
        text.Table(["Day", "Date", "Activity", "Owner", "Status"], stages.Concat(milestones).OrderBy(one => one.Day).Select(one => one.Row));
    }

    private static string[] Row(int day, DateOnly? start, string activity, string? owner, string status) =>
        [Day(day), start is { } first ? ShownTime.Date(first.AddDays(day)) : ShownText.Nothing, activity, ShownText.Markdown(owner), status];

    private static string Day(int day) => day == 0 ? "T" : "T" + day.ToString("+0;-0", CultureInfo.InvariantCulture);

    private static string Show(StageStanding standing) => standing switch
    {
        StageStanding.Done => "✅ done",
        StageStanding.Present => "🔄 in progress",
        StageStanding.Interrupted => "❌ turned off",
        StageStanding.Late => "⚠️ late",
        _ => "⏳ planned",
    };

    private static string Show(MilestoneMark? mark, bool overdue, ShownTime time) =>
        mark is null ? (overdue ? "⚠️ late" : "⏳ planned")
        : (string.Equals(mark.Status, "done", StringComparison.OrdinalIgnoreCase) ? "✅ done" : "🔄 " + ShownText.Markdown(mark.Status)) + $" {time.Date(mark.At)}, {ShownText.Markdown(mark.Actor)}";
}
