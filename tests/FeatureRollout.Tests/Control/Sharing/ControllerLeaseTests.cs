using System.Globalization;
using FeatureRollout.Control.Sharing;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Providers;
using FsCheck;
using FsCheck.Fluent;
using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control.Sharing;

public sealed class ControllerLeaseTests
{
    private const string Ladder = """
        { "metrics": { "lag": {} }, "rollbackWhen": ["last(lag) > 100"],
          "alerts": [{ "name": "lag", "when": "last(lag) > 50", "severity": "warning", "channels": ["team"] }],
          "stages": [{ "name": "one", "percentage": 1, "minimumDuration": "1m" }, { "name": "two", "percentage": 10, "minimumDuration": "1m" },
                     { "name": "three", "percentage": 50, "minimumDuration": "1m" }, { "name": "all", "percentage": 100 }], "soak": "30d" }
        """;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly VirtualTimeProvider _time = new();
    private readonly Ledger _ledger = new();
    private readonly MemoryRolloutStore _store;

    public ControllerLeaseTests() => _store = new MemoryRolloutStore(_time);

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task One_of_three_looks_and_the_others_do_nothing()
    {
        await using var first = Process();
        await using var second = Process();
        await using var third = Process();
        await first.StartRolloutAsync(Ladder);
        await first.Engine.LookAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        await first.Engine.LookAsync();
        var writes = _ledger.Writes;

        Assert.Equal(0, await second.Engine.LookAsync());
        Assert.Equal(0, await third.Engine.LookAsync());

        Assert.Equal(writes, _ledger.Writes);
        Assert.Equal(1, (await second.Manager.GetRolloutConfigAsync("search"))!.Stage);
        Assert.Equal(0, second.Store.Calls.GetValueOrDefault(nameof(IRolloutStateStore.ListAsync)));
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_lease_that_was_given_back_is_free_at_once()
    {
        await using var first = Process();
        await using var second = Process();
        await first.StartRolloutAsync(Ladder);
        await first.Engine.LookAsync();
        await first.Engine.DisposeAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        await second.Engine.LookAsync();

        Assert.Equal(2, _ledger.Epoch);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_process_that_may_not_control_never_tries()
    {
        await using var process = Process(options => options.MayControl = false);
        await process.StartRolloutAsync(Ladder);
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, await process.Engine.LookAsync());
        process.Run();
        await Wait.Until(() => process.Store.Calls.ContainsKey(nameof(IFleetStore.ReportAsync)));
        for (var i = 0; i < 10; i++)
        {
            await Wait.ToNextTimer(_time);
        }

        Assert.False(process.Store.Calls.ContainsKey(nameof(IControllerLeaseStore.TryLeaseAsync)));
        Assert.Equal(0, (await process.Manager.GetRolloutConfigAsync("search"))!.Stage);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_frozen_controller_that_goes_on_writes_nothing_and_says_so_once()
    {
        await using var frozen = Process();
        await using var other = Process();
        await frozen.StartRolloutAsync(Ladder);
        await frozen.Engine.LookAsync();
        _time.Advance(TimeSpan.FromMinutes(1));

        // Its check of the clock is behind it, and its write is on the way to the store.
        frozen.Store.Freeze(nameof(IRolloutStateStore.TryWriteAsync));
        var late = frozen.Engine.LookAsync();
        _time.Advance(Lease);
        await other.Engine.LookAsync();
        Assert.Equal(1, (await other.Manager.GetRolloutConfigAsync("search"))!.Stage);
        var events = (await other.Manager.ReadEventsAsync("search")).Count;
        frozen.Store.Thaw();

        Assert.Equal(0, await late);
        Assert.Equal(0, await frozen.Engine.LookAsync());
        Assert.Equal(1, _ledger.Refused);
        Assert.Equal(events, (await other.Manager.ReadEventsAsync("search")).Count);
        Assert.Single(frozen.Notices, notice => notice.Message.Contains("lost the lease", StringComparison.Ordinal));
        Assert.Empty(_ledger.Wrongs);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_frozen_controller_does_not_begin_to_act_on_an_old_lease()
    {
        await using var frozen = Process();
        await using var other = Process();
        await frozen.StartRolloutAsync(Ladder);
        await frozen.Engine.LookAsync();
        frozen.Store.Freeze(nameof(IRolloutStateStore.ListAsync));
        var late = frozen.Engine.LookAsync();
        _time.Advance(TimeSpan.FromMinutes(1));
        frozen.Store.Thaw();

        // Nobody else has taken it, so that the store's epoch is still its own.
        Assert.Equal(0, await late);
        Assert.Equal(0, _ledger.Refused);
        Assert.Equal(0, (await other.Manager.GetRolloutConfigAsync("search"))!.Stage);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    [Trait("Requirement", "F-18")]
    public async Task A_for_goes_on_over_a_take_over_and_begins_anew_after_a_long_gap()
    {
        const string plan = """
            { "metrics": { "lag": {} }, "stages": [{ "name": "one", "percentage": 1, "advanceWhen": ["last(lag) < 5 for 48h"] }, { "name": "all", "percentage": 100 }], "soak": "30d" }
            """;
        var first = Process(options => options.Interval = TimeSpan.FromHours(1));
        await using var second = Process(options => options.Interval = TimeSpan.FromHours(1));
        await first.StartRolloutAsync(plan);
        await first.Manager.ReportValueAsync("search", "lag", 1, Alice);
        await PassAsync(first, hours: 40);
        first.Crash();

        await PassAsync(second, hours: 7);
        Assert.Equal(0, (await second.Manager.GetRolloutConfigAsync("search"))!.Stage);
        await PassAsync(second, hours: 2);
        Assert.Equal(1, (await second.Manager.GetRolloutConfigAsync("search"))!.Stage);

        async Task PassAsync(SharedProcess process, int hours)
        {
            for (var hour = 0; hour < hours; hour++)
            {
                _time.Advance(TimeSpan.FromHours(1));
                await process.Manager.ReportValueAsync("search", "lag", 1, Alice);
                await process.Engine.LookAsync();
            }
        }
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task The_lease_is_tried_for_and_prolonged_every_third_of_its_duration()
    {
        using var keeper = new LeaseKeeper(_store, "production", "p1", Lease, _time, new Troubles(_ => { }, TimeProvider.System, TimeSpan.MaxValue));
        using var end = new CancellationTokenSource();
        var running = keeper.RunAsync(end.Token);
        for (var i = 0; i < 5; i++)
        {
            await Wait.Until(() => keeper.Current?.ExpiresAt == _time.GetUtcNow() + Lease && _time.NextTimer == _time.GetUtcNow() + (Lease / 3));
            _time.Advance(Lease / 3);
        }

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(1, (await _store.TryLeaseAsync("production", "p1", Lease, CancellationToken.None))!.Epoch);
        Assert.Null(await _store.TryLeaseAsync("production", "p2", Lease, CancellationToken.None));
        _time.Advance(Lease);
        Assert.Equal(2, (await _store.TryLeaseAsync("production", "p2", Lease, CancellationToken.None))!.Epoch);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task When_the_running_controller_dies_another_takes_over_and_messages_come_once()
    {
        var first = Process();
        await first.StartRolloutAsync(Ladder);
        first.Run();
        await Wait.Until(() => _ledger.Epoch == 1);
        await using var second = Process();
        second.Run();
        await Wait.Until(() => second.Store.Calls.ContainsKey(nameof(IControllerLeaseStore.TryLeaseAsync)));
        first.Crash();

        await Wait.Until(() => _ledger.Epoch == 2, _time, TimeSpan.FromSeconds(1));
        await Wait.Until(() => State().Stage == 3, _time, TimeSpan.FromSeconds(1));
        await second.Engine.DisposeAsync();

        var events = await second.Manager.ReadEventsAsync("search");
        Assert.Equal(3, events.Count(each => each.Change is RolloutChange.Advanced));
        var told = first.Told.Concat(second.Told).Where(message => message.Kind == NotificationKind.Change).Select(message => (message.At, message.Text)).ToArray();
        Assert.Equal(told.Distinct(), told);
        Assert.Empty(_ledger.Wrongs);

        RolloutState State() => _store.GetAsync("production", "search", CancellationToken.None).AsTask().GetAwaiter().GetResult().Rollout!;
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_persons_change_in_another_process_reaches_the_controller_without_the_interval()
    {
        await using var controller = Process(options => (options.Interval, options.LeaseDuration) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(10)));
        await controller.StartRolloutAsync(Ladder);
        controller.Run();
        await Wait.Until(() => _ledger.Epoch == 1 && Looks() > 1);
        await using var other = Process();
        var looks = Looks();
        var start = _time.GetUtcNow();

        // No answer changes by it, only the version of what is served.
        await other.Manager.ReportValueAsync("search", "lag", 1000, Alice);
        await Wait.Until(() => Status() == RolloutStatus.RolledBack && controller.Flags.Status.Providers[1].Version == Version(), _time, TimeSpan.FromMilliseconds(1));

        // What it wrote itself moved the version once more: that is followed by no look, and by another person's change again.
        await other.Manager.StartRolloutAsync("search", Alice, force: true);
        await Wait.Until(() => Looks() > looks + 1, _time, TimeSpan.FromMilliseconds(1));
        Assert.Equal(looks + 2, Looks());
        Assert.InRange(_time.GetUtcNow() - start, TimeSpan.Zero, TimeSpan.FromMinutes(50));

        int Looks() => controller.Store.Calls.GetValueOrDefault(nameof(IRolloutStateStore.ListAsync));

        RolloutStatus Status() => _store.GetAsync("production", "search", CancellationToken.None).AsTask().GetAwaiter().GetResult().Rollout!.Status;

        string Version() => _store.ReadAsync("production", CancellationToken.None).AsTask().GetAwaiter().GetResult().Version!;
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    [Trait("Requirement", "F-18")]
    public void Whatever_order_crashes_freezes_and_releases_come_in_one_process_writes_at_a_time()
    {
        var step = Gen.Choose(0, 9).SelectMany(what => Gen.Choose(0, 2), (what, who) => (what, who)).SelectMany(both => Gen.Choose(1, 20), (both, seconds) => (both.what, both.who, seconds));
        Prop.ForAll(step.ListOf().Select(steps => steps.ToArray()).Resize(40).ToArbitrary(), steps => ReplayAsync(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_for_that_another_process_went_on_with_is_read_anew_by_whoever_had_it_before()
    {
        const string plan = """
            { "metrics": { "lag": {} }, "stages": [{ "name": "one", "percentage": 1, "advanceWhen": ["last(lag) < 5 for 10h"] }, { "name": "all", "percentage": 100 }], "soak": "30d" }
            """;
        await using var first = Process(options => options.Interval = TimeSpan.FromHours(1));
        await using var second = Process(options => options.Interval = TimeSpan.FromHours(1));
        await first.StartRolloutAsync(plan);

        // The other one saw it broken, so that the for begins anew; an old memory would have it whole.
        await PassAsync(first, 1);
        await PassAsync(first, 1);
        await PassAsync(second, 9);
        for (var hour = 0; hour < 9; hour++)
        {
            await PassAsync(first, 1);
            Assert.Equal(0, (await first.Manager.GetRolloutConfigAsync("search"))!.Stage);
        }

        await PassAsync(first, 1);
        await PassAsync(first, 1);
        Assert.Equal(1, (await first.Manager.GetRolloutConfigAsync("search"))!.Stage);

        async Task PassAsync(SharedProcess process, double lag)
        {
            _time.Advance(TimeSpan.FromHours(1));
            await process.Manager.ReportValueAsync("search", "lag", lag, Alice);
            await process.Engine.LookAsync();
        }
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_lease_counts_from_before_it_was_asked_for_however_late_the_answer_comes()
    {
        var store = new ProcessStore(_store, _ledger) { AfterLease = () => _time.Advance(TimeSpan.FromSeconds(4)) };
        using var keeper = new LeaseKeeper(store, "production", "p1", Lease, _time, new Troubles(_ => { }, TimeProvider.System, TimeSpan.MaxValue));
        Assert.NotNull(await keeper.TryAsync(default));
        _time.Advance(TimeSpan.FromSeconds(11) - TimeSpan.FromTicks(1));
        Assert.NotNull(keeper.Current);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Null(keeper.Current);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_pass_does_not_go_on_under_a_later_lease_of_the_same_process()
    {
        using var keeper = new LeaseKeeper(_store, "production", "p1", Lease, _time, new Troubles(_ => { }, TimeProvider.System, TimeSpan.MaxValue));
        var controlled = new FeatureRollout.Control.Sharing.ControllerStore(_store, "production", _time, keeper);
        await controlled.BeginAsync(await keeper.TryAsync(default), default);
        controlled.ThrowIfLost();
        _time.Advance(Lease);
        var between = await _store.TryLeaseAsync("production", "p2", Lease, default);
        await _store.ReleaseLeaseAsync("production", between!, default);
        var later = await keeper.TryAsync(default);

        Assert.Throws<ControllerLeaseLostException>(controlled.ThrowIfLost);
        await controlled.BeginAsync(later, default);
        controlled.ThrowIfLost();
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task A_store_that_breaks_off_as_everything_ends_is_no_failure()
    {
        await using var process = Process();
        using var end = new CancellationTokenSource();
        process.Store.Freeze(nameof(IControllerLeaseStore.TryLeaseAsync));
        var running = process.Engine.RunAsync(end.Token);
        await Wait.Until(() => process.Store.Calls.ContainsKey(nameof(IControllerLeaseStore.TryLeaseAsync)));
        await end.CancelAsync();
        process.Store.IsDead = true;
        process.Store.Thaw();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task While_the_store_is_away_for_minutes_each_loop_says_so_once_and_goes_on_afterwards()
    {
        await using var process = Process(options => (options.Interval, options.LeaseDuration) = (TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)));
        await process.StartRolloutAsync(Ladder);
        process.Run();
        await Wait.Until(() => _ledger.Epoch == 1);
        process.Notices.Clear();
        process.Store.IsDead = true;
        await Wait.Until(() => Said("could not be looked at"), _time, TimeSpan.FromMilliseconds(1));
        await Wait.Until(() => Said("lost the lease") && Said("could not be asked for") && Said("could not be told"), _time, TimeSpan.FromSeconds(1));
        var end = _time.GetUtcNow() + TimeSpan.FromMinutes(5);
        await Wait.Until(() => _time.GetUtcNow() >= end, _time, TimeSpan.FromMilliseconds(100));
        Assert.False(Said("are looked at again") || Said("can be asked for again") || Said("is told again"));
        Assert.All(process.Notices.GroupBy(notice => notice.Message, StringComparer.Ordinal), same => Assert.Single(same));

        process.Store.IsDead = false;
        await Wait.Until(() => Said("are looked at again") && Said("can be asked for again") && Said("is told again"), _time, TimeSpan.FromSeconds(1));
        await Wait.Until(() => State().Stage > 0, _time, TimeSpan.FromSeconds(1));
        Assert.Empty(_ledger.Wrongs);

        bool Said(string what) => process.Notices.Any(notice => notice.Message.Contains(what, StringComparison.Ordinal));

        RolloutState State() => _store.GetAsync("production", "search", CancellationToken.None).AsTask().GetAwaiter().GetResult().Rollout!;
    }

    private static async Task ReplayAsync((int What, int Who, int Seconds)[] steps)
    {
        var time = new VirtualTimeProvider();
        var ledger = new Ledger();
        var store = new MemoryRolloutStore(time);
        var processes = Enumerable.Range(0, 3).Select(_ => new SharedProcess(store, time, ledger)).ToArray();
        var late = new Task<int>?[3];
        await processes[0].StartRolloutAsync(Ladder);
        foreach (var (what, who, seconds) in steps)
        {
            var process = processes[who];
            switch (what)
            {
                case 0:
                    process.Crash();
                    await LateAsync(who);
                    processes[who] = new SharedProcess(store, time, ledger);
                    break;
                case 1 when late[who] is null:
                    process.Store.Freeze((seconds % 3) switch { 0 => nameof(IRolloutStateStore.TryWriteAsync), 1 => nameof(IRolloutStateStore.WriteProgressAsync), _ => nameof(IRolloutStateStore.ListAsync) });
                    late[who] = process.Engine.LookAsync();
                    break;
                case 2:
                    process.Store.Thaw();
                    await LateAsync(who);
                    break;
                case 3 when late[who] is null:
                    await process.DisposeAsync();
                    processes[who] = new SharedProcess(store, time, ledger);
                    break;
                case 4 when late[who] is null:
                    await process.Manager.ReportValueAsync("search", "lag", seconds, Alice);
                    break;
                case > 4 when late[who] is null:
                    await process.Engine.LookAsync();
                    break;
                default:
                    break;
            }

            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        for (var who = 0; who < processes.Length; who++)
        {
            processes[who].Store.Thaw();
            await LateAsync(who);
        }

        // Whoever is alive brings it to its end: one stage a minute, each entered once.
        for (var minute = 0; minute < 6; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await processes[minute % 3].Engine.LookAsync();
        }

        var events = await processes[0].Manager.ReadEventsAsync("search");
        Assert.Equal(["two", "three", "all"], events.Where(each => each.Change is RolloutChange.Advanced).Select(each => each.To!.Stage!), StringComparer.Ordinal);
        Assert.Equal(events.Select(each => each.Version).Distinct().Count(), events.GroupBy(each => each.Version).Count());
        Assert.Empty(ledger.Wrongs);
        Assert.True(ledger.Writes > 0, ledger.Epoch.ToString(CultureInfo.InvariantCulture));
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        async Task LateAsync(int who)
        {
            if (late[who] is { } look)
            {
                await ((Task)look).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                late[who] = null;
            }
        }
    }

    private SharedProcess Process(Action<RolloutOptions>? configure = null) => new(_store, _time, _ledger, configure);
}
