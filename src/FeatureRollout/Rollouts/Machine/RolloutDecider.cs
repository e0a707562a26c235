namespace FeatureRollout.Rollouts.Machine;

/// <summary>Decides what to do next with a rollout, from its state and the verdicts. Pure.</summary>
internal static class RolloutDecider
{
    /// <summary>After so long a drill ends by itself: whoever practised is gone.</summary>
    public static readonly TimeSpan LongestDrill = TimeSpan.FromMinutes(15);

    /// <summary>Decides. At most one stage is entered, and timed steps that are overdue fold into one change.</summary>
    public static RolloutDecision Decide(RolloutState state, RolloutJudgement judgement, DateTimeOffset now)
    {
        if (state.Drill is { } drill)
        {
            var (ending, next) = Drill(state.Plan, drill, now);
            return new RolloutDecision(Observed(state, ending), ["A drill is under way."], next);
        }

        if (!Standing.IsGuarded(state.Status) || Standing.StageOf(state) is null)
        {
            return AtRest(state, now);
        }

        var criteria = StageCriteria.Of(state.Plan, state.Stage);
        var rules = new MatchedRules(state, criteria, judgement);
        var unmet = GoingOn.Unmet(state, criteria, judgement, rules, now);
        var (moves, what) = rules.Strongest is { } rule
            ? RuleActions.Act(state, rule, now)
            : Quiet(state, judgement, rules, unmet, now);
        return new RolloutDecision([.. AlertChanges.Of(state, judgement), .. Observed(state, moves)], unmet, what);
    }

    /// <summary>What stands before a manual advance, or before a manual end in the last stage, each in one sentence.</summary>
    public static IReadOnlyList<string> AdvanceUnmet(RolloutState state, RolloutJudgement judgement, DateTimeOffset now) =>
        Decide(state, judgement, now).Unmet;

    /// <summary>What stands before the start, each in one sentence.</summary>
    /// <param name="state">The rollout.</param>
    /// <param name="now">The moment; null leaves advance windows and freezes out.</param>
    public static IReadOnlyList<string> StartUnmet(RolloutState state, DateTimeOffset? now = null) => GoingOn.StartUnmet(state, now);

    /// <summary>The change that goes on from the present stage: to the next, or to the end. The values at the stage's end are for the caller to fill in.</summary>
    public static RolloutChange NextMove(RolloutState state) =>
        Standing.IsInLastStage(state)
            ? new RolloutChange.Completed()
            : new RolloutChange.Advanced(state.Stage + 1, new Dictionary<string, double>(StringComparer.Ordinal));

    private static (IReadOnlyList<DecidedChange> Moves, string Next) Drill(PlanDefinition plan, RolloutDrill drill, DateTimeOffset now)
    {
        var end = PlanClock.Later(drill.Since, LongestDrill);
        return now < end
            ? ([], $"A drill by {drill.Actor} is under way; it ends by itself at {PlanClock.Say(plan, end)}.")
            : ([new DecidedChange(new RolloutChange.DrillEnded(now - drill.Since), $"The drill by {drill.Actor} was not ended.", null, [])], "The drill ends.");
    }

    /// <summary>Nothing moves, and nobody is left with an alert of what is no longer watched.</summary>
    private static RolloutDecision AtRest(RolloutState state, DateTimeOffset now)
    {
        var next = state.Status switch
        {
            RolloutStatus.Draft => "Waits to be started.",
            RolloutStatus.Completed => "Nothing: it is at its end.",
            RolloutStatus.RolledBack => "Waits for a person to start it again, from the first stage.",
            RolloutStatus.Killed => "Waits for a person to revive it.",
            _ => "Nothing: it is in no stage.",
        };
        var isBeforeStart = state.Status is RolloutStatus.Draft or RolloutStatus.RolledBack;
        return new RolloutDecision(AlertChanges.AllResolved(state), isBeforeStart ? GoingOn.StartUnmet(state, now) : [], next);
    }

    /// <summary>What is done where no rule asks for anything.</summary>
    private static (IReadOnlyList<DecidedChange> Moves, string Next) Quiet(
        RolloutState state, RolloutJudgement judgement, MatchedRules rules, IReadOnlyList<string> unmet, DateTimeOffset now)
    {
        var plan = state.Plan;
        switch (state.Status)
        {
            case RolloutStatus.Paused:
                return ([], "Waits until somebody resumes it.");
            case RolloutStatus.Held when state.HeldUntil is not { } until || now < until:
                return ([], state.HeldUntil is { } end ? $"Goes on at {PlanClock.Say(plan, end)}." : "Waits until somebody resumes it.");
            case RolloutStatus.Held:
                return ([new DecidedChange(new RolloutChange.Resumed(), "The hold is over.", null, [])], "The hold is over: goes on.");
        }

        if (rules.FastTrack is { } fast && state.DurationFactor == 1 && plan.Stages[state.Stage].MinimumDuration > TimeSpan.Zero && plan.FastTrackFactor is > 0 and < 1)
        {
            return ([new DecidedChange(new RolloutChange.FastTracked(plan.FastTrackFactor), RuleActions.Because(fast), fast.Rule, [fast.Result])],
                FormattableString.Invariant($"Takes the fast track: minimum durations times {plan.FastTrackFactor}."));
        }

        return Steps(state, rules, now) ?? Ahead(state, judgement, unmet, now);
    }

    /// <summary>The step that is due, or the waiting for the next; null in the last step.</summary>
    private static (IReadOnlyList<DecidedChange> Moves, string Next)? Steps(RolloutState state, MatchedRules rules, DateTimeOffset now)
    {
        var stage = state.Plan.Stages[state.Stage];
        if (state.Step >= stage.Steps.Count - 1)
        {
            return null;
        }

        var since = state.StageSince ?? now;
        var step = state.Step;
        while (step + 1 < stage.Steps.Count && PlanClock.StepDueAt(state.Plan, stage, step + 1, since) <= now)
        {
            step++;
        }

        var coming = stage.Steps[Math.Max(step, state.Step + 1)].Percentage;
        if (step == state.Step)
        {
            return ([], $"Goes to {coming} at {PlanClock.Say(state.Plan, PlanClock.StepDueAt(state.Plan, stage, step + 1, since))}.");
        }

        if (rules.Blocking.Count > 0)
        {
            return ([], $"Goes to {coming} once \"{rules.Blocking[0].Rule}\" no longer holds.");
        }

        var opening = PlanClock.OpeningFrom(state.Plan, now);
        if (opening != now)
        {
            return ([], opening is { } at ? $"Goes to {coming} at {PlanClock.Say(state.Plan, at)}, when advancing is allowed again." : $"Goes to {coming} when advancing is allowed again.");
        }

        var folded = step - state.Step - 1;
        var reason = FormattableString.Invariant($"Step {step + 1} of {stage.Steps.Count} is due{(folded == 0 ? "" : $", and {folded} before it")}.");
        return ([new DecidedChange(new RolloutChange.Stepped(step), reason, null, [])], $"Goes to {coming}.");
    }

    private static (IReadOnlyList<DecidedChange> Moves, string Next) Ahead(
        RolloutState state, RolloutJudgement judgement, IReadOnlyList<string> unmet, DateTimeOffset now)
    {
        var move = NextMove(state);
        var what = RuleActions.Describe(state, move);
        if (unmet.Count > 0)
        {
            var end = GoingOn.EarliestEnd(state);
            return ([], now < end && unmet.Count == 1
                ? $"Waits to {what}, not before {PlanClock.Say(state.Plan, end)}."
                : $"Waits to {what}: {unmet[now < end ? 1 : 0]}");
        }

        return state.Plan.Stages[state.Stage].Automatic
            ? ([new DecidedChange(move, "Everything that the plan asks holds.", null, judgement.AdvanceWhen)], $"Everything holds: {what}.")
            : ([], $"Everything holds; a person can {what}.");
    }

    /// <summary>Where the controller only observes, a note of what it would do, once as long as it is the same.</summary>
    private static IReadOnlyList<DecidedChange> Observed(RolloutState state, IReadOnlyList<DecidedChange> moves)
    {
        if (!state.ObserveOnly || moves.Count == 0)
        {
            return moves;
        }

        var first = moves[0];
        var action = string.Join(", ", moves.Select(move => RuleActions.Describe(state, move))) + (first.Rule is null ? "" : $", because of \"{first.Rule}\"");
        return action == state.WouldHave || state.Drill is not null
            ? []
            : [new DecidedChange(new RolloutChange.WouldHave(action), first.Reason, first.Rule, first.Readings)];
    }
}

/// <summary>Everything that was judged at one look; each list in the order of the plan, inherited criteria included.</summary>
/// <param name="AdvanceWhen">The criteria for advancing, as <see cref="StageCriteria"/> orders them.</param>
/// <param name="HoldWhen">The reasons to hold, as <see cref="StageCriteria"/> orders them.</param>
/// <param name="RollbackWhen">The triggers, as <see cref="StageCriteria"/> orders them.</param>
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
