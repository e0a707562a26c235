using static FeatureRollout.RolloutStatus;

namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>The actions that move nobody: agreements, reports, and what the rollout is made of.</summary>
internal static class NoteActions
{
    public static readonly IReadOnlyList<FlagAction> All =
    [
        new()
        {
            Name = "report-incident",
            Label = "Report an incident",
            Says = "A trigger on its severity fires at the controller's next look.",
            Done = "The incident was reported.",
            Fields = [ActionField.Severity, ActionField.Text],
            AnyVersion = true,
            IsOffered = IsLeading,
            DoAsync = call => call.Manager.ReportIncidentAsync(call.Key, call.Text("severity", "how bad it is"), call.Text("text", "what happened"), call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "report-value",
            Label = "Report a value",
            Says = "A metric that no source gives gets its newest value.",
            Done = "The value was reported.",
            Fields = [ActionField.Metric, ActionField.Value],
            AnyVersion = true,
            IsOffered = IsLeading,
            DoAsync = call => call.Manager.ReportValueAsync(call.Key, call.Text("metric", "which metric"), call.Value, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "mark-milestone",
            Label = "Mark a milestone",
            Says = "A milestone of the plan is marked.",
            Done = "The milestone was marked.",
            Fields = [ActionField.Milestone, ActionField.Status],
            AnyVersion = true,
            IsOffered = data => IsLeading(data) && data.Rollout!.Plan.Milestones.Count > 0,
            DoAsync = call => call.Manager.MarkMilestoneAsync(call.Key, call.Text("milestone", "which milestone"), call.Text("status", "how it stands"), call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "capture-baseline",
            Label = "Capture the baseline",
            Says = "The present readings are kept as what later ones are compared with.",
            Done = "The baseline was captured.",
            IsOffered = IsLeading,
            DoAsync = call => call.Manager.CaptureBaselineAsync(call.Key, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "observe",
            Label = "Only observe",
            Says = "The controller records what it would do and does nothing; triggers take nothing back either.",
            Done = "The controller only observes.",
            NeedsReason = true,
            IsOffered = data => IsLeading(data) && !data.Rollout!.ObserveOnly,
            DoAsync = call => call.Manager.SetObserveOnlyAsync(call.Key, observeOnly: true, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "act",
            Label = "Let the controller act",
            Says = "The controller moves the rollout again as its plan says.",
            Done = "The controller acts.",
            IsOffered = data => IsLeading(data) && data.Rollout!.ObserveOnly,
            DoAsync = call => call.Manager.SetObserveOnlyAsync(call.Key, observeOnly: false, call.Actor, call.CancellationToken),
        },
        new()
        {
            Name = "replan",
            Label = "Replan",
            Says = "Plan and definitions are replaced by those of the files now; counters, timers and detectors of the stage begin anew.",
            Done = "Replanned.",
            NeedsReason = true,
            Needs = _ => FeatureRolloutRole.Administer,
            IsOffered = data => FlagActions.Stands(data, Draft, Running, Held, Paused, RolledBack),
            DoAsync = call => call.Manager.ReplanAsync(call.Key, call.Actor, force: true, call.CancellationToken),
        },
        new()
        {
            Name = "remove",
            Label = "Remove the rollout",
            Says = "The flag stands on its definition again, which may let customers in or out; the events stay.",
            Done = "The rollout was removed.",
            Lowers = true,
            Needs = _ => FeatureRolloutRole.Administer,
            IsOffered = data => FlagActions.Stands(data, Draft, Completed, RolledBack),
            DoAsync = call => call.Manager.RemoveRolloutAsync(call.Key, call.Actor, call.CancellationToken),
        },
        Small("approve", "Approved.", call => call.Manager.ApproveAsync(call.Key, call.Text("approval", "which approval"), call.Actor, call.CancellationToken)),
        Small("tick", "Ticked.", call => call.Manager.TickAsync(call.Key, call.Text("item", "which item"), call.Actor, done: true, call.CancellationToken)),
        Small("untick", "Unticked.", call => call.Manager.TickAsync(call.Key, call.Text("item", "which item"), call.Actor, done: false, call.CancellationToken)),
        Small("resolve-incident", "The incident is resolved.", call => call.Manager.ResolveIncidentAsync(call.Key, call.Text("id", "which incident"), call.Actor, call.CancellationToken)) with { AnyVersion = true },
    ];

    private static bool IsLeading(FlagPageData data) => data is { Rollout: not null, IsMovedElsewhere: false };

    /// <summary>An action whose button stands beside what it is about, and asks for nothing more.</summary>
    private static FlagAction Small(string name, string done, Func<ActionCall, Task> act) => new()
    {
        Name = name,
        Label = $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('-', ' ')}",
        Says = "",
        Done = done,
        Place = ActionPlace.Elsewhere,
        IsOffered = IsLeading,
        DoAsync = act,
    };
}
