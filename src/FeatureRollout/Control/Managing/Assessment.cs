using FeatureRollout.Control.Looking;
using FeatureRollout.Control.Notifications;
using FeatureRollout.Criteria;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Managing;

/// <summary>Puts a look into what people and dashboards read.</summary>
internal static class Assessment
{
    public static RolloutAssessment Of(
        RolloutState state, RolloutLook look, IReadOnlyList<RolloutState> all, IRolloutSubject subject, NotificationQueue? channels)
    {
        var decision = RolloutDecider.Decide(state, look.Judgement, look.At);
        return new RolloutAssessment
        {
            Rollout = state,
            At = look.At,
            AdvanceWhen = look.Judgement.AdvanceWhen,
            HoldWhen = look.Judgement.HoldWhen,
            RollbackWhen = look.Judgement.RollbackWhen,
            Bands = look.Judgement.Bands,
            Alerts = look.Judgement.Alerts,
            Targets = look.Targets(state.Plan, state.Stage),
            Unmet = decision.Unmet,
            Next = decision.Next,
            Warnings = [.. look.Failures, .. channels?.Unknown(ChannelsOf(state.Plan)) ?? [], .. Warnings(state, all, subject)],
        };
    }

    private static IEnumerable<string> ChannelsOf(PlanDefinition plan) =>
        plan.Alerts.SelectMany(alert => alert.Channels).Concat(plan.Reports.SelectMany(report => report.Channels)).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Warnings(RolloutState state, IReadOnlyList<RolloutState> all, IRolloutSubject subject)
    {
        string[] others = [.. all.Where(other => other.Key != state.Key && IsMoving(other)).Select(other => other.Key)];
        if (IsMoving(state) && others.Length > 0)
        {
            yield return $"Other rollouts are under way at the same time: {string.Join(", ", others.Order(StringComparer.Ordinal))}. When something breaks, it is harder to tell which of them did it.";
        }

        if (state.Plan.RollbackThreshold is null && state.Plan.RollbackWhen.Count == 0 && state.Plan.Stages.All(stage => stage.RollbackWhen.Count == 0))
        {
            yield return "The plan has no rollback trigger: nothing rolls it back by itself.";
        }

        if (state.ObserveOnly)
        {
            yield return "The controller only observes: it records what it would do, and does nothing.";
        }

        if (state.Stage < 0)
        {
            yield break;
        }

        var stage = state.Plan.Stages[state.Stage];
        foreach (var flag in state.Flags)
        {
            var on = subject.Outcomes(flag, stage.Name, state.Generation, CriterionArm.DrawnOn, null);
            var off = subject.Outcomes(flag, stage.Name, state.Generation, CriterionArm.DrawnOff, null);
            if (stage.Eligible is null && stage.Strata.Count == 0 && state.PercentageByHand is null && state.Step == 0
                && SampleRatio.Warn(on?.Count ?? 0, off?.Count ?? 0, stage.Steps[0].Percentage) is { } mismatch)
            {
                yield return $"{flag}: {mismatch}";
            }

            if (subject.Outcomes(flag, stage.Name, state.Generation, CriterionArm.On, null) is { } counted
                && ExpectedTraffic.Warn(stage.ExpectedVolume, counted.Count, counted.Covered) is { } volume)
            {
                yield return $"{flag}: {volume}";
            }
        }
    }

    private static bool IsMoving(RolloutState state) => state.Status is RolloutStatus.Running or RolloutStatus.Held;
}
