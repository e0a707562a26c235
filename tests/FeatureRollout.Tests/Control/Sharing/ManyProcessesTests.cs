using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Control.Sharing;

/// <summary>Several clients and engines on one store, as processes share a database.</summary>
[Trait("Requirement", "F-14")]
[Trait("Requirement", "S4-08")]
public sealed class ManyProcessesTests
{
    private const string Plan = """{ "stages": [{ "name": "all", "percentage": 100, "minimumDuration": "1d", "rollbackWhen": ["error_rate > 1%"] }], "soak": "1d" }""";

    private readonly VirtualTimeProvider _time = new();
    private readonly MemoryRolloutStore _store;

    public ManyProcessesTests() => _store = new MemoryRolloutStore(_time);

    [Fact]
    public async Task A_defect_that_another_process_sees_rolls_back()
    {
        using var controlling = await StartedAsync();
        using var broken = Process();
        broken.Traffic(onFailsEvery: 5);
        await broken.Engine.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(15));
        await controlling.Engine.LookAsync();

        Assert.Equal(RolloutStatus.RolledBack, (await controlling.StateAsync()).Status);
    }

    [Fact]
    public async Task Who_takes_over_neither_forgets_nor_doubles_what_was_seen()
    {
        using var first = await StartedAsync();
        using var second = Process();
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            first.Traffic(onFailsEvery: 200);
            await (i % 2 == 0 ? first : second).Engine.LookAsync();
        }

        await first.Engine.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RolloutStatus.Running, (await second.StateAsync()).Status);
        var stats = await second.Manager.GetRolloutStatsAsync("search");
        Assert.Equal((40_000 - 200, 200), (stats.On.Successes, stats.On.Failures));
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    public async Task Statistics_and_errors_are_those_of_all_processes()
    {
        using var one = await StartedAsync();
        using var other = Process();
        other.Flags.RecordOutcome(other.Flags.Evaluate("search", "acme"), FlagOutcome.Failure(new OutcomeError("Timeout", "acme")));
        one.Flags.RecordOutcome(one.Flags.Evaluate("search", "globex"), FlagOutcome.Success(TimeSpan.FromMilliseconds(5)));
        await other.Engine.DisposeAsync();

        var stats = await one.Manager.GetRolloutStatsAsync("search");
        Assert.Equal((1L, 1L, 1L), (stats.On.Successes, stats.On.Failures, stats.On.LatencyCount));
        Assert.Equal("acme", Assert.Single(stats.RecentErrors).CustomerId);
        Assert.Equal("Timeout", Assert.Single(stats.TopErrors).Error);
    }

    [Fact]
    public async Task Outcomes_are_sent_while_the_engine_runs_and_as_it_ends()
    {
        using var one = await StartedAsync();
        using var other = Process();
        using var end = new CancellationTokenSource();
        var running = other.Engine.RunAsync(end.Token);
        other.Traffic();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1_000, (await one.Manager.GetRolloutStatsAsync("search")).On.Count);
    }

    private Running Process() => new(store: _store, time: _time);

    private async Task<Running> StartedAsync()
    {
        var running = Process();
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Running.Plan(Plan) }, Running.Alice);
        await running.Manager.StartRolloutAsync("search", Running.Alice);
        return running;
    }
}
