using System.Diagnostics;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>The state machine: what each change does to a document. Pure.</summary>
internal static class RolloutMachine
{
    /// <summary>Applies a change.</summary>
    /// <param name="document">The document before.</param>
    /// <param name="change">The change.</param>
    /// <param name="at">When.</param>
    /// <param name="actor">Who.</param>
    /// <param name="reason">Why; null where nothing was said.</param>
    /// <returns>The document after it, with the same version: the store counts it up.</returns>
    /// <exception cref="RolloutRefusedException">The state does not allow the change.</exception>
    public static FlagDocument Apply(FlagDocument document, RolloutChange change, DateTimeOffset at, string actor, string? reason)
    {
        ChangeLaw.Demand(document, change);
        var cause = new Cause(at, actor, reason);
        return change switch
        {
            RolloutChange.Created created => document with { Rollout = Lifecycle.Create(document, created, cause) },
            RolloutChange.Removed => document with { Rollout = null },
            RolloutChange.ConfiguredSeen seen => document with { Configured = seen.Percentage },
            RolloutChange.OverrideSet set => document with { State = FlagChanges.Override(document.State, set, cause) },
            RolloutChange.OverrideRemoved removed => document with { State = FlagChanges.Override(document.State, removed) },
            RolloutChange.CustomersRemoved removed => FlagChanges.Remove(document, removed.Customers),
            RolloutChange.CustomerErased erased => Erasing.Apply(document, erased.Replacement),
            RolloutChange.Revived => FlagChanges.Revive(document, cause),
            _ => document.Rollout is { } rollout
                ? document with { Rollout = Move(rollout, change, cause) }
                : document with { State = FlagChanges.Alone(document.State, change) },
        };
    }

    /// <summary>Where a document stands; null where it leads no rollout.</summary>
    public static RolloutPosition? PositionOf(FlagDocument document) =>
        document.Rollout is { } rollout
            ? new RolloutPosition(
                rollout.Status, Standing.StageOf(rollout)?.Name, rollout.Step, Standing.IsActive(rollout) ? Standing.PercentageOf(rollout) : Percentage.Zero)
            : null;

    private static RolloutState Move(RolloutState state, RolloutChange change, Cause cause) => change switch
    {
        RolloutChange.Started => StageMoves.Start(state, cause),
        RolloutChange.Advanced advanced => StageMoves.Advance(state, advanced, cause),
        RolloutChange.Stepped stepped => StageMoves.Step(state, stepped, cause),
        RolloutChange.MovedBack back => StageMoves.MoveBack(state, back, cause),
        RolloutChange.RolledBack => StageMoves.RollBack(state, cause),
        RolloutChange.Completed => StageMoves.Complete(state, cause),
        RolloutChange.Held held => Pauses.Hold(state, held, cause),
        RolloutChange.Paused paused => Pauses.Pause(state, paused.Rule, cause),
        RolloutChange.Resumed => Pauses.Resume(state, cause),
        RolloutChange.FastTracked track => Pauses.FastTrack(state, track),
        RolloutChange.PercentageSet set => Pauses.SetPercentage(state, set.Percentage, cause),
        RolloutChange.Killed => Switches.Kill(state, cause),
        RolloutChange.DrillStarted => Switches.StartDrill(state, cause),
        RolloutChange.DrillEnded => Switches.EndDrill(state),
        RolloutChange.ObserveOnlySet set => state with { ObserveOnly = set.ObserveOnly, WouldHave = null },
        RolloutChange.WouldHave would => Switches.Note(state, would),
        RolloutChange.Replanned plan => Lifecycle.Replan(state, plan, cause),
        RolloutChange.CustomersAdded added => state with { Customers = Customers.Union(state.Customers, added.Customers) },
        RolloutChange.Approved approved => Signatures.Approve(state, approved, cause),
        RolloutChange.Ticked ticked => Signatures.Tick(state, ticked, cause),
        RolloutChange.IncidentReported incident => Notes.Report(state, incident, cause),
        RolloutChange.IncidentResolved incident => Notes.Resolve(state, incident, cause),
        RolloutChange.ValueReported value => Notes.Report(state, value, cause),
        RolloutChange.BaselineCaptured baseline => Notes.Capture(state, baseline),
        RolloutChange.AlertFired alert => Notes.Fire(state, alert, cause),
        RolloutChange.AlertResolved alert => Notes.Resolve(state, alert),
        RolloutChange.MilestoneMarked milestone => Notes.Mark(state, milestone, cause),
        _ => throw new UnreachableException($"No case for {change.GetType().Name}."),
    };
}

/// <summary>When a change is made, by whom and why.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why; null where nothing was said.</param>
internal readonly record struct Cause(DateTimeOffset At, string Actor, string? Reason);
