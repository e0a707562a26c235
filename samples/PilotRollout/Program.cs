using System.Globalization;
using System.Text;
using FeatureRollout;
using PilotRollout;

// The quick start of the pilot guide, line by line. Where the guide waits two days or a week, the clock is moved on.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
const string Feature = "phase2_enhanced_storage";
var folder = args.Length > 0 ? Directory.CreateDirectory(args[0]) : Directory.CreateTempSubdirectory("pilot-rollout-");
try
{
    using var service = new PilotService(folder.FullName, Feature);
    var rollout = service.Manager;
    var alice = new RolloutActor("alice", "quick start of the pilot guide");
    var step = new Steps(service);
    step.Heading("Step 1: create rollout");
    await step.DoAsync(
        "createRollout({ …, rollbackThreshold: { errorRate: 0.05, timeWindow: 3600000 } })",
        async () => Say(await rollout.CreateRolloutAsync(
            new RolloutCreation
            {
                FeatureName = Feature,
                WhitelistedCustomers = CustomerList.Of("your-internal-customer-id"),
                RollbackThreshold = new RollbackThreshold(ErrorRate: 0.05, TimeWindow: TimeSpan.FromMilliseconds(3_600_000)),
            },
            alice)));

    step.Heading("Step 2: start internal testing (tier 1)");
    await step.DoAsync("startRollout(…)  // Status: 1% (internal team only)", async () => Say(await rollout.StartRolloutAsync(Feature, alice)));
    await step.DoAsync("shouldEnableFeature(…, 'your-internal-customer-id')", () => Task.FromResult($"{rollout.ShouldEnableFeature(Feature, "your-internal-customer-id")}"));
    await step.DoAsync("Don't skip: advance before the minimum time", () => RefusedAsync(() => rollout.AdvanceRolloutAsync(Feature, alice)));
    await step.DoAsync("Monitor for 48 hours minimum", () => service.PassAsync(TimeSpan.FromHours(48)));
    await step.DoAsync("Team approval", () => ApproveAsync("team"));

    step.Heading("Step 3: advance to early adopters (tier 2)");
    var stats = await rollout.GetRolloutStatsAsync(Feature);
    await step.DoAsync("getRolloutStats(…).errorRate, .successRate", () => Task.FromResult(Rates(stats)));
    if (stats.ErrorRate < 0.05 && stats.SuccessRate > 0.95)
    {
        await step.DoAsync("advanceRollout(…)  // Status: 10% (early adopters)", () => AdvanceAsync());
    }

    await step.DoAsync("Monitor for 1 week: daily error rate checks", () => service.PassAsync(TimeSpan.FromDays(7)));

    step.Heading("Step 4: advance to general (tier 3)");
    await step.DoAsync("Team approval", () => ApproveAsync("team"));
    await step.DoAsync("advanceRollout(…)  // Status: 50% (half of customers)", () => AdvanceAsync());

    await step.DoAsync("Monitor for 1 week: sustained error rate <5%", () => service.PassAsync(TimeSpan.FromDays(3)));

    step.Heading("Emergency rollback");
    await step.DoAsync("rollbackFeature(…, 'Critical bug: …')  // Status: 0% (disabled immediately)", async () =>
    {
        await rollout.RollbackFeatureAsync(Feature, new RolloutActor("alice", "Critical bug: drafts are lost when two tabs are open"));
        return Say((await rollout.GetRolloutConfigAsync(Feature))!) + $"; enabled customers: {service.EnabledCustomers()}";
    });

    step.Heading("Monitoring commands");
    await step.DoAsync("getRolloutConfig(…).currentTier, .percentage, .status", async () => Say((await rollout.GetRolloutConfigAsync(Feature))!));
    await step.DoAsync("getRolloutStats(…).enabledCustomers, .errorCount, .errorRate, .successRate", async () => Rates(await rollout.GetRolloutStatsAsync(Feature)));
    await step.DoAsync("SELECT * FROM rollout_events … ORDER BY timestamp DESC", async () =>
    {
        var events = await rollout.ReadEventsAsync(Feature);
        return string.Join("; ", events.TakeLast(2).Reverse().Select(each => $"{each.Change.GetType().Name} by {each.Actor}: {each.Reason}"));
    });

    step.Heading("Fix in dev, restart from tier 1");
    await step.DoAsync("startRollout(…)", async () => Say(step.At(await rollout.StartRolloutAsync(Feature, alice))));

    step.Heading("Scenario 4: automatic rollback triggered");
    service.FailingShare = 0.08;
    await step.DoAsync("The fix fails 8 % of its requests; nobody watches", () => service.PassAsync(TimeSpan.FromHours(6)));
    await step.DoAsync("Error rate exceeded 5%; automatic rollback to 0%; all customers disabled", async () =>
    {
        var last = (await rollout.ReadEventsAsync(Feature)).Last(each => each.Change is RolloutChange.RolledBack);
        return $"{last.At.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} by {last.Actor}: {last.Reason} Enabled customers: {service.EnabledCustomers()}";
    });

    step.Heading("Identify root cause, fix, restart from tier 1");
    service.FailingShare = 0.001;
    await step.DoAsync("startRollout(…)", async () => Say(step.At(await rollout.StartRolloutAsync(Feature, alice))));
    foreach (var (tier, wait) in new[] { ("early adopters", 2), ("general", 7), ("full", 7) })
    {
        await step.DoAsync($"Monitor for {wait} days, team approval, advanceRollout(…)  // {tier}", async () =>
        {
            await service.PassAsync(TimeSpan.FromDays(wait));
            await ApproveAsync("team");
            return await AdvanceAsync();
        });
    }

    step.Heading("Step 5: full rollout (tier 4)");
    await step.DoAsync("Ongoing monitoring", () => service.PassAsync(TimeSpan.FromDays(14)));
    var end = (await rollout.GetRolloutConfigAsync(Feature))!;
    Console.WriteLine($"\n{service.EnabledCustomers()} of {PilotService.CustomerCount} customers have it. Files:\n  {string.Join("\n  ", folder.EnumerateFiles().Select(file => file.Name).Order(StringComparer.Ordinal))}");
    return end.Status == RolloutStatus.Completed && service.EnabledCustomers() == PilotService.CustomerCount ? 0 : 1;

    // By hand, as in the guide; the controller, which looks all the time, may have been faster.
    async Task<string> AdvanceAsync()
    {
        var before = (await rollout.GetRolloutConfigAsync(Feature))!;
        return before.Stage > step.Stage
            ? "the controller already did: " + Say(step.At(before))
            : Say(step.At(await rollout.AdvanceRolloutAsync(Feature, alice)));
    }

    async Task<string> ApproveAsync(string approval)
    {
        step.At((await rollout.GetRolloutConfigAsync(Feature))!);
        return $"approved by {(await rollout.ApproveAsync(Feature, approval, alice)).Approvals[^1].Actor}";
    }
}
finally
{
    if (args.Length == 0)
    {
        folder.Delete(recursive: true);
    }
}

static string Say(RolloutState state)
{
    var stage = state.Stage < 0 ? "tier 0" : $"tier {state.Stage + 1}, {state.Plan.Stages[state.Stage].Name}";
    var percentage = state.Stage < 0 ? Percentage.Zero : state.Plan.Stages[state.Stage].Steps[state.Step].Percentage;
    return $"{stage}, {percentage}, {state.Status}";
}

static string Rates(RolloutStats stats) => stats.ErrorRate is { } errors && stats.SuccessRate is { } successes
    ? string.Create(
        CultureInfo.InvariantCulture,
        $"{stats.EnabledCustomers} customers have had it; in the last hour {stats.ErrorCount} failed, error rate {errors * 100:0.00} %, success rate {successes * 100:0.00} %")
    : $"{stats.EnabledCustomers} customers have had it; no requests with the feature on since the rollback";

static async Task<string> RefusedAsync(Func<Task> act)
{
    try
    {
        await act();
        return "was allowed";
    }
    catch (RolloutRefusedException refused)
    {
        return "refused: " + refused.Message;
    }
}
