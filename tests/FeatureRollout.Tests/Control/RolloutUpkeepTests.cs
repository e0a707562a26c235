using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control;

/// <summary>What people do with rollouts beside moving them.</summary>
public sealed class RolloutUpkeepTests
{
    private const string Signed = """
        {
          "approvals": ["board"],
          "checklist": [{ "item": "dashboards" }],
          "milestones": [{ "name": "Announcement", "owner": "Marketing", "day": 3 }],
          "stages": [
            { "name": "beta", "percentage": 10, "approvals": ["product"], "checklist": { "end": ["feedback read"] } },
            { "name": "all", "percentage": 100, "checklist": { "start": ["support briefed"] } }
          ],
          "soak": "1d"
        }
        """;

    [Fact]
    [Trait("Requirement", "S4-05")]
    public async Task Approvals_and_ticks_open_the_start_and_then_the_next_stage()
    {
        using var running = await CreatedAsync(Signed);
        var manager = running.Manager;
        Assert.Equal(2, (await Assert.ThrowsAsync<RolloutRefusedException>(() => manager.StartRolloutAsync("search", Alice))).Unmet.Count);
        await manager.ApproveAsync("search", "board", Alice);
        await manager.TickAsync("search", "dashboards", Alice);
        await manager.StartRolloutAsync("search", Alice);

        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => manager.ApproveAsync("search", "produkt", Alice));
        Assert.Contains("did you mean \"product\"", wrong.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => manager.TickAsync("search", "dashboards", Alice));
        await manager.ApproveAsync("search", "product", Alice);
        await manager.TickAsync("search", "feedback read", Alice);
        await manager.TickAsync("search", "support briefed", Alice);
        await manager.TickAsync("search", "support briefed", Alice, done: false);
        Assert.Single((await Assert.ThrowsAsync<RolloutRefusedException>(() => manager.AdvanceRolloutAsync("search", Alice))).Unmet);
        await manager.TickAsync("search", "support briefed", Alice);

        Assert.Equal(1, (await manager.AdvanceRolloutAsync("search", Alice)).Stage);
    }

    [Fact]
    [Trait("Requirement", "S4-02")]
    public async Task A_hold_is_lengthened_from_its_end_and_ends_by_itself()
    {
        using var running = await StartedAsync("""{ "stages": [{ "name": "beta", "percentage": 10 }, { "name": "all", "percentage": 100 }], "soak": "1d" }""");
        var now = running.Time.GetUtcNow();

        await running.Manager.HoldRolloutAsync("search", TimeSpan.FromHours(2), Alice);
        var held = await running.Manager.HoldRolloutAsync("search", TimeSpan.FromHours(3), Alice);

        Assert.Equal((RolloutStatus.Held, now.AddHours(5)), (held.Status, held.HeldUntil!.Value));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => running.Manager.HoldRolloutAsync("search", TimeSpan.Zero, Alice));
        await running.PassAsync(TimeSpan.FromMinutes(299));
        Assert.Equal(0, (await running.StateAsync()).Stage);
        await running.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(1, (await running.StateAsync()).Stage);
    }

    [Fact]
    [Trait("Requirement", "S4-02")]
    public async Task A_baseline_is_what_was_read_when_it_was_captured()
    {
        using var running = await StartedAsync("""
            { "metrics": { "nps": {} },
              "stages": [{ "name": "beta", "percentage": 10, "advanceWhen": ["last(nps) >= baseline + 15"] }, { "name": "all", "percentage": 100 }], "soak": "1d" }
            """);
        await Assert.ThrowsAsync<RolloutRefusedException>(() => running.Manager.CaptureBaselineAsync("search", Alice));
        await running.Manager.ReportValueAsync("search", "nps", 20, Alice);
        Assert.Equal(20, Assert.Single((await running.Manager.CaptureBaselineAsync("search", Alice)).Baselines).Value);

        running.Time.Advance(TimeSpan.FromMinutes(1));
        await running.Manager.ReportValueAsync("search", "nps", 34, Alice);
        await Assert.ThrowsAsync<RolloutRefusedException>(() => running.Manager.AdvanceRolloutAsync("search", Alice));
        running.Time.Advance(TimeSpan.FromMinutes(1));
        await running.Manager.ReportValueAsync("search", "nps", 35, Alice);

        Assert.Equal(1, (await running.Manager.AdvanceRolloutAsync("search", Alice)).Stage);
    }

    [Fact]
    [Trait("Requirement", "S4-05")]
    public async Task The_end_of_a_stage_is_kept_for_comparison_in_the_next()
    {
        using var running = await StartedAsync("""
            { "minimumSamples": 10, "stages": [
              { "name": "beta", "percentage": 30 },
              { "name": "most", "percentage": 60, "minimumDuration": "10m", "advanceWhen": ["p95(latency) <= 1.5x previous"] },
              { "name": "all", "percentage": 100 }], "soak": "1d" }
            """);
        await running.PassAsync(TimeSpan.FromMinutes(1), traffic: () => running.Traffic(latencyMs: 20));
        var state = await running.StateAsync();
        Assert.Equal("most", state.Plan.Stages[state.Stage].Name);
        Assert.InRange(Assert.Single(state.Previous).Value, 0.018, 0.022);

        await running.PassAsync(TimeSpan.FromMinutes(20), traffic: () => running.Traffic(latencyMs: 60));
        Assert.Equal(1, (await running.StateAsync()).Stage);
        Assert.Equal(CriterionVerdict.Fail, Assert.Single((await running.Manager.AssessAsync("search")).AdvanceWhen).Verdict);
    }

    [Fact]
    [Trait("Requirement", "S4-06")]
    public async Task A_replan_of_a_plan_that_no_file_has_names_what_there_is()
    {
        using var running = await StartedAsync("""{ "stages": [{ "name": "all", "percentage": 100 }], "soak": "1d" }""");

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => running.Manager.ReplanAsync("search", Alice, force: true));

        Assert.Contains("There is no plan \"plan\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal(RolloutStatus.Running, (await running.StateAsync()).Status);
    }

    [Fact]
    public async Task A_milestone_is_marked_by_its_name()
    {
        using var running = await CreatedAsync(Signed);

        var marked = await running.Manager.MarkMilestoneAsync("search", "Announcement", "done", Alice);

        Assert.Equal(("done", "alice"), (marked.Milestones["Announcement"].Status, marked.Milestones["Announcement"].Actor));
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => running.Manager.MarkMilestoneAsync("search", "Anouncement", "done", Alice));
        Assert.Contains("did you mean \"Announcement\"", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S4-03")]
    public async Task Customers_are_added_and_taken_away_while_it_runs()
    {
        using var running = await StartedAsync("""{ "stages": [{ "name": "one", "percentage": 0.001 }, { "name": "all", "percentage": 100, "minimumDuration": "9d" }], "soak": "1d", "approvals": [] }""");
        await running.Manager.PauseRolloutAsync("search", Alice);
        Assert.False(running.Flags.IsEnabled("search", "acme"));

        await running.Manager.AddCustomersAsync("search", CustomerList.Of("acme", "globex"), Alice);
        Assert.True(running.Flags.IsEnabled("search", "acme"));
        await running.Manager.RemoveCustomersAsync("search", CustomerList.Of("acme"), Alice);

        Assert.False(running.Flags.IsEnabled("search", "acme"));
        Assert.True(running.Flags.IsEnabled("search", "globex"));
        await running.Manager.RollbackFeatureAsync("search", Alice);
        Assert.False(running.Flags.IsEnabled("search", "globex"));
    }

    [Fact]
    [Trait("Requirement", "S3-14")]
    public async Task Several_flags_move_together_are_judged_together_and_go_back_together()
    {
        using var running = new Running("""{ "flags": { "search": {}, "enableRetryLogic": {} } }""");
        await running.Manager.CreateRolloutAsync(
            new RolloutCreation
            {
                FeatureName = "search",
                MoreFlags = ["enableRetryLogic"],
                Plan = Plan("""{ "rollbackWhen": ["error_rate > 5%"], "stages": [{ "name": "half", "percentage": 50, "minimumDuration": "1h" }, { "name": "all", "percentage": 100 }], "soak": "1d" }"""),
            },
            Alice);
        await running.Manager.StartRolloutAsync("search", Alice);
        Assert.InRange(running.EnabledCustomers(), 430, 570);
        Assert.InRange(running.EnabledCustomers("enableRetryLogic"), 430, 570);
        await Assert.ThrowsAsync<RolloutRefusedException>(() => running.Manager.SetPercentageAsync("enableRetryLogic", 10m, Alice));
        await Assert.ThrowsAsync<RolloutRefusedException>(() => running.Manager.RollbackFeatureAsync("enableRetryLogic", Alice));
        await Assert.ThrowsAsync<RolloutRefusedException>(() => running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "enableRetryLogic" }, Alice));

        await running.PassAsync(TimeSpan.FromMinutes(3), traffic: Both(int.MaxValue));
        await running.PassAsync(TimeSpan.FromMinutes(5), traffic: Both(3));

        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);
        Assert.Equal((0, 0), (running.EnabledCustomers(), running.EnabledCustomers("enableRetryLogic")));

        Action Both(int failsEvery) => () =>
        {
            running.Traffic();
            running.Traffic(onFailsEvery: failsEvery, flag: "enableRetryLogic");
        };
    }

    [Fact]
    [Trait("Requirement", "S3-14")]
    [Trait("Requirement", "S4-12")]
    public async Task One_of_several_flags_can_be_killed_alone()
    {
        using var running = new Running("""{ "flags": { "search": {}, "enableRetryLogic": {} } }""");
        await running.Manager.CreateRolloutAsync(
            new RolloutCreation { FeatureName = "search", MoreFlags = ["enableRetryLogic"], Plan = Plan("""{ "stages": [{ "name": "all", "percentage": 100 }], "soak": "1d" }""") }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);

        await running.Manager.KillFeatureAsync("enableRetryLogic", Alice);
        Assert.Equal((1_000, 0), (running.EnabledCustomers(), running.EnabledCustomers("enableRetryLogic")));
        await running.Manager.ReviveFeatureAsync("enableRetryLogic", Alice);
        Assert.Equal((1_000, 1_000), (running.EnabledCustomers(), running.EnabledCustomers("enableRetryLogic")));
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    [Trait("Requirement", "S4-14")]
    public async Task Statistics_count_customers_and_errors_and_tell_the_frequent_and_the_recent_ones()
    {
        using var running = await StartedAsync("""{ "stages": [{ "name": "all", "percentage": 100 }], "soak": "1d" }""");
        Assert.Null((await running.Manager.GetRolloutStatsAsync("search")).ErrorRate);
        for (var i = 0; i < 200; i++)
        {
            var evaluation = running.Flags.Evaluate("search", $"customer-{i}");
            running.Flags.RecordOutcome(evaluation, i % 10 != 0 ? FlagOutcome.Success() : FlagOutcome.Failure(new OutcomeError(i % 20 == 0 ? "Timeout" : "Refused", $"customer-{i}")));
        }

        running.Flags.RecordOutcome(running.Flags.Evaluate("search", "customer-0"), FlagOutcome.Failure(new OutcomeError("Timeout", "customer-0", new Dictionary<string, string>(StringComparer.Ordinal) { ["try"] = "2" })));
        running.Time.Advance(TimeSpan.FromSeconds(1));
        var stats = await running.Manager.GetRolloutStatsAsync("search");

        Assert.InRange(stats.EnabledCustomers, 180, 220);
        Assert.InRange(stats.EnabledCustomersRelativeError, 0.000_1, 0.1);
        Assert.Equal(21, stats.ErrorCount);
        Assert.Equal(21d / 201, stats.ErrorRate!.Value, 9);
        Assert.Equal(180d / 201, stats.SuccessRate!.Value, 9);
        Assert.Equal([("Timeout", 11L), ("Refused", 10L)], stats.TopErrors.Select(error => (error.Error, error.Count)));
        Assert.Equal(("customer-0", "all", "2"), (stats.RecentErrors[0].CustomerId, stats.RecentErrors[0].Stage, stats.RecentErrors[0].Metadata["try"]));
        await Assert.ThrowsAsync<ArgumentException>(() => running.Manager.GetRolloutStatsAsync("serch"));
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_removed_rollout_leaves_its_events_and_its_flag_off()
    {
        using var running = await StartedAsync("""{ "stages": [{ "name": "all", "percentage": 100 }], "soak": "1d" }""");
        await Assert.ThrowsAsync<RolloutRefusedException>(() => running.Manager.RemoveRolloutAsync("search", Alice));
        await running.Manager.RollbackFeatureAsync("search", Alice);
        await running.Manager.RemoveRolloutAsync("search", Alice);

        Assert.Null(await running.Manager.GetRolloutConfigAsync("search"));
        Assert.Equal(0, running.EnabledCustomers());
        Assert.IsType<RolloutChange.Removed>((await running.Manager.ReadEventsAsync("search"))[^1].Change);
    }

    private static async Task<Running> CreatedAsync(string plan)
    {
        var running = new Running();
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan(plan) }, Alice);
        return running;
    }

    private static async Task<Running> StartedAsync(string plan)
    {
        var running = await CreatedAsync(plan);
        await running.Manager.StartRolloutAsync("search", Alice);
        return running;
    }

    [Fact]
    [Trait("Requirement", "S3-09")]
    [Trait("Requirement", "S4-07")]
    public async Task A_hold_makes_the_stage_last_that_much_longer_and_resuming_early_takes_the_rest_back()
    {
        using var running = new Running();
        await running.Manager.CreateRolloutAsync(
            new RolloutCreation { FeatureName = "search", Plan = Running.Plan("""{ "stages": [{ "name": "week", "percentage": 10, "minimumDuration": "7d" }, { "name": "all", "percentage": 100 }] }""") }, Running.Alice);
        await running.Manager.StartRolloutAsync("search", Running.Alice);
        await running.Manager.HoldRolloutAsync("search", TimeSpan.FromDays(3), Running.Alice);

        await running.PassAsync(TimeSpan.FromDays(9), TimeSpan.FromHours(6));
        Assert.Equal((RolloutStatus.Running, "week"), ((await running.StateAsync()).Status, (await running.StateAsync()).StageName));
        await running.Manager.HoldRolloutAsync("search", TimeSpan.FromDays(5), Running.Alice);
        var resumed = await running.Manager.ResumeRolloutAsync("search", Running.Alice);
        Assert.Equal(TimeSpan.FromDays(3), resumed.Extended);
        await running.PassAsync(TimeSpan.FromDays(1.5), TimeSpan.FromHours(6));

        Assert.Equal("all", (await running.StateAsync()).StageName);
    }
}
