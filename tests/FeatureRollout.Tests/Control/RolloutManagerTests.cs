using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control;

public sealed class RolloutManagerTests : IDisposable
{
    private readonly Running _running = new();

    private IRolloutManager Manager => _running.Manager;

    public void Dispose() => _running.Dispose();

    [Fact]
    [Trait("Requirement", "S4-01")]
    [Trait("Requirement", "S4-02")]
    public async Task Without_a_plan_a_rollout_climbs_the_pilot_ladder()
    {
        var draft = await Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search" }, Alice);
        Assert.Equal(RolloutStatus.Draft, draft.Status);
        Assert.Equal(0, _running.EnabledCustomers());

        var enabled = new List<int>();
        await Manager.StartRolloutAsync("search", Alice, force: true);
        enabled.Add(_running.EnabledCustomers());
        for (var stage = 1; stage < draft.Plan.Stages.Count; stage++)
        {
            await Manager.AdvanceRolloutAsync("search", new RolloutActor("alice", "looks good"), force: true);
            enabled.Add(_running.EnabledCustomers());
        }

        Assert.Equal(enabled.Order(), enabled);
        Assert.Equal(1_000, enabled[^1]);
        Assert.InRange(enabled[0], 3, 20);
        Assert.InRange(enabled[1], 70, 130);
    }

    [Fact]
    [Trait("Requirement", "S4-03")]
    public async Task Whitelisted_customers_are_on_from_the_first_stage_and_off_before_it_and_after_a_rollback()
    {
        await Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", WhitelistedCustomers = CustomerList.Of("internal") }, Alice);
        Assert.False(Manager.ShouldEnableFeature("search", "internal"));

        await Manager.StartRolloutAsync("search", Alice, force: true);
        Assert.True(Manager.ShouldEnableFeature("search", "internal"));

        await Manager.RollbackFeatureAsync("search", new RolloutActor("alice", "critical bug"));
        Assert.False(Manager.ShouldEnableFeature("search", "internal"));
    }

    [Fact]
    [Trait("Requirement", "S4-05")]
    public async Task An_advance_is_refused_with_every_unmet_condition_and_forced_only_with_a_reason()
    {
        await Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search" }, Alice);
        await Manager.StartRolloutAsync("search", Alice, force: true);

        var refused = await Assert.ThrowsAsync<RolloutRefusedException>(() => Manager.AdvanceRolloutAsync("search", Alice));
        Assert.Contains(refused.Unmet, condition => condition.Contains("error_rate", StringComparison.Ordinal));
        Assert.Contains(refused.Unmet, condition => condition.Contains("success_rate", StringComparison.Ordinal));
        Assert.Contains(refused.Unmet, condition => condition.Contains("approv", StringComparison.OrdinalIgnoreCase));
        await Assert.ThrowsAsync<ArgumentException>(() => Manager.AdvanceRolloutAsync("search", new RolloutActor("alice"), force: true));

        await Manager.AdvanceRolloutAsync("search", new RolloutActor("alice", "the board wants it"), force: true);
        var last = (await Manager.ReadEventsAsync("search"))[^1];
        Assert.True(last.Forced);
        Assert.Equal(refused.Unmet.Count, last.Unmet.Count);
        Assert.Equal("the board wants it", last.Reason);
    }

    [Fact]
    [Trait("Requirement", "S4-06")]
    public async Task A_replan_in_the_middle_is_refused_unless_forced_and_counts_anew()
    {
        using var running = new Running("""
            { "flags": { "search": {} }, "rollouts": { "search": { "plan": "p" } },
              "plans": { "p": { "stages": [{ "name": "one", "percentage": 10 }, { "name": "all", "percentage": 100 }], "rollbackWhen": ["error_rate > 5%"] } } }
            """);
        await running.Manager.StartRolloutAsync("search", Alice);
        var before = await running.StateAsync();
        running.File.Set(Read("""
            { "flags": { "search": {} }, "rollouts": { "search": { "plan": "p" } },
              "plans": { "p": { "stages": [{ "name": "one", "percentage": 20 }, { "name": "all", "percentage": 100 }], "rollbackWhen": ["error_rate > 5%"] } } }
            """));
        await running.Flags.RefreshAsync();
        Assert.InRange(running.EnabledCustomers(), 70, 130);

        await Assert.ThrowsAsync<RolloutRefusedException>(() => running.Manager.ReplanAsync("search", Alice));
        var after = await running.Manager.ReplanAsync("search", Alice, force: true);

        Assert.True(after.Generation > before.Generation);
        Assert.InRange(running.EnabledCustomers(), 160, 240);
    }

    [Fact]
    [Trait("Requirement", "S4-06")]
    public async Task Rollouts_at_the_same_time_and_a_plan_without_triggers_are_warned_about()
    {
        using var running = new Running("""{ "flags": { "search": {}, "chat": {} } }""");
        var bare = Plan("""{ "stages": [{ "name": "all", "percentage": 100 }] }""");
        foreach (var flag in new[] { "search", "chat" })
        {
            await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = flag, Plan = bare }, Alice);
            await running.Manager.StartRolloutAsync(flag, Alice);
        }

        var warnings = (await running.Manager.AssessAsync("search")).Warnings;

        Assert.Contains(warnings, warning => warning.Contains("chat", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("no rollback trigger", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "S0-06")]
    public async Task A_channel_that_nobody_has_is_warned_about_before_an_alert_needs_it()
    {
        await Manager.CreateRolloutAsync(
            new RolloutCreation
            {
                FeatureName = "search",
                Plan = Plan("""{ "alerts": [{ "name": "errors", "when": "error_rate > 1%", "severity": "critical", "channels": ["pagerdutty"] }], "stages": [{ "name": "all", "percentage": 100 }] }"""),
            },
            Alice);

        Assert.Contains((await Manager.AssessAsync("search")).Warnings, warning => warning.Contains("pagerdutty", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "S4-11")]
    public async Task Overrides_of_a_customer_carry_who_why_and_until_when()
    {
        using var running = new Running("""{ "flags": { "search": {}, "chat": { "percentage": 100 } } }""");
        await running.Manager.SetCustomerFlagsAsync(
            "acme", new Dictionary<string, bool>(StringComparer.Ordinal) { ["search"] = true, ["chat"] = false }, new RolloutActor("system", "pilot"), running.Time.GetUtcNow().AddDays(1));
        Assert.True(running.Flags.IsEnabled("search", "acme"));
        Assert.False(running.Flags.IsEnabled("chat", "acme"));

        running.Time.Advance(TimeSpan.FromDays(2));
        Assert.False(running.Flags.IsEnabled("search", "acme"));
        Assert.True(running.Flags.IsEnabled("chat", "acme"));
        var written = Assert.Single(await running.Manager.ReadEventsAsync("search"));
        Assert.Equal(("system", "pilot"), (written.Actor, written.Reason));
    }

    [Fact]
    [Trait("Requirement", "S3-03")]
    [Trait("Requirement", "S0-08")]
    public async Task A_kill_and_its_revival_leave_the_same_customers_and_name_layers_that_still_kill()
    {
        await Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search" }, Alice);
        await Manager.StartRolloutAsync("search", Alice, force: true);
        await Manager.AdvanceRolloutAsync("search", Alice, force: true);
        var before = _running.EnabledCustomers();

        await Manager.KillFeatureAsync("search", Alice);
        Assert.Equal(0, _running.EnabledCustomers());
        Assert.Empty(await Manager.ReviveFeatureAsync("search", Alice));
        Assert.Equal(before, _running.EnabledCustomers());

        _running.File.Set(Read("""{ "flags": { "search": { "enabled": false } } }"""));
        await _running.Flags.RefreshAsync();
        await Manager.KillFeatureAsync("search", Alice);
        Assert.Equal(["file"], await Manager.ReviveFeatureAsync("search", Alice));
    }

    [Fact]
    [Trait("Requirement", "X-02")]
    public async Task A_drill_turns_everybody_off_and_on_again_timed_and_recorded()
    {
        await Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search" }, Alice);
        await Manager.StartRolloutAsync("search", Alice, force: true);
        var before = _running.EnabledCustomers();

        await Manager.DrillAsync("search", Alice);

        Assert.Equal(before, _running.EnabledCustomers());
        var events = await Manager.ReadEventsAsync("search");
        Assert.IsType<RolloutChange.DrillStarted>(events[^2].Change);
        Assert.IsType<RolloutChange.DrillEnded>(events[^1].Change);
    }

    [Fact]
    [Trait("Requirement", "S4-12")]
    public void Dependants_are_named_before_a_kill()
    {
        using var running = new Running("""
            { "flags": { "mode": { "enabled": true }, "sync": { "enabled": true, "requires": ["mode"] }, "deep": { "enabled": true, "requires": ["sync"] }, "other": {} } }
            """);

        Assert.Equal(["deep", "sync"], running.Manager.DependantsOf("mode"));
    }

    [Fact]
    public async Task Unknown_names_are_refused_with_the_nearest()
    {
        var flag = await Assert.ThrowsAsync<ArgumentException>(() => Manager.KillFeatureAsync("serch", Alice));
        Assert.Contains("did you mean \"search\"", flag.Message, StringComparison.Ordinal);

        var plan = await Assert.ThrowsAsync<ArgumentException>(() => Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", PlanName = "canery" }, Alice));
        Assert.Contains("did you mean \"canary\"", plan.Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<ArgumentException>(() => Manager.KillFeatureAsync("search", new RolloutActor("alice")));
        await Assert.ThrowsAsync<ArgumentException>(() => Manager.PauseRolloutAsync("search", new RolloutActor(" ")));
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task Changes_at_the_same_time_all_arrive_each_with_a_version_of_its_own()
    {
        await Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search" }, Alice);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Manager.ReportIncidentAsync("search", "P2", $"number {i}", Alice)));

        var state = await _running.StateAsync();
        Assert.Equal(20, state.Incidents.Select(incident => incident.Id).Distinct(StringComparer.Ordinal).Count());
        var versions = (await Manager.ReadEventsAsync("search")).Select(each => each.Version);
        Assert.Equal(Enumerable.Range(1, 21).Select(version => (long)version), versions);
    }
}
