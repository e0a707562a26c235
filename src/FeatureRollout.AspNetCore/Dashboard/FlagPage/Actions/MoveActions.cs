using static FeatureRollout.RolloutStatus;

namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>The actions that move who is in.</summary>
internal static class MoveActions
{
    private static readonly FlagAction Start = new()
    {
        Name = "start",
        Label = "Start",
        Says = "It enters its first stage.",
        Done = "Started.",
        Place = ActionPlace.Main,
        IsOffered = data => FlagActions.Stands(data, Draft, RolledBack) || (FlagActions.IsAlone(data) && data.Flag.PlannedAlong is not null),
        Needs = data => data.Rollout is null ? FeatureRolloutRole.Administer : FeatureRolloutRole.Operate,
        DoAsync = call => call.Manager.StartRolloutAsync(call.Key, call.Actor, force: false, call.CancellationToken),
    };

    private static readonly FlagAction Advance = new()
    {
        Name = "advance",
        Label = "Advance",
        Says = "It goes on to the next stage.",
        Done = "Went on.",
        Place = ActionPlace.Main,
        IsOffered = data => FlagActions.Stands(data, Running, Held),
        DoAsync = call => call.Manager.AdvanceRolloutAsync(call.Key, call.Actor, force: false, call.CancellationToken),
    };

    public static readonly IReadOnlyList<FlagAction> All =
    [
        Start,
        Advance,
        new()
        {
            Name = "resume",
            Label = "Resume",
            Says = "It goes on by itself as its plan says; a percentage set by hand ends.",
            Done = "Resumed.",
            Place = ActionPlace.Main,
            IsOffered = data => FlagActions.Stands(data, Held, Paused),
            DoAsync = call => call.Manager.ResumeRolloutAsync(call.Key, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "revive",
            Label = "Revive",
            Says = "The kill switch is put back: the customers from before the kill are in again, and a rollout waits paused.",
            Done = "The kill switch was put back.",
            Place = ActionPlace.Main,
            IsOffered = FlagActions.IsKilledHere,
            NeedsReason = true,
            DoAsync = call => call.Manager.ReviveFeatureAsync(call.Key, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "hold",
            Label = "Hold",
            Says = "It stays in its stage for so long, from now or from the end of a hold that stands; triggers still fire.",
            Done = "Held.",
            Place = ActionPlace.Beside,
            Fields = [ActionField.Duration],
            IsOffered = data => FlagActions.Stands(data, Running, Held),
            DoAsync = call => call.Manager.HoldRolloutAsync(call.Key, call.Duration, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "pause",
            Label = "Pause",
            Says = "It stays in its stage until somebody resumes it; triggers still fire.",
            Done = "Paused.",
            Place = ActionPlace.Beside,
            IsOffered = data => FlagActions.Stands(data, Running, Held),
            DoAsync = call => call.Manager.PauseRolloutAsync(call.Key, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "previous-stage",
            Label = "Previous stage",
            Says = "It goes back to an earlier stage and pauses there.",
            Done = "Went back, and waits there paused.",
            Place = ActionPlace.Beside,
            Lowers = true,
            Fields = [ActionField.Stage],
            IsOffered = data => FlagActions.Stands(data, Running, Held, Paused, Completed) && data.Rollout!.Stage > 0,
            DoAsync = call => call.Manager.MoveBackRolloutAsync(call.Key, call.Text("stage", "which stage"), call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "rollback",
            Label = "Rollback",
            Says = "It is off for everybody at once; a person may start it again from the first stage.",
            Done = "Rolled back: off for everybody.",
            Place = ActionPlace.Danger,
            AnyVersion = true,
            Lowers = true,
            IsOffered = data => data.Rollout is { Drill: null } ? FlagActions.Stands(data, Running, Held, Paused, Completed)
                : FlagActions.IsAlone(data) && !FlagActions.IsKilledHere(data) && data.Flag.Percentage > Percentage.Zero && !FlagActions.LetsInOtherwise(data),
            DoAsync = call => call.Manager.RollbackFeatureAsync(call.Key, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "kill",
            Label = "Kill",
            Says = "The kill switch: off for everybody at once, named customers and overrides included, until somebody revives it.",
            Done = "Killed: off for everybody.",
            Place = ActionPlace.Danger,
            AnyVersion = true,
            Lowers = true,
            IsOffered = data => !FlagActions.IsKilledHere(data),
            DoAsync = call => call.Manager.KillFeatureAsync(call.Key, call.Actor, call.CancellationToken),
        },
        Start with
        {
            Name = "force-start",
            Label = "Start anyway",
            Says = "It enters its first stage although something stands before it; the record says so.",
            Place = ActionPlace.Elsewhere,
            Forces = true,
            IsOffered = data => FlagActions.Stands(data, Draft, RolledBack) && FlagActions.IsHindered(data),
            Needs = _ => FeatureRolloutRole.Administer,
            DoAsync = call => call.Manager.StartRolloutAsync(call.Key, call.Actor, force: true, call.CancellationToken),
        },
        Advance with
        {
            Name = "force-advance",
            Label = "Advance anyway",
            Says = "It goes on although something stands before the next stage; the record says so.",
            Place = ActionPlace.Elsewhere,
            Forces = true,
            IsOffered = data => FlagActions.Stands(data, Running, Held) && FlagActions.IsHindered(data),
            Needs = _ => FeatureRolloutRole.Administer,
            DoAsync = call => call.Manager.AdvanceRolloutAsync(call.Key, call.Actor, force: true, call.CancellationToken),
        },
        new()
        {
            Name = "set-percentage",
            Label = "Set percentage",
            Says = "The share of customers that are in is set by hand; under a rollout that pauses it.",
            Done = "The percentage was set.",
            Lowers = true,
            Fields = [ActionField.Percentage],
            IsOffered = data => FlagActions.IsAlone(data) || FlagActions.Stands(data, Running, Held, Paused, Completed),
            DoAsync = call => call.Manager.SetPercentageAsync(call.Key, call.Percentage, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "drill",
            Label = "Practise a rollback",
            Says = "Off for everybody until every process serves it so, at most ten seconds, then everything as before; the time is recorded.",
            Done = "The drill is over and everything is as before; the events say how long it took.",
            Lowers = true,
            IsOffered = data => FlagActions.Stands(data, Running, Held, Paused, Completed),
            DoAsync = call => call.Manager.DrillAsync(call.Key, call.Actor, call.CancellationToken),
        },
    ];
}
