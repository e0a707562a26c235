using FeatureRollout.Criteria.Language;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage.Charts;

/// <summary>The four charts of a flag: errors, latency, traffic and successes, with the flag on and off at the same times.</summary>
internal static class OutcomeCharts
{
    private const int MostPoints = 240;

    /// <summary>The charts of what was counted.</summary>
    /// <param name="history">What was counted.</param>
    /// <param name="rollout">The rollout, whose limits are drawn; null for none.</param>
    /// <param name="now">The moment; a step that is not over yet says nothing about traffic.</param>
    public static IReadOnlyList<Chart> Of(OutcomeHistory history, RolloutState? rollout, DateTimeOffset now)
    {
        var (points, step) = Merge(history);
        var on = points.Aggregate((Successes: 0L, Failures: 0L), (sum, point) => (sum.Successes + point.On.Successes, sum.Failures + point.On.Failures));
        var off = points.Aggregate((Successes: 0L, Failures: 0L), (sum, point) => (sum.Successes + point.Off.Successes, sum.Failures + point.Off.Failures));
        return
        [
            Errors(points, step, Rate(on), Rate(off), LimitsOf(rollout, "error_rate", isHighest: true)),
            Latency(points, step, LimitsOf(rollout, "p95(latency)", isHighest: true)),
            Traffic(points, step, now, on.Successes + on.Failures, off.Successes + off.Failures),
            Successes(points, step, Rate(on), Rate(off), LimitsOf(rollout, "success_rate", isHighest: false)),
        ];
    }

    /// <summary>No more points than a chart has room for: neighbours are added up, and of their latencies the highest is shown.</summary>
    public static (IReadOnlyList<OutcomePoint> Points, TimeSpan Step) Merge(OutcomeHistory history)
    {
        var each = (history.Points.Count + MostPoints - 1) / MostPoints;
        return each <= 1
            ? (history.Points, history.Step)
            : ([.. history.Points.Chunk(each).Select(chunk => new OutcomePoint(chunk[0].At, Sum(chunk.Select(point => point.On)), Sum(chunk.Select(point => point.Off))))], history.Step * each);
    }

    private static ArmPoint Sum(IEnumerable<ArmPoint> points) => points.Aggregate(new ArmPoint(0, 0, null), (sum, point) => new ArmPoint(
        sum.Successes + point.Successes,
        sum.Failures + point.Failures,
        point.LatencyP95 is { } latency && !(sum.LatencyP95 >= latency) ? latency : sum.LatencyP95));

    private static Chart Errors(IReadOnlyList<OutcomePoint> points, TimeSpan step, double? on, double? off, IReadOnlyList<ChartLimit> limits) => new()
    {
        Id = "errors",
        Title = "Error rate",
        Description = $"Failures as a share of all outcomes: {Shown.Share(on)} with the flag on, {Shown.Share(off)} with it off.",
        Unit = ChartUnit.Share,
        Lines = Arms(points, step, Shown.Share(on), Shown.Share(off), arm => arm.ErrorRate),
        Limits = limits,
    };

    private static Chart Successes(IReadOnlyList<OutcomePoint> points, TimeSpan step, double? on, double? off, IReadOnlyList<ChartLimit> limits) => new()
    {
        Id = "successes",
        Title = "Success rate",
        Description = $"Successes as a share of all outcomes: {Shown.Share(1 - on)} with the flag on, {Shown.Share(1 - off)} with it off.",
        Unit = ChartUnit.Share,
        FromTop = true,
        Lines = Arms(points, step, Shown.Share(1 - on), Shown.Share(1 - off), arm => 1 - arm.ErrorRate),
        Limits = limits,
    };

    private static Chart Latency(IReadOnlyList<OutcomePoint> points, TimeSpan step, IReadOnlyList<ChartLimit> limits)
    {
        var on = points.LastOrDefault(point => point.On.LatencyP95 is not null)?.On.LatencyP95;
        var off = points.LastOrDefault(point => point.Off.LatencyP95 is not null)?.Off.LatencyP95;
        return new Chart
        {
            Id = "latency",
            Title = "Latency, p95",
            Description = $"How long the slowest twentieth takes at least; last {Shown.Latency(on)} with the flag on, {Shown.Latency(off)} with it off.",
            Unit = ChartUnit.Time,
            Lines = Arms(points, step, Shown.Latency(on), Shown.Latency(off), arm => arm.LatencyP95?.TotalSeconds),
            Limits = limits,
        };
    }

    private static Chart Traffic(IReadOnlyList<OutcomePoint> points, TimeSpan step, DateTimeOffset now, long on, long off)
    {
        var share = on + off == 0 ? (double?)null : (double)on / (on + off);
        var whole = points.Where(point => point.At + step <= now).ToArray();
        double? PerMinute(OutcomePoint point, long count) => point.On.Count + point.Off.Count == 0 ? null : count / step.TotalMinutes;
        return new Chart
        {
            Id = "traffic",
            Title = "Requests per minute",
            Description = $"How the work is split: {Shown.Number(on)} outcomes with the flag on, {Shown.Number(off)} with it off, {Shown.Share(share)} of all on.",
            Unit = ChartUnit.Count,
            IsAmount = true,
            Lines =
            [
                new ChartLine("on", "fr-on", [.. whole.Select(point => new ChartPoint(Middle(point, step), PerMinute(point, point.On.Count)))], Shown.Share(share)),
                new ChartLine("off", "fr-off", [.. whole.Select(point => new ChartPoint(Middle(point, step), PerMinute(point, point.Off.Count)))], Shown.Share(1 - share)),
            ],
        };
    }

    private static ChartLine[] Arms(IReadOnlyList<OutcomePoint> points, TimeSpan step, string on, string off, Func<ArmPoint, double?> value) =>
    [
        new("on", "fr-on", [.. points.Select(point => new ChartPoint(Middle(point, step), value(point.On)))], on),
        new("off", "fr-off", [.. points.Select(point => new ChartPoint(Middle(point, step), value(point.Off)))], off),
    ];

    private static DateTimeOffset Middle(OutcomePoint point, TimeSpan step) => point.At + (step / 2);

    private static double? Rate((long Successes, long Failures) sum) => sum.Successes + sum.Failures == 0 ? null : (double)sum.Failures / (sum.Successes + sum.Failures);

    /// <summary>The limits of triggers on one reading: the ones that take the feature back.</summary>
    private static IReadOnlyList<ChartLimit> LimitsOf(RolloutState? rollout, string expression, bool isHighest) => rollout is null
        ? []
        : [.. StageCriteria.Of(rollout.Plan, Math.Max(rollout.Stage, 0)).RollbackWhen
            .Select(trigger => (trigger.When, Limit: CriterionInspection.LimitOf(trigger.When)))
            .Where(each => each.Limit is { } limit && string.Equals(limit.Expression, expression, StringComparison.OrdinalIgnoreCase) && limit.Sign is (CriterionSign.Greater or CriterionSign.GreaterOrEqual) == isHighest)
            .Select(each => new ChartLimit(each.Limit!.Limit, "back when " + VisibleText.Of(each.When.Text)))
            .DistinctBy(limit => limit.Value)];
}
