namespace FeatureRollout.Rollouts.Machine;

/// <summary>The moves between stages and steps.</summary>
internal static class StageMoves
{
    private const int PassagesKept = 200;

    public static RolloutState Start(RolloutState state, Cause cause) =>
        Enter(state, 0, RolloutStatus.Running, cause) with
        {
            StartedAt = cause.At,
            CompletedAt = null,
            Previous = new Dictionary<string, double>(StringComparer.Ordinal),
        };

    public static RolloutState Advance(RolloutState state, RolloutChange.Advanced change, Cause cause)
    {
        if (Standing.IsInLastStage(state))
        {
            throw new RolloutRefusedException($"\"{state.Key}\" is in its last stage, so it cannot advance; it can complete.");
        }

        return change.Stage == state.Stage + 1
            ? Enter(state, change.Stage, RolloutStatus.Running, cause) with { Previous = change.Previous }
            : throw new RolloutRefusedException(
                $"\"{state.Key}\" is in stage {Name(state, state.Stage)} and advances to {Name(state, state.Stage + 1)} alone: stages are never skipped.");
    }

    public static RolloutState Step(RolloutState state, RolloutChange.Stepped change, Cause cause)
    {
        var steps = state.Plan.Stages[state.Stage].Steps.Count;
        return change.Step > state.Step && change.Step < steps
            ? NotePercentage(state with { Step = change.Step, StepSince = cause.At, Reason = cause.Reason })
            : throw new RolloutRefusedException(FormattableString.Invariant(
                $"\"{state.Key}\" is in step {state.Step + 1} of the {steps} of stage {Name(state, state.Stage)}; it can only enter a later one of these."));
    }

    /// <summary>Enters an earlier stage at its first step, pauses there, and lets nobody in whom a percentage set by hand kept out.</summary>
    public static RolloutState MoveBack(RolloutState state, RolloutChange.MovedBack change, Cause cause)
    {
        if (change.Stage < 0 || change.Stage >= state.Stage)
        {
            throw new RolloutRefusedException(state.Stage <= 0
                ? $"\"{state.Key}\" is in its first stage, so it cannot go back to an earlier one; it can be rolled back."
                : $"\"{state.Key}\" is in stage {Name(state, state.Stage)}; it can go back to {string.Join(", ", Enumerable.Range(0, state.Stage).Select(i => Name(state, i)))}.");
        }

        var before = Standing.PercentageOf(state);
        var moved = Enter(state, change.Stage, RolloutStatus.Paused, cause) with
        {
            CompletedAt = null,
            RulesTaken = change.Rule is null ? [] : [change.Rule],
            PausedBy = change.Rule,
        };
        return before < Standing.PercentageOf(moved) ? NotePercentage(moved with { PercentageByHand = before }) : moved;
    }

    public static RolloutState RollBack(RolloutState state, Cause cause) => Leave(state, cause) with
    {
        Status = RolloutStatus.RolledBack,
        StatusBeforeKill = null,
        Stage = -1,
        Step = 0,
        StageSince = null,
        StepSince = null,
        CompletedAt = null,
        Drill = null,
        Approvals = [],
        Ticks = [],
    };

    public static RolloutState Complete(RolloutState state, Cause cause) =>
        Standing.IsInLastStage(state) && Standing.IsInLastStep(state)
            ? state with
            {
                Status = RolloutStatus.Completed,
                CompletedAt = cause.At,
                HeldUntil = null,
                Reason = cause.Reason,
                WouldHave = null,
            }
            : throw new RolloutRefusedException(
                $"\"{state.Key}\" is in stage {Name(state, state.Stage)}; it completes from the last step of {Name(state, state.Plan.Stages.Count - 1)} alone.");

    /// <summary>Keeps the highest percentage of the present passage up to date.</summary>
    public static RolloutState NotePercentage(RolloutState state)
    {
        if (state.Passages is not [.., { Until: null } last] || last.Percentage >= Standing.PercentageOf(state))
        {
            return state;
        }

        return state with { Passages = [.. state.Passages.Take(state.Passages.Count - 1), last with { Percentage = Standing.PercentageOf(state) }] };
    }

    private static RolloutState Enter(RolloutState state, int stage, RolloutStatus status, Cause cause)
    {
        var entered = state.Plan.Stages[stage];
        var left = Leave(state, cause);
        return left with
        {
            Status = status,
            Stage = stage,
            Step = 0,
            StageSince = cause.At,
            StepSince = cause.At,
            CountedSince = cause.At,
            Generation = state.Generation + 1,
            Approvals = Signatures.ApprovalsAtEntry(state),
            Ticks = Signatures.TicksAtEntry(state, entered, forward: stage > state.Stage),
            Passages = [.. left.Passages.TakeLast(PassagesKept - 1), new StagePassage(entered.Name, cause.At, null, entered.Steps[0].Percentage)],
        };
    }

    /// <summary>Ends what belongs to the present stage.</summary>
    private static RolloutState Leave(RolloutState state, Cause cause) => state with
    {
        Reason = cause.Reason,
        HeldUntil = null,
        PercentageByHand = null,
        DurationFactor = 1,
        Extended = TimeSpan.Zero,
        RulesTaken = [],
        PausedBy = null,
        WouldHave = null,
        Passages = state.Passages is [.., { Until: null } last]
            ? [.. state.Passages.Take(state.Passages.Count - 1), last with { Until = cause.At }]
            : state.Passages,
    };

    private static string Name(RolloutState state, int stage) =>
        stage >= 0 && stage < state.Plan.Stages.Count ? $"\"{state.Plan.Stages[stage].Name}\"" : "none";
}
