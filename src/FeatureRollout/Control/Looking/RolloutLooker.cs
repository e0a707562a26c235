using FeatureRollout.Control.Metrics;
using FeatureRollout.Criteria;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Looking;

/// <summary>Gathers everything that a rollout's criteria ask, then judges all of them at one moment. Thread-safe.</summary>
internal sealed class RolloutLooker(IRolloutSubject subject, MetricSampler sampler, string environment, TimeSpan interval)
{
    private static readonly TimeSpan[] StageWindows = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(35)];

    /// <summary>Looks.</summary>
    /// <param name="state">The rollout.</param>
    /// <param name="before">What is remembered of the last look; of another generation it counts for nothing.</param>
    /// <param name="now">The moment, by the store's clock.</param>
    /// <param name="cancellationToken">Cancels the reading of metrics.</param>
    public async ValueTask<RolloutLook> LookAsync(RolloutState state, RolloutProgress before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var plan = StagePlan.Of(state.Plan, state.Stage);
        var (series, failures) = plan.Series.Count == 0
            ? ([], [])
            : await ReadAsync(state, plan.Series, now, cancellationToken).ConfigureAwait(false);
        return Judge(state, plan, new LookData(state, plan.Targets, subject, series, now), OfGeneration(before, state), failures);
    }

    /// <summary>What sources say of the metrics that have a budget, over the last two of its periods; what cannot be read is left out.</summary>
    /// <param name="state">The rollout.</param>
    /// <param name="now">The moment, by the store's clock.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>>> ReadBudgetsAsync(RolloutState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stage = state.Stage < 0 ? null : state.Plan.Stages[state.Stage].Name;
        var look = sampler.Look(now);
        var points = new Dictionary<string, IReadOnlyList<MetricPoint>>(StringComparer.Ordinal);
        foreach (var (name, metric) in state.Plan.Metrics)
        {
            if (metric is { Budget: > 0, Source: { } source, Query: { } query })
            {
                var reading = await look.ReadAsync(source, MetricQuery.Fill(query, state.Key, stage, environment), 2 * metric.BudgetPeriod, cancellationToken).ConfigureAwait(false);
                points[name] = reading.Points ?? [];
            }
        }

        return points;
    }

    /// <summary>Reports go by the calendar, whatever the rollout does; all else begins anew.</summary>
    private static RolloutProgress OfGeneration(RolloutProgress before, RolloutState state) =>
        before.Generation == state.Generation && (before.CountedSince is null || before.CountedSince == state.CountedSince) ? before : RolloutProgress.None with { ReportsSent = before.ReportsSent };

    private RolloutLook Judge(RolloutState state, StagePlan plan, LookData data, RolloutProgress before, IReadOnlyList<string> failures)
    {
        var criteria = new Dictionary<string, CriterionProgress>(StringComparer.Ordinal);
        var judgement = new RolloutJudgement(
            All(plan.AdvanceWhen), All(plan.HoldWhen), All(plan.RollbackWhen), All(plan.Bands), All(plan.Alerts));
        return new RolloutLook(data, judgement, before with { Generation = state.Generation, CountedSince = state.CountedSince, Criteria = criteria }, failures);

        IReadOnlyList<CriterionResult> All(IReadOnlyList<Judged> judged)
        {
            if (judged.Count == 0)
            {
                return [];
            }

            var results = new CriterionResult[judged.Count];
            for (var i = 0; i < results.Length; i++)
            {
                var each = judged[i];
                (results[i], criteria[each.Key]) = CriterionJudge.Judge(
                    each.Criterion, each.Rules(interval), data, before.Criteria.GetValueOrDefault(each.Key) ?? CriterionProgress.None);
            }

            return results;
        }
    }

    /// <summary>
    /// A whole stage is read as the next longer of a few windows and cut: a window that grew with every look would be another question each
    /// time, and a source that knows only the present would never have more than one point.
    /// </summary>
    private static TimeSpan Window(SeriesNeed need, TimeSpan age) => need.Window != CriterionJudge.WholeStage
        ? need.Window
        : StageWindows.FirstOrDefault(window => window >= age, TimeSpan.FromDays(Math.Ceiling(age.TotalDays)));

    private async ValueTask<(IReadOnlyList<MetricSeries> Series, IReadOnlyList<string> Failures)> ReadAsync(
        RolloutState state, IReadOnlyList<SeriesNeed> needs, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var look = sampler.Look(now);
        var stage = state.Stage < 0 ? null : state.Plan.Stages[state.Stage].Name;
        var age = state.StageSince is { } since && now > since ? now - since : TimeSpan.Zero;
        var readings = await Task.WhenAll(needs.Select(need => look.ReadAsync(
            need.Source,
            MetricQuery.Fill(need.Query, state.Key, stage, environment),
            Window(need, age),
            cancellationToken))).ConfigureAwait(false);
        return (
            [.. needs.Zip(readings, (need, reading) => new MetricSeries(need.Metric, Window(need, age), reading.Points))],
            [.. needs.Zip(readings, (need, reading) => reading.Failure is null ? null : $"{need.Metric}: {reading.Failure}").OfType<string>().Distinct(StringComparer.Ordinal)]);
    }
}

/// <summary>What was read of a metric.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Window">How far back was asked.</param>
/// <param name="Points">The points, oldest first; null where it could not be read.</param>
internal sealed record MetricSeries(string Metric, TimeSpan Window, IReadOnlyList<MetricPoint>? Points);
