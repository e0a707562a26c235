using FeatureRollout.TestKit;
using FeatureRollout.Tests.Providers;
using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control.Sharing;

public sealed class OutsideChangeTests
{
    private const string Plan = """{ "stages": [{ "name": "all", "percentage": 50 }], "soak": "30d" }""";

    private readonly VirtualTimeProvider _time = new();
    private readonly MemoryRolloutStore _store;

    public OutsideChangeTests() => _store = new MemoryRolloutStore(_time);

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_change_by_hand_in_the_database_is_told_once_by_who_controls_and_by_nobody_else()
    {
        await using var controller = new SharedProcess(_store, _time);
        await using var other = new SharedProcess(_store, _time);
        await controller.StartRolloutAsync(Plan);
        await controller.Engine.LookAsync();
        await WriteOutsideAsync();

        await other.Engine.LookAsync();
        await controller.Engine.LookAsync();
        await controller.Engine.LookAsync();
        _time.Advance(TimeSpan.FromMinutes(5));
        await controller.Engine.LookAsync();
        await controller.Engine.DisposeAsync();
        await other.Engine.DisposeAsync();

        Assert.Equal("sql:postgres", Assert.Single(controller.Told, message => message.Event?.Change is RolloutChange.Killed).Event!.Actor);
        Assert.Single(controller.Notices, notice => notice.Message.Contains("search Killed", StringComparison.Ordinal));
        Assert.DoesNotContain(other.Told, message => message.Event?.Change is RolloutChange.Killed);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task Who_takes_over_begins_with_the_newest_event()
    {
        await using var first = new SharedProcess(_store, _time);
        await first.StartRolloutAsync(Plan);
        await first.Engine.LookAsync();
        await WriteOutsideAsync();
        await first.Engine.LookAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await using var second = new SharedProcess(_store, _time);

        await second.Engine.LookAsync();
        await second.Manager.ReviveFeatureAsync("search", Alice);
        await WriteOutsideAsync();
        await second.Engine.LookAsync();
        await second.Engine.DisposeAsync();

        Assert.Single(second.Told, message => message.Event?.Change is RolloutChange.Killed);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task Events_that_cannot_be_read_do_not_keep_the_controller_from_looking()
    {
        await using var controller = new SharedProcess(_store, _time);
        await controller.StartRolloutAsync("""{ "stages": [{ "name": "one", "percentage": 50, "minimumDuration": "1m" }, { "name": "all", "percentage": 100 }], "soak": "30d" }""");
        await controller.Engine.LookAsync();
        controller.Store.LosesEvents = true;
        _time.Advance(TimeSpan.FromSeconds(10));
        await controller.Engine.LookAsync();
        _time.Advance(TimeSpan.FromMinutes(1));

        await controller.Engine.LookAsync();

        Assert.Equal(1, (await controller.Manager.GetRolloutConfigAsync("search"))!.Stage);
        Assert.Single(controller.Notices, notice => notice.Message.StartsWith("What others changed could not be read", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    [Trait("Requirement", "F-14")]
    public async Task The_newest_event_is_found_whatever_the_history(int events)
    {
        var told = new List<RolloutEvent>();
        for (var i = 0; i < events; i++)
        {
            await WriteOutsideAsync();
        }

        var heard = new FeatureRollout.Control.Sharing.ControllerEvents(_store, "production", (_, changes) => told.AddRange(changes));
        await heard.BeginAsync(CancellationToken.None);
        Assert.False(await heard.ReadAsync(CancellationToken.None));
        Assert.Empty(told);
        await WriteOutsideAsync();
        Assert.True(await heard.ReadAsync(CancellationToken.None));
        Assert.Equal(events + 1, Assert.Single(told).Sequence);
    }

    /// <summary>As a trigger writes it after an UPDATE by hand.</summary>
    private async Task WriteOutsideAsync()
    {
        var document = await _store.GetAsync("production", "search", CancellationToken.None);
        var killed = document with { Rollout = document.Rollout is { } rollout ? rollout with { Status = RolloutStatus.Killed } : null, State = document.State with { Enabled = false } };
        RolloutEvent[] events = [new() { Key = "search", Version = 0, At = default, Actor = "sql:postgres", Change = new RolloutChange.Killed() }];
        Assert.NotNull(await _store.TryWriteAsync("production", killed, events, CancellationToken.None));
    }
}
