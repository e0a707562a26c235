using FeatureRollout.Criteria;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Looking;

/// <summary>What one look at a rollout found.</summary>
/// <param name="Data">What was gathered.</param>
/// <param name="Judgement">The verdicts on everything that the plan asks in this stage.</param>
/// <param name="Progress">What to remember for the next look.</param>
/// <param name="Failures">The metrics that could not be read, each in one sentence.</param>
internal sealed record RolloutLook(LookData Data, RolloutJudgement Judgement, RolloutProgress Progress, IReadOnlyList<string> Failures)
{
    /// <summary>When, by the store's clock.</summary>
    public DateTimeOffset At => Data.Now;

    /// <summary>The values, by metric as criteria write it, that a criterion compares with later under this word.</summary>
    public IReadOnlyDictionary<string, double> Captured(PlanDefinition plan, int stage, CriterionWord word)
    {
        var captured = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var criterion in StagePlan.Of(plan, stage).Compared)
        {
            foreach (var (metric, value) in CriterionJudge.ValuesBeside(criterion, word, Data))
            {
                captured[metric] = value;
            }
        }

        return captured;
    }

    /// <summary>A change as it was decided, with the values at the end of the stage that is left.</summary>
    public RolloutChange Complete(RolloutChange change, RolloutState state) =>
        change is RolloutChange.Advanced advanced
            ? advanced with { Previous = Captured(state.Plan, state.Stage, CriterionWord.Previous) }
            : change;

    /// <summary>The plan's targets as they are met now.</summary>
    public IReadOnlyList<CriterionResult> Targets(PlanDefinition plan, int stage)
    {
        var stagePlan = StagePlan.Of(plan, stage);
        return [.. stagePlan.Targets.Select(target => CriterionJudge.Judge(target, stagePlan.TargetRules, Data, CriterionProgress.None).Result)];
    }
}
