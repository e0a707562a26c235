using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Looking;

/// <summary>What one look at a rollout found.</summary>
/// <param name="At">When, by the store's clock.</param>
/// <param name="Judgement">The verdicts on everything that the plan asks in this stage.</param>
/// <param name="Targets">The verdicts on the plan's targets.</param>
/// <param name="Progress">What to remember for the next look.</param>
/// <param name="Captured">The values, by metric as criteria write it, that a later stage may compare with.</param>
/// <param name="Failures">The metrics that could not be read, each in one sentence.</param>
internal sealed record RolloutLook(
    DateTimeOffset At,
    RolloutJudgement Judgement,
    IReadOnlyList<CriterionResult> Targets,
    RolloutProgress Progress,
    IReadOnlyDictionary<string, double> Captured,
    IReadOnlyList<string> Failures);
