using System.Globalization;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Control.Reports;

/// <summary>
/// The section of a status report about metrics that have a budget. A metric's last value is what was spent in one of its
/// budget's periods; a month is 30 days, and goes on as that period did.
/// </summary>
internal static class BudgetSection
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Writes it; nothing where no metric has a budget.</summary>
    public static void Write(
        MarkdownText text, RolloutState rollout, IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>>? values, ShownTime time, DateTimeOffset now)
    {
        var metrics = rollout.Plan.Metrics.Where(one => one.Value.Budget > 0).OrderBy(one => one.Key, StringComparer.Ordinal).ToArray();
        if (metrics.Length == 0)
        {
            return;
        }

        text.Heading(2, "Budget");
        text.Table(
            ["Metric", "Spent", "Of", "Budget", "Share", "Projected Monthly", "Monthly Budget", "Status"],
            metrics.Select(one => Row(one.Key, one.Value, LastOf(one.Key, rollout, values, now), time, now)));
    }

    private static string[] Row(string metric, MetricDefinition definition, MetricPoint? last, ShownTime time, DateTimeOffset now)
    {
        var budget = definition.Budget!.Value;
        var months = Month / definition.BudgetPeriod;
        var allowed = $"{MarkdownText.Number(budget)} per {Period(definition.BudgetPeriod)}";
        if (last is not { } point)
        {
            return [ShownText.Markdown(metric), ShownText.Nothing, ShownText.Nothing, allowed, ShownText.Nothing, ShownText.Nothing, MarkdownText.Number(budget * months), "⚠️ no data"];
        }

        var status = now - point.At > 2 * definition.BudgetPeriod ? "⚠️ old" : point.Value <= budget ? "✅ within" : "⚠️ over";
        return
        [
            ShownText.Markdown(metric), MarkdownText.Number(point.Value), time.Date(point.At), allowed,
            Math.Round(point.Value / budget * 100, MidpointRounding.AwayFromZero).ToString("0", CultureInfo.InvariantCulture) + "%",
            MarkdownText.Number(point.Value * months), MarkdownText.Number(budget * months), status,
        ];
    }

    private static MetricPoint? LastOf(string metric, RolloutState rollout, IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>>? values, DateTimeOffset now) =>
        rollout.Values.GetValueOrDefault(metric, []).Concat(values?.GetValueOrDefault(metric) ?? [])
            .Where(point => double.IsFinite(point.Value) && point.At <= now)
            .Select(point => (MetricPoint?)point)
            .MaxBy(point => point!.Value.At);

    private static string Period(TimeSpan period) =>
        period == TimeSpan.FromDays(1) ? "day"
        : period == TimeSpan.FromDays(7) ? "week"
        : period == TimeSpan.FromHours(1) ? "hour"
        : ShownText.Duration(period);
}
