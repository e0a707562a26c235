namespace FeatureRollout.Rollouts.Machine;

/// <summary>The kill switch and drills, which lie over the stage and leave it as it is; and the controller that only observes.</summary>
internal static class Switches
{
    public static RolloutState Kill(RolloutState state, Cause cause) => state with
    {
        Status = RolloutStatus.Killed,
        StatusBeforeKill = state.StatusBeforeKill ?? state.Status,
        HeldUntil = null,
        Drill = null,
        Reason = cause.Reason,
    };

    /// <summary>
    /// The same customers are in as before the kill, but nothing moves without a person; and what killed it, if a trigger
    /// did, has to be proven anew.
    /// </summary>
    public static RolloutState Revive(RolloutState state, Cause cause)
    {
        var before = state.StatusBeforeKill ?? (state.Stage < 0 ? RolloutStatus.RolledBack : RolloutStatus.Paused);
        var revived = state with { Status = before, StatusBeforeKill = null, Reason = cause.Reason };
        return Standing.IsGuarded(before) ? Pauses.CountAnew(revived with { Status = RolloutStatus.Paused }, cause) : revived;
    }

    public static RolloutState StartDrill(RolloutState state, Cause cause) =>
        state with { Drill = new RolloutDrill(cause.At, cause.Actor, state.Status) };

    public static RolloutState EndDrill(RolloutState state) =>
        state.Drill is null ? throw new RolloutRefusedException($"\"{state.Key}\" is in no drill.") : state with { Drill = null };

    public static RolloutState Note(RolloutState state, RolloutChange.WouldHave change) =>
        state.ObserveOnly
            ? state with { WouldHave = change.Action }
            : throw new RolloutRefusedException($"\"{state.Key}\" is not only observed: what would be done is done.");
}
