using System.Text.Json.Serialization.Metadata;
using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.AdminApi;

/// <summary>What people do with a rollout.</summary>
internal static class RolloutMoves
{
    private const string One = "v2/rollouts/{environment}/{key}";

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        Step("start", "StartRollout", "Starts at the first stage, also again after a rollback; creates what the flag files plan, for the role administer. Force needs a reason and that role.",
            async (call, body) =>
            {
                await call.ThrowIfCreatesAsync().ConfigureAwait(false);
                await call.Changing.StartRolloutAsync(call.Key, call.By(body.Reason), body.Force == true, CancellationToken.None).ConfigureAwait(false);
            }),
        Step("advance", "AdvanceRollout", "Goes on to the next stage, if everything that the plan asks holds. Force needs a reason and the role administer.",
            (call, body) => call.Changing.AdvanceRolloutAsync(call.Key, call.By(body.Reason), body.Force == true, CancellationToken.None)),
        Move("hold", "HoldRollout", "Stays in the stage for so long.", AdminJson.Default.HoldRequest,
            (call, body) => call.Changing.HoldRolloutAsync(call.Key, Given.Duration(body.For, "for", Given.Hold), call.By(body.Reason), CancellationToken.None)),
        Plain("pause", "PauseRollout", "Stays in the stage until resumed; triggers still fire.", (call, body) => call.Changing.PauseRolloutAsync(call.Key, call.By(body.Reason), CancellationToken.None)),
        Plain("resume", "ResumeRollout", "Ends a pause or a hold.", (call, body) => call.Changing.ResumeRolloutAsync(call.Key, call.By(body.Reason), CancellationToken.None)),
        Move("previous", "MoveBackRollout", "Goes back to an earlier stage and pauses there.", AdminJson.Default.PreviousRequest,
            (call, body) => call.Changing.MoveBackRolloutAsync(call.Key, body.Stage is null ? null : Given.Name(body.Stage, "stage"), call.By(body.Reason), CancellationToken.None), new PreviousRequest()),
        Plain("rollback", "RollbackRollout", "Off for everybody at once. Needs a reason.", (call, body) => call.Changing.RollbackFeatureAsync(call.Key, call.By(Given.Reason(body.Reason, "A rollback")), CancellationToken.None), needsBody: true, isOfFlag: true),
        Plain("kill", "KillRollout", "Throws the kill switch. Needs a reason.", (call, body) => call.Changing.KillFeatureAsync(call.Key, call.By(Given.Reason(body.Reason, "A kill")), CancellationToken.None), needsBody: true, isOfFlag: true),
        Plain("revive", "ReviveRollout", "Puts the kill switch back; killedBy names the layers that still kill.", (call, body) => call.Changing.ReviveFeatureAsync(call.Key, call.By(body.Reason), CancellationToken.None), isOfFlag: true),
        Move("approvals", "ApproveRollout", "Gives an approval for leaving the present stage, or for the start.", AdminJson.Default.ApprovalRequest,
            (call, body) => call.Changing.ApproveAsync(call.Key, Given.Name(body.Approval, "approval"), call.By(body.Reason), CancellationToken.None)),
        Move("ticks", "TickRollout", "Ticks a checklist item, or takes the tick back.", AdminJson.Default.TickRequest,
            (call, body) => call.Changing.TickAsync(call.Key, Given.Name(body.Item, "item"), call.By(body.Reason), body.Done ?? true, CancellationToken.None)),
        new("POST", One + "/incidents", "ReportIncident", FeatureRolloutRole.Operate, "Reports an incident; a trigger on its severity fires at the controller's next look.", ReportAsync)
        {
            Request = typeof(IncidentRequest), Response = typeof(ReportedResource), Parameters = Parameters.Change, Writes = true,
        },
        new("POST", One + "/incidents/{id}/resolve", "ResolveIncident", FeatureRolloutRole.Operate, "Resolves an incident.", ResolveAsync)
        {
            Request = typeof(ReasonRequest), RequestIsOptional = true, Response = typeof(RolloutResource), Parameters = Parameters.Incident, Writes = true,
        },
        Move("values", "ReportValue", "Reports a metric's value by hand.", AdminJson.Default.ValueRequest,
            (call, body) => call.Changing.ReportValueAsync(call.Key, Given.Name(body.Metric, "metric"), body.Value, call.By(body.Reason), CancellationToken.None)),
        Plain("baseline", "CaptureBaseline", "Keeps the present readings as the baseline.", (call, body) => call.Changing.CaptureBaselineAsync(call.Key, call.By(body.Reason), CancellationToken.None)),
        Step("replan", "ReplanRollout", "Replaces plan and definitions by those of the files now; one that is under way only by force, with a reason. Counters begin anew.",
            (call, body) => call.Changing.ReplanAsync(call.Key, call.By(body.Reason), body.Force == true, CancellationToken.None), FeatureRolloutRole.Administer),
        Move("observe-only", "SetObserveOnly", "Lets the controller act, or only record what it would do.", AdminJson.Default.ObserveOnlyRequest,
            (call, body) => call.Changing.SetObserveOnlyAsync(call.Key, body.ObserveOnly, call.By(body.Reason), CancellationToken.None)),
        new("POST", One + "/drill", "DrillRollout", FeatureRolloutRole.Operate, "Practises a rollback: off for everybody until every process serves it so, then everything as before.", DrillAsync)
        {
            Request = typeof(ReasonRequest), RequestIsOptional = true, Response = typeof(DrillResource), Parameters = Parameters.Change, Writes = true,
        },
        Move("milestones", "MarkMilestone", "Marks a milestone.", AdminJson.Default.MilestoneRequest,
            (call, body) => call.Changing.MarkMilestoneAsync(call.Key, Given.Name(body.Milestone, "milestone"), Given.Name(body.Status, "status"), call.By(body.Reason), CancellationToken.None)),
    ];

    private static AdminRoute Step(string action, string name, string summary, Func<AdminCall, StepRequest, Task> change, FeatureRolloutRole role = FeatureRolloutRole.Operate) =>
        Move(action, name, summary, AdminJson.Default.StepRequest, (call, body) =>
        {
            call.ThrowIfForced(body.Force == true);
            if (body.Force == true)
            {
                Given.Reason(body.Reason, "What is forced");
            }

            return change(call, body);
        }, new StepRequest(), role);

    private static AdminRoute Plain(string action, string name, string summary, Func<AdminCall, ReasonRequest, Task> change, bool needsBody = false, bool isOfFlag = false) =>
        Move(action, name, summary, AdminJson.Default.ReasonRequest, isOfFlag ? (call, body) => OfRolloutAsync(call, body, change) : change, needsBody ? null : new ReasonRequest());

    /// <summary>What a flag without a rollout can be changed by as well is refused here before anything is done, and not after.</summary>
    private static async Task OfRolloutAsync(AdminCall call, ReasonRequest body, Func<AdminCall, ReasonRequest, Task> change)
    {
        if (await call.Manager.GetRolloutConfigAsync(call.Key, call.Aborted).ConfigureAwait(false) is null)
        {
            _ = await call.RolloutAsync().ConfigureAwait(false);
        }

        await change(call, body).ConfigureAwait(false);
    }

    private static AdminRoute Move<T>(
        string action, string name, string summary, JsonTypeInfo<T> type, Func<AdminCall, T, Task> change, T? otherwise = null, FeatureRolloutRole role = FeatureRolloutRole.Operate)
        where T : class =>
        new("POST", $"{One}/{action}", name, role, summary, async call =>
        {
            var body = await call.ReadAsync(type, otherwise).ConfigureAwait(false);
            await change(call, body).ConfigureAwait(false);
            await RolloutRoutes.AnswerRolloutAsync(call).ConfigureAwait(false);
        })
        {
            Request = typeof(T), RequestIsOptional = otherwise is not null, Response = typeof(RolloutResource), Parameters = Parameters.Change, Writes = true,
        };

    private static async Task ReportAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.IncidentRequest).ConfigureAwait(false);
        var id = await call.Changing.ReportIncidentAsync(
            call.Key, Given.Name(body.Severity, "severity"), Given.Name(body.Text, "text"), call.By(body.Reason), CancellationToken.None).ConfigureAwait(false);
        await call.AnswerAsync(new ReportedResource(id), AdminJson.Default.ReportedResource).ConfigureAwait(false);
    }

    private static async Task ResolveAsync(AdminCall call)
    {
        var body = await call.ReadAsync(AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false);
        var id = call.Route("id");
        var flag = await call.RolloutAsync().ConfigureAwait(false);
        if (flag.Rollout!.Incidents.All(incident => incident.Id != id))
        {
            throw AdminProblemException.NotFound($"\"{call.Key}\" has no incident of this id.");
        }

        await call.Changing.ResolveIncidentAsync(call.Key, id, call.By(body.Reason), CancellationToken.None).ConfigureAwait(false);
        await RolloutRoutes.AnswerRolloutAsync(call).ConfigureAwait(false);
    }

    private static async Task DrillAsync(AdminCall call)
    {
        if (call.IsConditional)
        {
            throw AdminProblemException.BadRequest("If-Match is for one change, and a drill is two.", "If-Match");
        }

        var body = await call.ReadAsync(AdminJson.Default.ReasonRequest, new ReasonRequest()).ConfigureAwait(false);
        var took = await call.Manager.DrillAsync(call.Key, call.By(body.Reason), CancellationToken.None).ConfigureAwait(false);
        await call.AnswerAsync(new DrillResource(call.Key, took.TotalMilliseconds), AdminJson.Default.DrillResource).ConfigureAwait(false);
    }
}
