namespace FeatureRollout.Control.Notifications;

/// <summary>How long what an event ends has lasted.</summary>
internal static class EventDurations
{
    /// <summary>The time since the alert fired, the incident, the interruption, the stage or the rollout began; null where that is not known.</summary>
    public static TimeSpan? Of(RolloutEvent happened, RolloutState? rollout, IReadOnlyList<RolloutEvent> earlier) => happened.Change switch
    {
        RolloutChange.AlertResolved alert => Since(happened, earlier, one => one.Change is RolloutChange.AlertFired fired && fired.Alert == alert.Alert),
        RolloutChange.IncidentResolved incident => happened.At - rollout?.Incidents.FirstOrDefault(one => one.Id == incident.Id)?.ReportedAt,
        RolloutChange.Resumed => Interrupted(happened, earlier, RolloutStatus.Paused, RolloutStatus.Held),
        RolloutChange.Revived => Interrupted(happened, earlier, RolloutStatus.Killed),
        RolloutChange.Started => Interrupted(happened, earlier, RolloutStatus.RolledBack),
        RolloutChange.Advanced => rollout is { Passages.Count: > 1 } ? rollout.Passages[^2].Until - rollout.Passages[^2].From : null,
        RolloutChange.Completed => happened.At - rollout?.StartedAt,
        RolloutChange.DrillEnded drill => drill.Took,
        _ => null,
    };

    /// <summary>Since the last event that led to one of these from elsewhere.</summary>
    private static TimeSpan? Interrupted(RolloutEvent happened, IReadOnlyList<RolloutEvent> earlier, params RolloutStatus[] statuses) =>
        happened.From is { } from && statuses.Contains(from.Status)
            ? Since(happened, earlier, one => one.To is { } to && to.Status == from.Status && one.From?.Status != from.Status)
            : null;

    private static TimeSpan? Since(RolloutEvent happened, IReadOnlyList<RolloutEvent> earlier, Func<RolloutEvent, bool> began) =>
        happened.At - earlier.LastOrDefault(one => one.At <= happened.At && began(one))?.At;
}
