using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control;

public sealed class RolloutControllerTests
{
    private const string TwoStages = """
        {
          "minimumSamples": 100,
          "rollbackWhen": ["error_rate > 5%"],
          "stages": [
            { "name": "beta", "percentage": 10, "minimumDuration": "1h", "advanceWhen": ["error_rate < 1% over 1h for 30m"] },
            { "name": "all", "percentage": 100 }
          ]
        }
        """;

    [Fact]
    [Trait("Requirement", "S2-01")]
    [Trait("Requirement", "S0-10")]
    public async Task A_healthy_feature_climbs_by_itself_and_not_before_its_time()
    {
        using var running = await StartAsync(TwoStages);

        await running.PassAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(0, (await running.StateAsync()).Stage);
        await running.PassAsync(TimeSpan.FromMinutes(3));

        var state = await running.StateAsync();
        Assert.True(state.Status == RolloutStatus.Completed, string.Join('\n', (await running.Manager.AssessAsync("search")).Unmet));
        Assert.Equal(1_000, running.EnabledCustomers());
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    public async Task A_fault_turns_it_off_for_everybody_with_reason_and_readings_and_it_stays_off()
    {
        using var running = await StartAsync(TwoStages);
        await running.PassAsync(TimeSpan.FromMinutes(10));

        await running.PassAsync(TimeSpan.FromMinutes(5), traffic: () => running.Traffic(onFailsEvery: 4));

        Assert.Equal(0, running.EnabledCustomers());
        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);
        var rolledBack = (await running.Manager.ReadEventsAsync("search")).Single(each => each.Change is RolloutChange.RolledBack);
        Assert.Equal("controller", rolledBack.Actor);
        Assert.Equal("error_rate > 5%", rolledBack.Rule);
        Assert.Contains(rolledBack.Readings, reading => reading.Verdict == CriterionVerdict.Pass && reading.Explanation.StartsWith("Proved by ", StringComparison.Ordinal));

        await running.PassAsync(TimeSpan.FromHours(5));
        Assert.Equal(0, running.EnabledCustomers());
        await running.Manager.StartRolloutAsync("search", Alice);
        Assert.Equal(0, (await running.StateAsync()).Stage);
        Assert.InRange(running.EnabledCustomers(), 70, 130);

        // What proved the old fault says nothing of the fixed version, also before that had its first request.
        await running.Engine.LookAsync();
        Assert.Equal(RolloutStatus.Running, (await running.StateAsync()).Status);
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    public async Task A_rollback_threshold_given_in_code_stands_above_the_plan()
    {
        using var running = new Running();
        await running.Manager.CreateRolloutAsync(
            new RolloutCreation
            {
                FeatureName = "search",
                Plan = Plan("""{ "minimumSamples": 50, "stages": [{ "name": "all", "percentage": 100 }], "soak": "30d" }"""),
                RollbackThreshold = new RollbackThreshold(0.05, TimeSpan.FromHours(1)),
            },
            Alice);
        await running.Manager.StartRolloutAsync("search", Alice);

        await running.PassAsync(TimeSpan.FromMinutes(3), traffic: () => running.Traffic(onFailsEvery: 25));
        Assert.Equal(RolloutStatus.Running, (await running.StateAsync()).Status);
        await running.PassAsync(TimeSpan.FromMinutes(3), traffic: () => running.Traffic(onFailsEvery: 10));

        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);
    }

    [Fact]
    [Trait("Requirement", "F-15")]
    public async Task Little_traffic_decides_nothing()
    {
        using var running = await StartAsync(TwoStages);

        await running.PassAsync(TimeSpan.FromHours(6), TimeSpan.FromMinutes(5), traffic: () => { });

        Assert.Equal((RolloutStatus.Running, 0), ((await running.StateAsync()).Status, (await running.StateAsync()).Stage));
        Assert.All((await running.Manager.AssessAsync("search")).AdvanceWhen, result => Assert.NotEqual(CriterionVerdict.Pass, result.Verdict));
    }

    [Fact]
    [Trait("Requirement", "F-16")]
    public async Task Where_both_arms_fail_alike_the_feature_is_not_to_blame()
    {
        using var running = await StartAsync("""{ "rollbackWhen": ["error_rate > 1.5 * control"], "stages": [{ "name": "half", "percentage": 50, "minimumDuration": "10d" }, { "name": "all", "percentage": 100 }] }""");

        await running.PassAsync(TimeSpan.FromMinutes(30), traffic: () => running.Traffic(onFailsEvery: 10, offFailsEvery: 10));
        Assert.Equal(RolloutStatus.Running, (await running.StateAsync()).Status);
        await running.PassAsync(TimeSpan.FromMinutes(30), traffic: () => running.Traffic(onFailsEvery: 4, offFailsEvery: 10));

        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);
    }

    [Fact]
    [Trait("Requirement", "S2-05")]
    public async Task An_incident_reported_by_hand_is_a_trigger()
    {
        using var running = await StartAsync("""{ "rollbackWhen": ["open(security) > 0"], "stages": [{ "name": "all", "percentage": 100 }], "soak": "1d" }""");
        await running.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(1_000, running.EnabledCustomers());

        await running.Manager.ReportIncidentAsync("search", "security", "somebody else's messages are shown", Alice);
        await running.Engine.LookAsync();

        Assert.Equal(0, running.EnabledCustomers());
    }

    [Fact]
    [Trait("Requirement", "F-31")]
    public async Task Observing_only_it_records_what_it_would_do_and_does_nothing()
    {
        using var running = new Running();
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan(TwoStages), ObserveOnly = true }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);

        await running.PassAsync(TimeSpan.FromMinutes(10), traffic: () => running.Traffic(onFailsEvery: 2));

        Assert.Equal(RolloutStatus.Running, (await running.StateAsync()).Status);
        Assert.Single(await running.Manager.ReadEventsAsync("search"), each => each.Change is RolloutChange.WouldHave);
    }

    [Fact]
    [Trait("Requirement", "F-18")]
    public async Task After_a_long_absence_overdue_steps_fold_into_one_and_a_judged_stage_is_not_skipped()
    {
        using var running = await StartAsync("""
            { "stages": [
              { "name": "half", "steps": [{ "percentage": 5 }, { "after": "1d", "percentage": 10 }, { "after": "2d", "percentage": 50 }],
                "minimumDuration": "3d", "advanceWhen": ["error_rate < 1% for 1h"] },
              { "name": "all", "percentage": 100 }] }
            """);

        running.Time.Advance(TimeSpan.FromDays(30));
        await running.Engine.LookAsync();

        var events = await running.Manager.ReadEventsAsync("search");
        Assert.Equal(2, Assert.IsType<RolloutChange.Stepped>(events[^1].Change).Step);
        Assert.Single(events, each => each.Change is RolloutChange.Stepped);
        Assert.Equal(0, (await running.StateAsync()).Stage);
    }

    [Fact]
    [Trait("Requirement", "F-18")]
    public async Task What_was_gathered_for_a_decision_survives_a_restart()
    {
        using var running = await StartAsync(TwoStages);
        await running.PassAsync(TimeSpan.FromMinutes(50));

        // Another engine on the same store, as after a restart; outcomes are counted by the client that goes on here.
        await using var engine = new RolloutEngine(running.Flags, running.Store, new RolloutOptions { Interval = TimeSpan.FromMinutes(1) });
        for (var minute = 0; minute < 12; minute++)
        {
            running.Time.Advance(TimeSpan.FromMinutes(1));
            running.Traffic();
            await engine.LookAsync();
        }

        Assert.NotEqual(0, (await running.StateAsync()).Stage);
    }

    [Fact]
    [Trait("Requirement", "X-01")]
    public async Task The_last_stage_stays_guarded_for_its_soak()
    {
        using var running = await StartAsync("""{ "rollbackWhen": ["error_rate > 5%"], "stages": [{ "name": "all", "percentage": 100 }], "soak": "14d" }""");
        await running.PassAsync(TimeSpan.FromDays(13), TimeSpan.FromHours(1));
        Assert.Equal(RolloutStatus.Running, (await running.StateAsync()).Status);

        await running.PassAsync(TimeSpan.FromMinutes(10), traffic: () => running.Traffic(onFailsEvery: 2));

        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);
    }

    [Fact]
    [Trait("Requirement", "S0-09")]
    public async Task A_fallback_mode_is_turned_on_beside_the_pause()
    {
        using var running = new Running("""{ "flags": { "search": {}, "simple_search": { "percentage": 0 } } }""");
        var plan = Plan("""
            { "minimumSamples": 10, "bands": [{ "when": "error_rate > 5% over 10m", "then": { "setFlag": "simple_search", "enabled": true } }],
              "stages": [{ "name": "all", "percentage": 100 }], "soak": "1d" }
            """);
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = plan }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);

        await running.PassAsync(TimeSpan.FromMinutes(5), traffic: () => running.Traffic(onFailsEvery: 5));

        Assert.Equal(RolloutStatus.Paused, (await running.StateAsync()).Status);
        Assert.Equal(1_000, running.EnabledCustomers("simple_search"));
        Assert.Single(await running.Manager.ReadEventsAsync("simple_search"), each => each.Change is RolloutChange.PercentageSet);
    }

    [Fact]
    public async Task A_configured_number_is_an_operators_change_lower_at_once_and_higher_only_without_a_rollout()
    {
        using var running = new Running("""{ "flags": { "search": { "percentage": 50 } } }""");
        await running.Manager.SetPercentageAsync("search", 40m, Alice);
        await running.Engine.LookAsync();
        await ConfigureAsync(20);
        Assert.InRange(running.EnabledCustomers(), 160, 240);
        await ConfigureAsync(60);
        Assert.InRange(running.EnabledCustomers(), 550, 650);

        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan(TwoStages) }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);
        await ConfigureAsync(90);
        Assert.InRange(running.EnabledCustomers(), 70, 130);
        await ConfigureAsync(1);
        Assert.InRange(running.EnabledCustomers(), 2, 25);
        Assert.Equal(RolloutStatus.Paused, (await running.StateAsync()).Status);

        async Task ConfigureAsync(int percentage)
        {
            running.File.Set(Read($$"""{ "flags": { "search": { "percentage": {{percentage}} } } }"""));
            await running.Flags.RefreshAsync();
            await running.Engine.LookAsync();
        }
    }

    private static async Task<Running> StartAsync(string plan)
    {
        var running = new Running();
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan(plan) }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);
        return running;
    }
}
