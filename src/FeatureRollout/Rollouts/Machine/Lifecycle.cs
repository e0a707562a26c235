namespace FeatureRollout.Rollouts.Machine;

/// <summary>How a rollout comes into being, and how it gets another plan.</summary>
internal static class Lifecycle
{
    /// <summary>
    /// Makes a draft. Its generations go on above those of every earlier rollout of the same key, each of which took a write
    /// at least: what was counted and proved then says nothing about this one.
    /// </summary>
    public static RolloutState Create(FlagDocument document, RolloutChange.Created change, Cause cause)
    {
        var key = document.Key;
        if (change.Flags.Count == 0 || change.Flags[0] != key || change.Flags.Distinct(StringComparer.Ordinal).Count() != change.Flags.Count)
        {
            throw new RolloutRefusedException($"The flags of a rollout are different ones, and the first of them is its key \"{key}\".");
        }

        DemandStages(change.Plan);
        return new RolloutState
        {
            Key = key,
            Flags = change.Flags,
            Plan = change.Plan,
            Definitions = change.Definitions,
            Customers = change.Customers,
            ObserveOnly = change.ObserveOnly,
            Generation = (int)Math.Min(document.Version, int.MaxValue / 2),
            Reason = cause.Reason,
        };
    }

    /// <summary>Keeps status, stage and percentage by hand; everything that was judged, agreed or timed begins anew.</summary>
    public static RolloutState Replan(RolloutState state, RolloutChange.Replanned change, Cause cause)
    {
        DemandStages(change.Plan);
        var stage = StageIn(change.Plan, state);
        var alerts = change.Plan.Alerts.Select(each => each.Name).ToHashSet(StringComparer.Ordinal);
        var replanned = Pauses.CountAnew(state, cause) with
        {
            Plan = change.Plan,
            Definitions = change.Definitions,
            Stage = stage,
            Step = stage < 0 ? 0 : Math.Min(state.Step, change.Plan.Stages[stage].Steps.Count - 1),
            StageSince = stage < 0 ? null : cause.At,
            StepSince = stage < 0 ? null : cause.At,
            DurationFactor = 1,
            Extended = TimeSpan.Zero,
            RulesTaken = [],
            WouldHave = null,
            Approvals = [],
            Ticks = [],
            Alerts = [.. state.Alerts.Where(each => alerts.Contains(each.Name))],
            Reason = cause.Reason,
        };
        return StageMoves.NotePercentage(replanned);
    }

    private static int StageIn(PlanDefinition plan, RolloutState state)
    {
        if (Standing.StageOf(state) is not { } present)
        {
            return -1;
        }

        for (var i = 0; i < plan.Stages.Count; i++)
        {
            if (plan.Stages[i].Name == present.Name)
            {
                return i;
            }
        }

        throw new RolloutRefusedException(
            $"\"{state.Key}\" is in stage \"{present.Name}\", which the new plan does not have; it can be replanned in a stage that both have, or after a rollback.");
    }

    private static void DemandStages(PlanDefinition plan)
    {
        if (plan.Stages.Count == 0 || plan.Stages.Any(stage => stage.Steps.Count == 0))
        {
            throw new RolloutRefusedException($"The plan \"{plan.Name}\" has no stage, or a stage without a step.");
        }
    }
}
