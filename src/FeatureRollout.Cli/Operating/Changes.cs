using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Cli.Operating;

/// <summary>What can be done. Each is one audited step of the manager, or refused.</summary>
internal static class Changes
{
    public static Operation<Done> Create(RolloutCreation creation, string? reason) =>
        Send(HttpMethod.Post, "rollouts/{environment}", new CreateRolloutRequest
        {
            Key = creation.FeatureName,
            Flags = creation.MoreFlags.Count == 0 ? null : creation.MoreFlags,
            Plan = creation.PlanName,
            Customers = creation.WhitelistedCustomers.Count == 0 ? null : [.. creation.WhitelistedCustomers],
            RollbackThreshold = creation.RollbackThreshold is { } threshold ? new RollbackThresholdRequest { ErrorRate = threshold.ErrorRate, TimeWindow = DurationText.Write(threshold.TimeWindow) } : null,
            ObserveOnly = creation.ObserveOnly ? true : null,
            Reason = reason,
        }, RequestJson.Default.CreateRolloutRequest, reason, (local, cancellationToken) => local.Manager.CreateRolloutAsync(local.Meant(creation), local.Actor, cancellationToken));

    public static Operation<Done> Start(string key, bool force, string? reason) =>
        Step(key, "start", force, reason, (local, cancellationToken) => local.Manager.StartRolloutAsync(local.Key(key), local.Actor, force, cancellationToken));

    public static Operation<Done> Advance(string key, bool force, string? reason) =>
        Step(key, "advance", force, reason, (local, cancellationToken) => local.Manager.AdvanceRolloutAsync(local.Key(key), local.Actor, force, cancellationToken));

    public static Operation<Done> Hold(string key, TimeSpan extension, string? reason) =>
        OfRollout(key, "hold", new HoldRequest { For = DurationText.Write(extension), Reason = reason }, RequestJson.Default.HoldRequest, reason,
            (local, cancellationToken) => local.Manager.HoldRolloutAsync(local.Key(key), Given.Hold(extension, "for"), local.Actor, cancellationToken));

    public static Operation<Done> Pause(string key, string? reason) => Plainly(key, "pause", reason, (local, cancellationToken) => local.Manager.PauseRolloutAsync(local.Key(key), local.Actor, cancellationToken));

    public static Operation<Done> Resume(string key, string? reason) => Plainly(key, "resume", reason, (local, cancellationToken) => local.Manager.ResumeRolloutAsync(local.Key(key), local.Actor, cancellationToken));

    public static Operation<Done> Previous(string key, string? stage, string? reason) =>
        OfRollout(key, "previous", new PreviousRequest { Stage = stage, Reason = reason }, RequestJson.Default.PreviousRequest, reason,
            (local, cancellationToken) => local.Manager.MoveBackRolloutAsync(local.Key(key), stage is null ? null : Given.Name(stage, "stage"), local.Actor, cancellationToken));

    public static Operation<Done> Rollback(string key, string reason) => Switch(key, "rollback", reason, "A rollback", (local, cancellationToken) => local.Manager.RollbackFeatureAsync(local.Key(key), local.Actor, cancellationToken));

    public static Operation<Done> Kill(string key, string reason) => Switch(key, "kill", reason, "A kill", (local, cancellationToken) => local.Manager.KillFeatureAsync(local.Key(key), local.Actor, cancellationToken));

    public static Operation<Done> Revive(string key, string? reason) => Switch(key, "revive", reason, what: null, (local, cancellationToken) => local.Manager.ReviveFeatureAsync(local.Key(key), local.Actor, cancellationToken));

    public static Operation<Done> Approve(string key, string approval, string? reason) =>
        OfRollout(key, "approvals", new ApprovalRequest { Approval = approval, Reason = reason }, RequestJson.Default.ApprovalRequest, reason,
            (local, cancellationToken) => local.Manager.ApproveAsync(local.Key(key), Given.Name(approval, "approval"), local.Actor, cancellationToken));

    public static Operation<Done> Tick(string key, string item, bool done, string? reason) =>
        OfRollout(key, "ticks", new TickRequest { Item = item, Done = done, Reason = reason }, RequestJson.Default.TickRequest, reason,
            (local, cancellationToken) => local.Manager.TickAsync(local.Key(key), Given.Name(item, "item"), local.Actor, done, cancellationToken));

    public static Operation<ReportedResource> ReportIncident(string key, string severity, string text, string? reason) =>
        new(HttpMethod.Post, Path(key, "incidents"), CliJson.Default.ReportedResource, async (local, cancellationToken) =>
            new ReportedResource(await local.Manager.ReportIncidentAsync(local.Key(key), Given.Name(severity, "severity"), Given.Name(text, "text"), local.Actor, cancellationToken)))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new IncidentRequest { Severity = severity, Text = text, Reason = reason }, RequestJson.Default.IncidentRequest),
            Reason = reason,
        };

    public static Operation<Done> ResolveIncident(string key, string id, string? reason) =>
        Plainly(key, $"incidents/{Uri.EscapeDataString(id)}/resolve", reason, async (local, cancellationToken) =>
        {
            var flag = await local.RolloutAsync(key, cancellationToken);
            if (flag.Rollout!.Incidents.All(incident => incident.Id != id))
            {
                throw CliException.Usage($"\"{flag.Key}\" has no incident of this id.");
            }

            await local.Manager.ResolveIncidentAsync(flag.Key, id, local.Actor, cancellationToken);
        });

    public static Operation<Done> ReportValue(string key, string metric, double value, string? reason) =>
        OfRollout(key, "values", new ValueRequest { Metric = metric, Value = value, Reason = reason }, RequestJson.Default.ValueRequest, reason,
            (local, cancellationToken) => local.Manager.ReportValueAsync(local.Key(key), Given.Name(metric, "metric"), value, local.Actor, cancellationToken));

    public static Operation<Done> CaptureBaseline(string key, string? reason) => Plainly(key, "baseline", reason, (local, cancellationToken) => local.Manager.CaptureBaselineAsync(local.Key(key), local.Actor, cancellationToken));

    public static Operation<Done> Replan(string key, bool force, string? reason) =>
        Step(key, "replan", force, reason, (local, cancellationToken) => local.Manager.ReplanAsync(local.Key(key), local.Actor, force, cancellationToken));

    public static Operation<Done> SetObserveOnly(string key, bool observeOnly, string? reason) =>
        OfRollout(key, "observe-only", new ObserveOnlyRequest { ObserveOnly = observeOnly, Reason = reason }, RequestJson.Default.ObserveOnlyRequest, reason,
            (local, cancellationToken) => local.Manager.SetObserveOnlyAsync(local.Key(key), observeOnly, local.Actor, cancellationToken));

    public static Operation<DrillResource> Drill(string key, string? reason) =>
        new(HttpMethod.Post, Path(key, "drill"), CliJson.Default.DrillResource, async (local, cancellationToken) =>
            new DrillResource(local.Key(key), (await local.Manager.DrillAsync(local.Key(key), local.Actor, cancellationToken)).TotalMilliseconds))
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new ReasonRequest { Reason = reason }, RequestJson.Default.ReasonRequest),
            Reason = reason,
        };

    public static Operation<Done> MarkMilestone(string key, string milestone, string status, string? reason) =>
        OfRollout(key, "milestones", new MilestoneRequest { Milestone = milestone, Status = status, Reason = reason }, RequestJson.Default.MilestoneRequest, reason,
            (local, cancellationToken) => local.Manager.MarkMilestoneAsync(local.Key(key), Given.Name(milestone, "milestone"), Given.Name(status, "status"), local.Actor, cancellationToken));

    public static Operation<Done> Remove(string key, string? reason) =>
        Send(HttpMethod.Delete, Path(key, action: null), new ReasonRequest { Reason = reason }, RequestJson.Default.ReasonRequest, reason, async (local, cancellationToken) =>
            await local.Manager.RemoveRolloutAsync((await local.RolloutAsync(key, cancellationToken)).Key, local.Actor, cancellationToken));

    public static Operation<Done> SetPercentage(string key, Percentage percentage, string? reason) =>
        Send(HttpMethod.Patch, $"flags/{{environment}}/{Uri.EscapeDataString(key)}", new FlagPatchRequest { Rollout = new RolloutPatchRequest { Percentage = percentage.Value }, Reason = reason }, RequestJson.Default.FlagPatchRequest, reason,
            (local, cancellationToken) => local.Manager.SetPercentageAsync(local.Key(key), percentage, local.Actor, cancellationToken));

    public static Operation<Done> FixAnswer(string key, string customerId, bool enabled, DateTimeOffset? until, string reason) =>
        OfFlag(key, "overrides", new CustomerOverrideRequest { CustomerId = customerId, Enabled = enabled, Until = until, Reason = reason }, RequestJson.Default.CustomerOverrideRequest, reason,
            (local, cancellationToken) =>
            {
                var flags = new Dictionary<string, bool>(StringComparer.Ordinal) { [local.Key(key)] = enabled };
                _ = Given.Reason(reason, "A fixed answer");
                return local.Manager.SetCustomerFlagsAsync(Given.CustomerId(customerId), flags, local.Actor, until, cancellationToken);
            });

    public static Operation<Done> UnfixAnswer(string key, string customerId, string? reason) =>
        OfFlag(key, "overrides/remove", new CustomerRequest { CustomerId = customerId, Reason = reason }, RequestJson.Default.CustomerRequest, reason,
            async (local, cancellationToken) =>
                await local.Manager.RemoveCustomerFlagsAsync(Given.CustomerId(customerId), [(await local.FlagAsync(key, cancellationToken)).Key], local.Actor, cancellationToken));

    public static Operation<Done> Include(string key, CustomerList customers, string? reason) =>
        OfFlag(key, "include", new CustomersRequest { Customers = [.. customers], Reason = reason }, RequestJson.Default.CustomersRequest, reason,
            (local, cancellationToken) => local.Manager.AddCustomersAsync(local.Key(key), customers, local.Actor, cancellationToken));

    public static Operation<Done> Exclude(string key, CustomerList customers, string? reason) =>
        OfFlag(key, "include/remove", new CustomersRequest { Customers = [.. customers], Reason = reason }, RequestJson.Default.CustomersRequest, reason,
            (local, cancellationToken) => local.Manager.RemoveCustomersAsync(local.Key(key), customers, local.Actor, cancellationToken));

    public static Operation<ErasureResource> Erase(string customerId, string? reason) =>
        new(HttpMethod.Post, "customers/{environment}/erase", CliJson.Default.ErasureResource, async (local, cancellationToken) =>
        {
            var erased = await local.Manager.EraseCustomerAsync(Given.CustomerId(customerId), local.Actor, cancellationToken);
            return new ErasureResource(erased.Replacement, erased.Keys, erased.Records, erased.LeftInDefinitions);
        })
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(new CustomerRequest { CustomerId = customerId, Reason = reason }, RequestJson.Default.CustomerRequest),
            Reason = reason,
        };

    private static Operation<Done> Plainly(string key, string action, string? reason, Func<LocalCall, CancellationToken, Task> locally) =>
        OfRollout(key, action, new ReasonRequest { Reason = reason }, RequestJson.Default.ReasonRequest, reason, locally);

    private static Operation<Done> Step(string key, string action, bool force, string? reason, Func<LocalCall, CancellationToken, Task> locally) =>
        OfRollout(key, action, new StepRequest { Force = force ? true : null, Reason = reason }, RequestJson.Default.StepRequest, reason, (local, cancellationToken) =>
        {
            _ = force ? Given.Reason(reason, "What is forced") : null;
            return locally(local, cancellationToken);
        });

    /// <param name="key">The flag.</param>
    /// <param name="action">As the path has it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="what">What it is called where it needs a reason; null where it needs none.</param>
    /// <param name="locally">The same before the store.</param>
    private static Operation<Done> Switch(string key, string action, string? reason, string? what, Func<LocalCall, CancellationToken, Task> locally) =>
        OfFlag(key, action, new ReasonRequest { Reason = reason }, RequestJson.Default.ReasonRequest, reason, (local, cancellationToken) =>
        {
            _ = what is null ? null : Given.Reason(reason, what);
            return locally(local, cancellationToken);
        });

    private static Operation<Done> OfRollout<T>(string key, string action, T body, JsonTypeInfo<T> type, string? reason, Func<LocalCall, CancellationToken, Task> locally) =>
        Send(HttpMethod.Post, Path(key, action), body, type, reason, locally);

    private static Operation<Done> OfFlag<T>(string key, string action, T body, JsonTypeInfo<T> type, string? reason, Func<LocalCall, CancellationToken, Task> locally) =>
        Send(HttpMethod.Post, $"flags/{{environment}}/{Uri.EscapeDataString(key)}/{action}", body, type, reason, locally);

    private static string Path(string key, string? action) => $"rollouts/{{environment}}/{Uri.EscapeDataString(key)}{(action is null ? "" : "/" + action)}";

    private static Operation<Done> Send<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type, string? reason, Func<LocalCall, CancellationToken, Task> locally) =>
        new(method, path, Answer: null, async (local, cancellationToken) =>
        {
            await locally(local, cancellationToken);
            return default;
        })
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(body, type),
            Reason = reason,
        };
}
