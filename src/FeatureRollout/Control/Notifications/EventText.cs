using System.Globalization;

namespace FeatureRollout.Control.Notifications;

/// <summary>Says what an event did, in the words of messages and digests, and which message tells of it.</summary>
internal static class EventText
{
    /// <summary>The name of the message for an event, as plans name it; null for events that nobody is told of.</summary>
    public static string? NameOf(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.Created => "created",
        RolloutChange.Started => happened.From?.Status == RolloutStatus.RolledBack ? "restarted" : "started",
        RolloutChange.Advanced => "advanced",
        RolloutChange.Stepped => "stepped",
        RolloutChange.FastTracked => "fastTracked",
        RolloutChange.Held => "held",
        RolloutChange.Paused => "paused",
        RolloutChange.Resumed => "resumed",
        RolloutChange.MovedBack => "movedBack",
        RolloutChange.RolledBack => "rolledBack",
        RolloutChange.Completed => "completed",
        RolloutChange.Killed => "killed",
        RolloutChange.Revived => "revived",
        RolloutChange.PercentageSet => "percentageSet",
        RolloutChange.Replanned => "replanned",
        RolloutChange.DrillEnded => "drillEnded",
        RolloutChange.WouldHave => "wouldHave",
        RolloutChange.IncidentReported => "incidentReported",
        RolloutChange.IncidentResolved => "incidentResolved",
        RolloutChange.AlertFired => "alertFired",
        RolloutChange.AlertResolved => "alertResolved",
        _ => null,
    };

    /// <summary>What happened, in a few words without a full stop. What people gave is on one line and not escaped.</summary>
    public static string Of(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.Created created => $"created along plan {One(created.Plan.Name)}",
        RolloutChange.Started => $"started with {Place(happened.To)}",
        RolloutChange.Advanced => $"went on to {Place(happened.To)}",
        RolloutChange.Stepped => $"took the next step: {Place(happened.To)}",
        RolloutChange.Held held => $"held until {held.Until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC",
        RolloutChange.Paused => "paused",
        RolloutChange.Resumed => "resumed",
        RolloutChange.FastTracked fast => string.Create(CultureInfo.InvariantCulture, $"shortened the stage's least time to {fast.Factor:0.##} of it"),
        RolloutChange.MovedBack => $"went back to {Place(happened.To)}",
        RolloutChange.RolledBack => $"rolled back from {Place(happened.From)}",
        RolloutChange.Completed => "completed",
        RolloutChange.Killed => "killed",
        RolloutChange.Revived => "revived",
        RolloutChange.Approved approved => $"approved: {One(approved.Name)}",
        RolloutChange.Ticked ticked => $"{(ticked.Done ? "ticked" : "unticked")}: {One(ticked.Item)}",
        RolloutChange.IncidentReported incident => $"incident {One(incident.Severity)} reported: {One(incident.Text)}",
        RolloutChange.IncidentResolved incident => $"incident {One(incident.Id)} resolved",
        RolloutChange.ValueReported value => $"reported {One(value.Metric)}: {ShownReading.Number(value.Value)}",
        RolloutChange.BaselineCaptured => "captured the baseline",
        RolloutChange.OverrideSet set => $"fixed {One(set.Flag)} {(set.Enabled ? "on" : "off")} for a customer",
        RolloutChange.OverrideRemoved removed => $"let go of the fixed answer of {One(removed.Flag)} for a customer",
        RolloutChange.CustomersAdded added => string.Create(CultureInfo.InvariantCulture, $"added {added.Customers.Count} {(added.Customers.Count == 1 ? "customer" : "customers")}"),
        RolloutChange.CustomersRemoved removed => string.Create(CultureInfo.InvariantCulture, $"removed {removed.Customers.Count} customers"),
        RolloutChange.CustomerErased => "erased a customer",
        RolloutChange.PercentageSet set => $"set to {set.Percentage} by hand",
        RolloutChange.ConfiguredSeen seen => seen.Percentage is { } percentage ? $"the configured percentage is now {percentage}" : "no percentage is configured any more",
        RolloutChange.Replanned replanned => $"replanned along {One(replanned.Plan.Name)}",
        RolloutChange.DrillStarted => "began to practise a rollback",
        RolloutChange.DrillEnded drill => $"practised a rollback in {ShownText.Duration(drill.Took)}",
        RolloutChange.ObserveOnlySet observe => observe.ObserveOnly ? "the controller only observes" : "the controller acts",
        RolloutChange.WouldHave would => $"would have acted: {One(would.Action)}",
        RolloutChange.AlertFired alert => $"{alert.Severity} alert {One(alert.Alert)} fired",
        RolloutChange.AlertResolved alert => $"alert {One(alert.Alert)} resolved",
        RolloutChange.MilestoneMarked mark => $"milestone {One(mark.Milestone)}: {One(mark.Status)}",
        RolloutChange.Removed => "removed the rollout",
        _ => happened.Change.GetType().Name,
    };

    private static string One(string? text) => ShownText.OneLine(text);

    private static string Place(RolloutPosition? position) =>
        position is null ? "nowhere" : position.Stage is null ? position.Percentage.ToString() : $"{One(position.Stage)} at {position.Percentage}";
}
