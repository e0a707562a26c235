namespace FeatureRollout.Rollouts.Machine;

/// <summary>Decides what to do next with a rollout, from its state and the verdicts. Pure.</summary>
internal static class RolloutDecider
{
    /// <summary>Decides.</summary>
    public static RolloutDecision Decide(RolloutState state, RolloutJudgement judgement, DateTimeOffset now) => throw new NotSupportedException();
}

/// <summary>Everything that was judged at one look; each list in the order of the plan, inherited criteria included.</summary>
/// <param name="AdvanceWhen">The criteria for advancing.</param>
/// <param name="HoldWhen">The reasons to hold.</param>
/// <param name="RollbackWhen">The triggers.</param>
/// <param name="Bands">The plan's bands, one for each.</param>
/// <param name="Alerts">The plan's alert rules, one for each.</param>
internal sealed record RolloutJudgement(
    IReadOnlyList<CriterionResult> AdvanceWhen,
    IReadOnlyList<CriterionResult> HoldWhen,
    IReadOnlyList<CriterionResult> RollbackWhen,
    IReadOnlyList<CriterionResult> Bands,
    IReadOnlyList<CriterionResult> Alerts);

/// <summary>What is to be done.</summary>
/// <param name="Changes">The changes in order; none where the rollout stays as it is.</param>
/// <param name="Unmet">What stands before the next stage, each in one sentence; empty where nothing does.</param>
/// <param name="Next">In words, what happens next and when.</param>
internal sealed record RolloutDecision(IReadOnlyList<DecidedChange> Changes, IReadOnlyList<string> Unmet, string Next);

/// <summary>One change with why it is made.</summary>
/// <param name="Change">The change.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Rule">The trigger, band or alert rule that matched; null for none.</param>
/// <param name="Readings">The verdicts that led to it.</param>
/// <param name="Key">The key of another flag whose document is changed, for a fallback mode; null for the rollout's own.</param>
internal sealed record DecidedChange(RolloutChange Change, string Reason, string? Rule, IReadOnlyList<CriterionResult> Readings, string? Key = null);
