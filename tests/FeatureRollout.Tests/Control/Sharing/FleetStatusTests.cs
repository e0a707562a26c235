using FeatureRollout.TestKit;
using FeatureRollout.Tests.Providers;
using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control.Sharing;

public sealed class FleetStatusTests
{
    private const string Plan = """{ "stages": [{ "name": "beta", "percentage": 25, "minimumDuration": "30d" }, { "name": "all", "percentage": 100 }], "soak": "30d" }""";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    private readonly VirtualTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 10, 31, 0, TimeSpan.Zero));
    private readonly MemoryRolloutStore _store;

    public FleetStatusTests() => _store = new MemoryRolloutStore(_time);

    [Fact]
    [Trait("Requirement", "S0-08")]
    [Trait("Requirement", "S1-10")]
    public async Task Disabled_everywhere_is_an_answer_that_each_process_confirmed()
    {
        await using var first = Process();
        await using var second = Process();
        await using var third = Process();
        await first.StartRolloutAsync(Plan);
        SharedProcess[] all = [first, second, third];
        Array.ForEach(all, process => process.Run());
        await Wait.Until(() => Status(second).IsEverywhere && Status(second).Processes.Count == 3, _time, Step);
        Assert.StartsWith("25 %, stage beta everywhere since 10:3", Status(third).ToString(), StringComparison.Ordinal);

        // One that cannot read the store goes on serving what it has, and says so.
        third.Store.Freeze(nameof(IRolloutStateProvider.ReadAsync));
        await first.Manager.RollbackFeatureAsync("search", Alice);
        await Wait.Until(() => Status(first).Serving == 2, _time, Step);
        Assert.Equal("disabled not yet everywhere, 2 of 3", Status(second).ToString());
        Assert.Null(Status(second).Since);

        third.Store.Thaw();
        await Wait.Until(() => Status(second).IsEverywhere, _time, Step);
        var status = Status(first);
        Assert.Matches("^disabled everywhere since 10:3[1-9]:[0-5][0-9], 3 of 3$", status.ToString());
        Assert.InRange(status.Since!.Value, (await first.Manager.ReadEventsAsync("search"))[^1].At, _time.GetUtcNow());
        Assert.All(all, process => Assert.False(process.Flags.IsEnabled("search", "acme")));
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task Right_after_a_write_this_process_is_asked_as_it_is_now()
    {
        await using var process = Process();
        await process.StartRolloutAsync(Plan);
        process.Run();
        await Wait.Until(() => process.Store.Calls.ContainsKey(nameof(IFleetStore.ReportAsync)));

        await process.Manager.RollbackFeatureAsync("search", Alice);
        var status = await process.Manager.GetFleetStatusAsync("search");

        Assert.Equal("disabled everywhere since 10:31:00, 1 of 1", status.ToString());
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task A_later_change_of_another_flag_does_not_move_since_when()
    {
        await using var process = Process();
        await process.StartRolloutAsync(Plan);
        process.Run();
        await process.Manager.RollbackFeatureAsync("search", Alice);
        await Wait.Until(() => Status(process).IsEverywhere);
        var since = Status(process).Since;
        _time.Advance(TimeSpan.FromSeconds(5));
        await process.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "other", Plan = Running.Plan(Plan) }, Alice);

        Assert.Equal(since, Status(process).Since);
        Assert.NotEqual(since, Status(process, "other").Since);
        Assert.Equal("not started", Status(process, "other").Standing);
    }

    [Fact]
    [Trait("Requirement", "S1-10")]
    public async Task Who_ends_is_off_the_list_at_once_and_who_dies_after_three_intervals()
    {
        await using var stays = Process();
        await using var ends = Process();
        var dies = Process();
        await stays.StartRolloutAsync(Plan);
        foreach (var process in new[] { stays, ends, dies })
        {
            process.Run();
        }

        await Wait.Until(() => Status(stays).Processes.Count == 3);
        await ends.EndAsync();
        Assert.Equal(2, Status(stays).Processes.Count);

        dies.Crash();
        _time.Advance(TimeSpan.FromSeconds(29));
        await Wait.Until(() => Status(stays).Processes.Any(process => process.SeenAt == _time.GetUtcNow()), _time, TimeSpan.Zero);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Wait.Until(() => Status(stays).Processes.Count == 1);
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task A_store_without_a_fleet_knows_this_process()
    {
        using var running = new Running(store: new FaultyStore(_store), time: _time);
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Running.Plan(Plan) }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);
        _time.Advance(TimeSpan.FromSeconds(7));
        await running.Manager.KillFeatureAsync("search", Alice);
        _time.Advance(TimeSpan.FromSeconds(7));

        var status = await running.Manager.GetFleetStatusAsync("search");

        Assert.Equal("disabled everywhere since 10:31:07, 1 of 1", status.ToString());
        await Assert.ThrowsAsync<ArgumentException>(() => running.Manager.GetFleetStatusAsync("serch"));
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task A_snapshot_that_cannot_follow_the_store_does_not_count_as_serving()
    {
        var store = new FaultyStore(_store);
        using var running = new Running(store: store, time: _time);
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Running.Plan(Plan) }, Alice);
        using var other = new Running(store: _store, time: _time);
        running.Flags.Dispose();
        await other.Manager.StartRolloutAsync("search", Alice);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Manager.GetFleetStatusAsync("search"));
    }

    [Fact]
    [Trait("Requirement", "X-02")]
    [Trait("Requirement", "S0-08")]
    public async Task A_drill_waits_for_the_others_and_names_those_who_do_not_follow()
    {
        await using var first = Process();
        await using var second = Process();
        await first.StartRolloutAsync(Plan);
        first.Run();
        second.Run();
        await Wait.Until(() => Status(first).IsEverywhere && Status(first).Processes.Count == 2, _time, Step);

        await await BegunAsync(followed: true);

        second.Store.Freeze(nameof(IRolloutStateProvider.ReadAsync));
        var failing = await BegunAsync(followed: false);
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Contains("did not serve it", problem.Message, StringComparison.Ordinal);
        Assert.Null((await first.Manager.GetRolloutConfigAsync("search"))!.Drill);

        // Time stands still until this process serves it, and creeps while the other one is to follow within ten seconds of it.
        async Task<Task<TimeSpan>> BegunAsync(bool followed)
        {
            var asked = first.Store.Calls[nameof(IFleetStore.ReadFleetAsync)];
            var drill = first.Manager.DrillAsync("search", Alice);
            await Wait.Until(() => first.Store.Calls[nameof(IFleetStore.ReadFleetAsync)] > asked);
            if (followed)
            {
                await Wait.Until(() => drill.IsCompleted, _time, TimeSpan.FromMicroseconds(50));
            }

            await Wait.Until(() => drill.IsCompleted, _time, Step);
            return drill;
        }
    }

    [Theory]
    [InlineData("""{ "enabled": true }""", "on")]
    [InlineData("""{ "enabled": false }""", "disabled")]
    [InlineData("""{ "percentage": 25 }""", "25 %")]
    [InlineData("""{ "percentage": 100 }""", "on")]
    [InlineData("""{ "percentage": 0 }""", "disabled")]
    [InlineData("{}", "off")]
    [InlineData("""{ "percentage": 0, "rules": [{ "when": "plan == 'pro'", "percentage": 50 }] }""", "partly on")]
    [InlineData("""{ "percentage": 0, "include": ["acme"] }""", "partly on")]
    [InlineData("""{ "rules": [{ "when": "true", "percentage": 100, "salt": "theirs" }] }""", "on")]
    [InlineData("""{ "percentage": 100, "rules": [{ "when": "plan == 'free'", "percentage": 0 }] }""", "partly on")]
    [InlineData("""{ "percentage": 0, "rules": [{ "when": "false", "percentage": 100 }] }""", "disabled")]
    public async Task A_flag_under_no_rollout_stands_as_its_files_say(string definition, string standing)
    {
        using var running = new Running($$"""{ "flags": { "search": {{definition}} } }""", store: new FaultyStore(_store), time: _time);

        Assert.Equal(standing, (await running.Manager.GetFleetStatusAsync("search")).Standing);
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task A_stage_for_named_customers_alone_is_not_called_disabled()
    {
        const string plan = """{ "stages": [{ "name": "beta", "percentage": 0, "customers": ["acme"] }, { "name": "all", "percentage": 100 }] }""";
        using var running = new Running("""{ "flags": { "search": { "rules": [{ "when": "true", "percentage": 100 }] }, "sync": {} } }""", time: _time);
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Running.Plan(plan) }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);

        Assert.Equal("0 %, stage beta", (await running.Manager.GetFleetStatusAsync("search")).Standing);

        // Without anybody named the stage lets nobody in, and caps the rules with it.
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "sync", Plan = Running.Plan(plan.Replace(", \"customers\": [\"acme\"]", "", StringComparison.Ordinal)) }, Alice);
        await running.Manager.StartRolloutAsync("sync", Alice);
        Assert.Equal("disabled", (await running.Manager.GetFleetStatusAsync("sync")).Standing);
    }

    [Fact]
    public async Task A_flag_that_another_rollout_moves_stands_where_that_does()
    {
        using var running = new Running("""{ "flags": { "search": {}, "sync": {} } }""", time: _time);
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", MoreFlags = ["sync"], Plan = Running.Plan(Plan) }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);

        Assert.Equal("25 %, stage beta", (await running.Manager.GetFleetStatusAsync("sync")).Standing);
        await running.Manager.PauseRolloutAsync("search", Alice);
        Assert.Equal("25 %, stage beta, paused", (await running.Manager.GetFleetStatusAsync("sync")).Standing);
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task What_files_of_this_process_say_is_not_told_of_the_others()
    {
        await using var process = new SharedProcess(_store, _time, flags: """{ "search": { "enabled": false }, "tabs": { "percentage": 25 } }""");
        await using var other = Process();
        process.Run();
        other.Run();
        await other.StartRolloutAsync(Plan);
        await Wait.Until(() => Status(other).IsEverywhere && Status(other).Processes.Count == 2, _time, Step);

        Assert.Equal("disabled here by file, else 25 %, stage beta", Status(process).Standing);
        Assert.Equal("25 %, stage beta", Status(other).Standing);
        Assert.Equal("as files say, here 25 %,", Status(process, "tabs").Standing);
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task A_flag_that_another_rollout_moves_is_also_confirmed_by_its_own_last_change()
    {
        const string flags = """{ "search": {}, "sync": {} }""";
        await using var first = new SharedProcess(_store, _time, flags: flags);
        await using var second = new SharedProcess(_store, _time, flags: flags);
        await first.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", MoreFlags = ["sync"], Plan = Running.Plan(Plan) }, Alice);
        await first.Manager.StartRolloutAsync("search", Alice);
        first.Run();
        second.Run();
        await Wait.Until(() => Status(first, "sync").IsEverywhere && Status(first).Processes.Count == 2, _time, Step);

        second.Store.Freeze(nameof(IRolloutStateProvider.ReadAsync));
        await first.Manager.KillFeatureAsync("sync", Alice);
        await Wait.Until(() => Status(first, "sync").Serving == 1, _time, Step);
        Assert.Equal("disabled not yet everywhere, 1 of 2", Status(first, "sync").ToString());

        second.Store.Thaw();
        await Wait.Until(() => Status(first, "sync").IsEverywhere, _time, Step);
    }

    [Fact]
    [Trait("Requirement", "S0-08")]
    public async Task Words_that_are_of_another_moment_than_what_is_served_are_confirmed_by_nobody()
    {
        await using var process = Process();
        await process.StartRolloutAsync(Plan);
        process.Run();
        await Wait.Until(() => Status(process).IsEverywhere, _time, Step);

        // Somebody writes in each reading, and this process follows nothing of it.
        var versions = 0;
        process.Store.AfterReadingFleet = async () =>
        {
            versions++;
            var document = await _store.GetAsync("production", "search", default);
            await _store.TryWriteAsync("production", document with { State = document.State with { Enabled = false } }, [], default);
        };
        process.Store.Freeze(nameof(IRolloutStateProvider.ReadAsync));
        var status = Status(process);

        Assert.True(versions > 1);
        Assert.Equal("disabled not yet everywhere, 0 of 1", status.ToString());
    }

    private static FleetStatus Status(SharedProcess process, string key = "search") => process.Manager.GetFleetStatusAsync(key).GetAwaiter().GetResult();

    private SharedProcess Process() => new(_store, _time, configure: options => options.LeaseDuration = TimeSpan.FromMinutes(10));
}
