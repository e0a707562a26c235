using System.Globalization;
using FeatureRollout.Control.Notifications;
using FeatureRollout.Control.Reports;

namespace FeatureRollout;

/// <summary>
/// Writes reports in Markdown. Pure: the same input gives the same text. Dates are those of the plan's time zone, numbers
/// are written the invariant way, and what people gave is escaped.
/// </summary>
public static class RolloutReport
{
    private const int MostLines = 100;
    private const int DaysOfWeek = 7;

    /// <summary>
    /// The status of a rollout: present stage, key metrics, issues, next stage, progress against the plan's dates, timeline,
    /// budgets, and what happened in the last seven days.
    /// </summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="events">Its events; those of the last seven days are told.</param>
    /// <param name="now">Now.</param>
    /// <param name="assessment">How it is judged now; null for a report without metrics.</param>
    /// <param name="stats">What has been counted; null for a report without counts.</param>
    /// <param name="values">Points of metrics that have a budget, by metric, for those that are not reported by hand; null for none.</param>
    public static string Status(
        RolloutState rollout,
        IReadOnlyList<RolloutEvent> events,
        DateTimeOffset now,
        RolloutAssessment? assessment = null,
        RolloutStats? stats = null,
        IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>>? values = null)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        ArgumentNullException.ThrowIfNull(events);
        var time = new ShownTime(rollout.Plan.TimeZone);
        var dates = StageDates.Of(rollout, now);
        var text = new MarkdownText();
        text.Heading(1, WeekOf(rollout, now, time) + "Rollout Status: " + ShownText.Markdown(rollout.Key));
        StatusSections.Present(text, rollout, stats, time, now);
        StatusSections.Metrics(text, assessment);
        StatusSections.Issues(text, rollout, assessment, time, now);
        StatusSections.Next(text, rollout, dates, assessment, time);
        CalendarSections.Progress(text, dates);
        CalendarSections.Timeline(text, rollout, dates, time, now);
        BudgetSection.Write(text, rollout, values, time, now);
        text.Heading(2, "Last Seven Days");
        WriteEvents(text, [.. events.Where(one => one.At > now.AddDays(-DaysOfWeek) && one.At <= now)], time);
        return text.ToString();
    }

    /// <summary>What happened in a time, by rollout and flag.</summary>
    /// <param name="events">Events of one key or of several.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="until">The first moment after it.</param>
    /// <param name="timeZone">The time zone of the dates, by its IANA name.</param>
    public static string Digest(IReadOnlyList<RolloutEvent> events, DateTimeOffset from, DateTimeOffset until, string timeZone = "UTC")
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(timeZone);
        var time = new ShownTime(timeZone);
        var text = new MarkdownText();
        text.Heading(1, $"Rollout Digest {time.Date(from)} to {time.Date(until)}");
        var keys = events.Where(one => one.At >= from && one.At < until).GroupBy(one => one.Key, StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal).ToArray();
        foreach (var key in keys)
        {
            text.Heading(2, ShownText.Markdown(key.Key));
            WriteEvents(text, [.. key], time);
        }

        if (keys.Length == 0)
        {
            text.Paragraph("Nothing happened.");
        }

        return text.ToString();
    }

    /// <summary>In the order in which they happened; reported values are counted only.</summary>
    private static void WriteEvents(MarkdownText text, IReadOnlyList<RolloutEvent> events, ShownTime time)
    {
        var told = events.Where(one => one.Change is not RolloutChange.ValueReported).OrderBy(one => one.At).ThenBy(one => one.Sequence).ToArray();
        foreach (var one in told.Take(MostLines))
        {
            text.Item(MarkdownText.Line(one, time));
        }

        if (told.Length > MostLines)
        {
            text.Item(string.Create(CultureInfo.InvariantCulture, $"and {told.Length - MostLines} more"));
        }

        foreach (var metric in events.Select(one => one.Change).OfType<RolloutChange.ValueReported>().GroupBy(one => one.Metric, StringComparer.Ordinal).OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            text.Item(string.Create(CultureInfo.InvariantCulture, $"{ShownText.Markdown(metric.Key)}: {metric.Count()} values reported, the last {MarkdownText.Number(metric.Last().Value)}"));
        }

        if (events.Count == 0)
        {
            text.Item("Nothing happened.");
        }
    }

    private static string WeekOf(RolloutState rollout, DateTimeOffset now, ShownTime time) =>
        rollout.StartedAt is { } started && started <= now
            ? string.Create(CultureInfo.InvariantCulture, $"Week {((time.Day(now).DayNumber - time.Day(started).DayNumber) / DaysOfWeek) + 1} ")
            : "";
}
