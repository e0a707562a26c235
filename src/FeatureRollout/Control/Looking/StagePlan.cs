using System.Runtime.CompilerServices;
using FeatureRollout.Criteria;
using FeatureRollout.Criteria.Language;
using FeatureRollout.Flags.Plans;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Looking;

/// <summary>
/// Everything that is judged in one stage of a plan, with how, and what has to be read for it: worked out once for each plan
/// and stage.
/// </summary>
internal sealed class StagePlan
{
    private static readonly ConditionalWeakTable<PlanDefinition, StagePlan?[]> Known = [];

    private StagePlan(PlanDefinition plan, int stage)
    {
        var criteria = StageCriteria.Of(plan, stage);
        AdvanceWhen = [.. criteria.AdvanceWhen.Select(each => new Judged(each, CriterionUse.Advance, criteria.Proof, criteria, "advance"))];
        HoldWhen = [.. criteria.HoldWhen.Select(each => new Judged(each, CriterionUse.Watch, criteria.Proof, criteria, "hold"))];
        RollbackWhen = [.. criteria.RollbackWhen.Select(each => new Judged(each.When, CriterionUse.Rollback, each.Proof, criteria, each.IsThreshold ? "threshold" : "rollback"))];
        Bands = [.. plan.Bands.Select(band => new Judged(band.When, CriterionUse.Watch, criteria.Proof, criteria, "band"))];
        Alerts = [.. plan.Alerts.Select(alert => new Judged(alert.When, CriterionUse.Watch, criteria.Proof, criteria, "alert " + alert.Name))];
        Targets = PlanLimits.TargetsOf(plan);
        TargetRules = new CriterionRules(CriterionUse.Watch, criteria.Proof, criteria.MinimumSamples, 1, TimeSpan.Zero);
        Series = [.. All.Select(judged => judged.Criterion).Concat(Targets)
            .SelectMany(criterion => CriterionJudge.SeriesOf(criterion))
            .Where(series => plan.Metrics.TryGetValue(series.Key, out var metric) && metric.Source is not null)
            .Select(series => new SeriesNeed(series.Key, plan.Metrics[series.Key].Source!, plan.Metrics[series.Key].Query ?? series.Key, series.Value))
            .Distinct()];
        Compared = [.. plan.AdvanceWhen.Concat(plan.RollbackWhen).Concat(plan.HoldWhen).Concat(plan.Bands.Select(band => band.When)).Concat(plan.Alerts.Select(alert => alert.When))
            .Concat(plan.Stages.SelectMany(each => each.AdvanceWhen.Concat(each.HoldWhen).Concat(each.RollbackWhen)))
            .Where(criterion => CriterionInspection.WordsOf(criterion).Any(use => use.Word is CriterionWord.Baseline or CriterionWord.Previous))
            .Distinct()];
    }

    public IReadOnlyList<Judged> AdvanceWhen { get; }

    public IReadOnlyList<Judged> HoldWhen { get; }

    public IReadOnlyList<Judged> RollbackWhen { get; }

    public IReadOnlyList<Judged> Bands { get; }

    public IReadOnlyList<Judged> Alerts { get; }

    /// <summary>The metrics with a target, each as a criterion.</summary>
    public IReadOnlyList<Criterion> Targets { get; }

    /// <summary>How targets are judged for people to see.</summary>
    public CriterionRules TargetRules { get; }

    /// <summary>What has to be read from sources.</summary>
    public IReadOnlyList<SeriesNeed> Series { get; }

    /// <summary>The criteria of the whole plan that compare with a value captured earlier.</summary>
    public IReadOnlyList<Criterion> Compared { get; }

    private IEnumerable<Judged> All => [.. AdvanceWhen, .. HoldWhen, .. RollbackWhen, .. Bands, .. Alerts];

    /// <summary>The stage of a plan; the first where the rollout is in none.</summary>
    public static StagePlan Of(PlanDefinition plan, int stage)
    {
        var stages = Known.GetValue(plan, static plan => new StagePlan?[plan.Stages.Count]);
        ref var known = ref stages[Math.Max(stage, 0)];
        return Volatile.Read(ref known) ?? Interlocked.CompareExchange(ref known, new StagePlan(plan, Math.Max(stage, 0)), null) ?? known!;
    }
}

/// <summary>A criterion with how it is judged.</summary>
internal sealed class Judged(Criterion criterion, CriterionUse use, CriterionProof proof, StageCriteria criteria, string place)
{
    private CriterionRules _rules = new(use, proof, criteria.MinimumSamples, criteria.Confirmations, TimeSpan.Zero);

    public Criterion Criterion { get; } = criterion;

    /// <summary>Under which name its progress is kept.</summary>
    public string Key { get; } = $"{place}: {criterion.Text}";

    /// <summary>How it is judged at this interval, which is nearly always the same.</summary>
    public CriterionRules Rules(TimeSpan interval)
    {
        var rules = Volatile.Read(ref _rules);
        if (rules.Interval != interval)
        {
            rules = rules with { Interval = interval };
            Volatile.Write(ref _rules, rules);
        }

        return rules;
    }
}

/// <summary>A metric that has to be read from a source.</summary>
/// <param name="Metric">Its name in the plan.</param>
/// <param name="Source">The source.</param>
/// <param name="Query">What it is asked, with placeholders.</param>
/// <param name="Window">How far back; <see cref="CriterionJudge.WholeStage"/> for the whole stage.</param>
internal sealed record SeriesNeed(string Metric, string Source, string Query, TimeSpan Window);
