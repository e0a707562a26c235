namespace FeatureRollout.Rollouts.Machine;

/// <summary>The changes that a rule's action comes to.</summary>
internal static class RuleActions
{
    private static readonly TimeSpan UsualHold = TimeSpan.FromDays(1);

    public static (IReadOnlyList<DecidedChange> Moves, string Next) Act(RolloutState state, MatchedRule rule, DateTimeOffset now)
    {
        var changes = ChangesOf(state, rule, now);
        var what = string.Join(", ", changes.Select(change => Describe(state, change)));
        return (changes, $"\"{rule.Rule}\" matches: {what}.");
    }

    /// <summary>Why a rule acts, with its readings in words.</summary>
    public static string Because(MatchedRule rule) => $"{rule.Rule}: {rule.Result.Explanation}";

    public static string Describe(RolloutState state, DecidedChange decided) =>
        decided.Key is null ? Describe(state, decided.Change)
        : decided.Change is RolloutChange.Killed ? $"turn \"{decided.Key}\" off"
        : $"turn \"{decided.Key}\" on";

    /// <summary>A change of the controller, as a verb.</summary>
    public static string Describe(RolloutState state, RolloutChange change) => change switch
    {
        RolloutChange.Advanced advanced => $"advance to \"{state.Plan.Stages[advanced.Stage].Name}\"",
        RolloutChange.Stepped stepped => $"go to {state.Plan.Stages[state.Stage].Steps[stepped.Step].Percentage}",
        RolloutChange.MovedBack back => $"go back to \"{state.Plan.Stages[back.Stage].Name}\"",
        RolloutChange.Held => "hold",
        RolloutChange.Paused => "pause",
        RolloutChange.Resumed => "go on",
        RolloutChange.FastTracked => "take the fast track",
        RolloutChange.RolledBack => "roll back",
        RolloutChange.Killed => "throw the kill switch",
        RolloutChange.Completed => "complete",
        _ => change.GetType().Name,
    };

    private static IReadOnlyList<DecidedChange> ChangesOf(RolloutState state, MatchedRule rule, DateTimeOffset now)
    {
        var action = rule.Action;
        DecidedChange Decided(RolloutChange change, string? key = null) => new(change, Because(rule), rule.Rule, [rule.Result], key);
        return action.Action switch
        {
            RolloutAction.Hold => [Decided(new RolloutChange.Held(HoldUntil(state, action, now), rule.Rule))],
            RolloutAction.SetFlag when action.Flag is { } flag => [Decided(Setting(action), flag), Decided(new RolloutChange.Paused(rule.Rule))],
            RolloutAction.PreviousStage when state.Stage > 0 => [Decided(new RolloutChange.MovedBack(state.Stage - 1, rule.Rule))],
            RolloutAction.PreviousStage or RolloutAction.RollBack => [Decided(new RolloutChange.RolledBack())],
            RolloutAction.Kill => [Decided(new RolloutChange.Killed())],
            _ => [Decided(new RolloutChange.Paused(rule.Rule))],
        };
    }

    /// <summary>On is everybody, as far as the flag's own kill switch lets them; off is the kill switch, so that nobody on a list stays.</summary>
    private static RolloutChange Setting(PlanAction action) =>
        action.FlagEnabled ? new RolloutChange.PercentageSet(Percentage.Full) : new RolloutChange.Killed();

    /// <summary>A second hold never shortens the first.</summary>
    private static DateTimeOffset HoldUntil(RolloutState state, PlanAction action, DateTimeOffset now)
    {
        var until = PlanClock.Later(now, action.For is { } span && span > TimeSpan.Zero ? span : UsualHold);
        return state.HeldUntil > until ? state.HeldUntil.Value : until;
    }
}
