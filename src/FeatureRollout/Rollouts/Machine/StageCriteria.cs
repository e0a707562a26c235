using System.Globalization;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>
/// What holds in one stage: the plan's criteria, then those of earlier stages where the stage inherits them, then its own,
/// each once.
/// </summary>
/// <param name="AdvanceWhen">The criteria for advancing.</param>
/// <param name="HoldWhen">The reasons to hold.</param>
/// <param name="RollbackWhen">The triggers; the plan's rollback threshold first.</param>
/// <param name="Proof">What proves a trigger, where it says nothing else itself.</param>
/// <param name="MinimumSamples">The least samples of a rate or a latency.</param>
/// <param name="Confirmations">At how many looks in a row there must be proof.</param>
internal sealed record StageCriteria(
    IReadOnlyList<Criterion> AdvanceWhen,
    IReadOnlyList<Criterion> HoldWhen,
    IReadOnlyList<StageTrigger> RollbackWhen,
    CriterionProof Proof,
    int MinimumSamples,
    int Confirmations)
{
    /// <summary>Gathers them.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="stage">The stage's index in it.</param>
    public static StageCriteria Of(PlanDefinition plan, int stage)
    {
        var present = plan.Stages[stage];
        StageDefinition[] inherited = present.Inherit ? [.. plan.Stages.Take(stage)] : [];
        var proof = present.Proof ?? plan.Proof;
        return new StageCriteria(
            [.. plan.AdvanceWhen.Concat(inherited.SelectMany(each => each.AdvanceWhen)).Concat(present.AdvanceWhen).Distinct()],
            [.. plan.HoldWhen.Concat(inherited.SelectMany(each => each.HoldWhen)).Concat(present.HoldWhen).Distinct()],
            Triggers(plan, present, inherited, proof),
            proof,
            present.MinimumSamples ?? plan.MinimumSamples,
            plan.Confirmations);
    }

    /// <summary>The rollback threshold as a criterion, such as <c>error_rate &gt; 5% over 1h</c>.</summary>
    public static Criterion CriterionOf(RollbackThreshold threshold)
    {
        var percent = ((decimal)threshold.ErrorRate * 100).ToString("0.############", CultureInfo.InvariantCulture);
        var seconds = threshold.TimeWindow.TotalSeconds;
        var window = seconds % 3600 == 0 ? $"{Number(seconds / 3600)}h" : seconds % 60 == 0 ? $"{Number(seconds / 60)}m" : $"{Number(seconds)}s";
        return Criterion.Parse($"error_rate > {percent}% over {window}");
    }

    /// <summary>A stage's trigger takes the stage's action along where it is inherited; one that stands twice has the more severe one.</summary>
    private static StageTrigger[] Triggers(PlanDefinition plan, StageDefinition present, StageDefinition[] inherited, CriterionProof proof)
    {
        var here = present.OnFailure ?? plan.OnFailure;
        IEnumerable<StageTrigger> all =
        [
            .. plan.RollbackWhen.Select(each => new StageTrigger(each, here, proof, IsThreshold: false)),
            .. inherited.SelectMany(stage => stage.RollbackWhen.Select(each => new StageTrigger(each, stage.OnFailure ?? here, proof, IsThreshold: false))),
            .. present.RollbackWhen.Select(each => new StageTrigger(each, here, proof, IsThreshold: false)),
        ];
        var distinct = all.GroupBy(each => each.When).Select(same => same.MaxBy(each => each.OnFailure.Action)!);
        return plan.RollbackThreshold is { } threshold
            ? [new StageTrigger(CriterionOf(threshold), new PlanAction { Action = RolloutAction.RollBack }, threshold.Proof, IsThreshold: true), .. distinct]
            : [.. distinct];
    }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}

/// <summary>A trigger with what it leads to.</summary>
/// <param name="When">When it fires.</param>
/// <param name="OnFailure">What is done then.</param>
/// <param name="Proof">What proves it.</param>
/// <param name="IsThreshold">Whether it is the rollback threshold, which stands above everything else.</param>
internal sealed record StageTrigger(Criterion When, PlanAction OnFailure, CriterionProof Proof, bool IsThreshold);
