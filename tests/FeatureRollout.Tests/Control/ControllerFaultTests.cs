using FeatureRollout.TestKit;
using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control;

public sealed class ControllerFaultTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private const string Steps = """
        {
          "minimumSamples": 100,
          "rollbackWhen": ["error_rate > 5%"],
          "alerts": [{ "name": "errors", "when": "error_rate > 2% over 10m", "severity": "warning" }],
          "stages": [
            { "name": "beta", "steps": [{ "percentage": 5 }, { "after": "10m", "percentage": 10 }], "minimumDuration": "20m", "advanceWhen": ["error_rate < 1% over 1h for 10m"] },
            { "name": "all", "percentage": 60 }
          ],
          "soak": "1d"
        }
        """;

    private const string Fallback = """
        {
          "minimumSamples": 10,
          "bands": [{ "when": "error_rate > 5% over 10m", "then": { "setFlag": "simple_search", "enabled": true } }],
          "stages": [{ "name": "beta", "percentage": 20, "minimumDuration": "15m" }, { "name": "all", "percentage": 100 }],
          "soak": "1d"
        }
        """;

    [Theory]
    [InlineData(Steps, RolloutStatus.RolledBack)]
    [InlineData(Fallback, RolloutStatus.Paused)]
    [Trait("Requirement", "F-18")]
    [Trait("Requirement", "S4-02")]
    [Trait("Requirement", "S4-04")]
    public async Task Killed_at_any_write_it_comes_to_the_same_end(string plan, RolloutStatus status)
    {
        var (expected, writes) = await RunAsync(plan, failing: 0, takesEffect: false);
        Assert.Contains(status.ToString(), expected, StringComparison.Ordinal);

        for (var failing = 1; failing <= writes; failing++)
        {
            foreach (var takesEffect in new[] { false, true })
            {
                var (end, _) = await RunAsync(plan, failing, takesEffect);
                Assert.True(expected == end, $"Write {failing}, {(takesEffect ? "done" : "not done")}:\n{end}\nand not\n{expected}");
            }
        }
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    [Trait("Requirement", "F-18")]
    public async Task A_rollback_that_cannot_be_written_is_finished_by_whoever_comes_next()
    {
        var time = new VirtualTimeProvider();
        var store = new FaultyStore(new MemoryRolloutStore(time));
        using var running = new Running(store: store, time: time);
        await StartAsync(running, Steps);
        await running.PassAsync(TimeSpan.FromMinutes(3));

        // The store takes no document while the feature fails, and whoever looked then is gone.
        store.Failing = store.Writes + 1;
        await running.PassAsync(TimeSpan.FromMinutes(1), traffic: () => running.Traffic(onFailsEvery: 2));
        Assert.True(store.HasFailed);
        Assert.Equal(RolloutStatus.Running, (await running.StateAsync()).Status);
        await using var next = new RolloutEngine(running.Flags, store, new RolloutOptions { Interval = TimeSpan.FromMinutes(1) });
        time.Advance(TimeSpan.FromMinutes(1));
        await next.LookAsync();

        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);
        Assert.Equal(0, running.EnabledCustomers());
        Assert.Single(await running.Manager.ReadEventsAsync("search"), each => each.Change is RolloutChange.RolledBack);
    }

    [Fact]
    [Trait("Requirement", "S4-02")]
    public async Task A_rollback_by_hand_whose_answer_was_lost_may_be_repeated()
    {
        var time = new VirtualTimeProvider();
        var store = new FaultyStore(new MemoryRolloutStore(time)) { TakesEffect = true };
        using var running = new Running(store: store, time: time);
        await StartAsync(running, Steps);

        store.Failing = store.Writes + 1;
        await Assert.ThrowsAsync<IOException>(() => running.Manager.RollbackFeatureAsync("search", Alice));
        await running.Manager.RollbackFeatureAsync("search", Alice);

        Assert.Equal(0, running.EnabledCustomers());
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    public async Task What_one_rollout_proved_says_nothing_about_the_next_of_the_same_flag()
    {
        using var running = new Running();
        await StartAsync(running, Steps);
        await running.PassAsync(TimeSpan.FromMinutes(3), traffic: () => running.Traffic(onFailsEvery: 2));
        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);

        await running.Manager.RemoveRolloutAsync("search", Alice);
        await StartAsync(running, Steps);
        await running.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(RolloutStatus.Running, (await running.StateAsync()).Status);
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    [Trait("Requirement", "S0-09")]
    public async Task A_fallback_flag_that_cannot_be_turned_on_does_not_keep_the_rollout_from_pausing()
    {
        var notices = new List<FlagsNotice>();
        using var running = new Running(
            """{ "flags": { "search": {}, "simple_search": {} } }""",
            new RolloutOptions { Interval = TimeSpan.FromMinutes(1), OnNotice = notices.Add });
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "simple_search", Plan = Plan(Steps) }, Alice);
        await StartAsync(running, Fallback);

        await running.PassAsync(TimeSpan.FromMinutes(5), traffic: () => running.Traffic(onFailsEvery: 3));

        Assert.Equal(RolloutStatus.Paused, (await running.StateAsync()).Status);
        Assert.Single(notices, notice => notice.Exception is RolloutRefusedException && notice.Message.Contains("simple_search", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    public async Task Reports_that_cannot_be_made_do_not_keep_criteria_from_being_timed()
    {
        var time = new VirtualTimeProvider();
        var store = new FaultyStore(new MemoryRolloutStore(time));
        var notices = new List<FlagsNotice>();
        using var running = new Running(store: store, time: time, options: new RolloutOptions { Interval = TimeSpan.FromMinutes(1), OnNotice = notices.Add });
        await StartAsync(running, """
            { "minimumSamples": 10, "rollbackWhen": ["error_rate > 5% over 1h for 10m"], "reports": [{ "time": "09:00", "channels": ["team"] }],
              "stages": [{ "name": "all", "percentage": 100 }], "soak": "30d" }
            """);
        await running.PassAsync(TimeSpan.FromMinutes(2));
        store.LosesEvents = true;
        time.Advance(TimeSpan.FromDays(1));

        await running.PassAsync(TimeSpan.FromMinutes(20), traffic: () => running.Traffic(onFailsEvery: 3));

        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);
        Assert.Single(notices, notice => notice.Exception is IOException);
    }

    [Fact]
    [Trait("Requirement", "X-02")]
    public async Task A_drill_whose_operator_is_gone_ends_by_itself_whatever_is_configured_meanwhile()
    {
        using var running = new Running("""{ "flags": { "search": { "percentage": 50 } } }""");
        await StartAsync(running, """{ "rollbackWhen": ["error_rate > 5%"], "stages": [{ "name": "all", "percentage": 100 }], "soak": "30d" }""");
        await running.Engine.LookAsync();
        await LeaveInDrillAsync(running);
        running.File.Set(Read("""{ "flags": { "search": { "percentage": 20 } } }"""));
        await running.Flags.RefreshAsync();

        await running.PassAsync(TimeSpan.FromMinutes(20), traffic: () => { });

        Assert.Null((await running.StateAsync()).Drill);
        Assert.InRange(running.EnabledCustomers(), 150, 250);
    }

    [Fact]
    [Trait("Requirement", "X-02")]
    public async Task A_drill_that_does_not_reach_this_process_has_failed_and_is_taken_back()
    {
        var time = new VirtualTimeProvider();
        var store = new FaultyStore(new MemoryRolloutStore(time));
        using var running = new Running(store: store, time: time);
        await StartAsync(running, Steps);
        store.CannotBeServed = true;

        await Assert.ThrowsAsync<InvalidOperationException>(() => running.Manager.DrillAsync("search", Alice));

        Assert.Null((await running.StateAsync()).Drill);
        Assert.Equal(TimeSpan.Zero, Assert.IsType<RolloutChange.DrillEnded>((await running.Manager.ReadEventsAsync("search"))[^1].Change).Took);
    }

    [Fact]
    public async Task A_report_is_due_by_the_calendar_also_where_the_stage_is_left_at_that_moment()
    {
        var told = new Listener();
        var options = new RolloutOptions { Interval = TimeSpan.FromMinutes(1) };
        options.Notifiers.Add(told);
        using var running = new Running(options: options, time: new VirtualTimeProvider(new DateTimeOffset(2026, 3, 2, 8, 30, 0, TimeSpan.Zero)));
        await StartAsync(running, """
            { "reports": [{ "time": "09:00", "channels": ["team"] }],
              "stages": [{ "name": "beta", "percentage": 10, "minimumDuration": "29m" }, { "name": "all", "percentage": 100 }], "soak": "30d" }
            """);
        // The last look before nine leaves the stage, and the first in the next stage is after it.
        await running.PassAsync(TimeSpan.FromMinutes(33));
        await running.Engine.DisposeAsync();

        Assert.Equal(1, (await running.StateAsync()).Stage);
        Assert.Single(told.Heard, message => message.Kind == NotificationKind.Report);
    }

    [Fact]
    public async Task An_alert_that_ends_is_not_told_again_beside_its_end()
    {
        var told = new Listener();
        var options = new RolloutOptions { Interval = TimeSpan.FromMinutes(1) };
        options.Notifiers.Add(told);
        using var running = new Running(options: options);
        await StartAsync(running, """
            { "metrics": { "lag": {} }, "alerts": [{ "name": "lag", "when": "last(lag) > 5", "severity": "warning", "channels": ["team"], "repeatEvery": "10m" }],
              "stages": [{ "name": "all", "percentage": 100 }], "soak": "30d" }
            """);
        await running.Manager.ReportValueAsync("search", "lag", 9, Alice);
        await running.Engine.LookAsync();
        await running.PassAsync(TimeSpan.FromMinutes(15));
        running.Time.Advance(TimeSpan.FromMinutes(20));
        await running.Manager.ReportValueAsync("search", "lag", 1, Alice);
        await running.Engine.LookAsync();
        await running.Engine.DisposeAsync();

        Assert.Equal(
            [NotificationKind.AlertFired, NotificationKind.AlertFired, NotificationKind.AlertResolved],
            // A message that is under way while virtual time jumps over its limit is sent again: at least once, not exactly once.
            told.Heard.Where(message => message.Kind is NotificationKind.AlertFired or NotificationKind.AlertResolved)
                .DistinctBy(message => (message.Kind, message.At)).Select(message => message.Kind));
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    public async Task A_changed_number_does_not_put_off_a_rollback()
    {
        using var running = new Running("""{ "flags": { "search": { "percentage": 50 } } }""");
        await running.Engine.LookAsync();
        await StartAsync(running, Steps);
        running.Traffic(onFailsEvery: 2);
        running.Time.Advance(TimeSpan.FromMinutes(1));
        running.File.Set(Read("""{ "flags": { "search": { "percentage": 60 } } }"""));
        await running.Flags.RefreshAsync();

        await running.Engine.LookAsync();

        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);
    }

    [Fact]
    public async Task A_flag_whose_file_is_away_for_a_while_keeps_the_number_that_was_seen()
    {
        using var running = new Running("""{ "flags": { "search": { "percentage": 50 } } }""");
        await running.Manager.SetPercentageAsync("search", 40m, Alice);
        await running.Engine.LookAsync();
        running.File.Set(Read("""{ "flags": { "other": {} } }"""));
        await running.Flags.RefreshAsync();
        await running.Engine.LookAsync();
        running.File.Set(Read("""{ "flags": { "search": { "percentage": 20 } } }"""));
        await running.Flags.RefreshAsync();
        await running.Engine.LookAsync();

        Assert.InRange(running.EnabledCustomers(), 150, 250);
    }

    [Fact]
    [Trait("Requirement", "F-18")]
    public async Task A_clock_that_goes_back_a_day_advances_nothing_and_stops_nothing()
    {
        var time = new VirtualTimeProvider();
        var store = new FaultyStore(new MemoryRolloutStore(time));
        var notices = new List<FlagsNotice>();
        using var running = new Running(store: store, time: time, options: new RolloutOptions { Interval = TimeSpan.FromMinutes(1), OnNotice = notices.Add });
        await StartAsync(running, Steps);
        await running.PassAsync(TimeSpan.FromMinutes(9));
        store.Offset = TimeSpan.FromDays(-1);
        var before = (await running.StateAsync()).Step;

        await running.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal((0, before), ((await running.StateAsync()).Stage, (await running.StateAsync()).Step));
        await running.PassAsync(TimeSpan.FromMinutes(5), traffic: () => running.Traffic(onFailsEvery: 2));

        Assert.Equal(RolloutStatus.RolledBack, (await running.StateAsync()).Status);
        Assert.DoesNotContain(notices, notice => notice.Exception is not null);
    }

    [Fact]
    public async Task A_store_that_is_down_is_told_of_once_and_looking_goes_on()
    {
        var time = new VirtualTimeProvider();
        var store = new FaultyStore(new MemoryRolloutStore(time));
        var notices = new System.Collections.Concurrent.ConcurrentQueue<FlagsNotice>();
        using var running = new Running(store: store, time: time, options: new RolloutOptions { Interval = TimeSpan.FromMinutes(1), OnNotice = notices.Enqueue });
        await StartAsync(running, Steps);
        store.IsDown = true;
        using var ending = new CancellationTokenSource();
        var run = running.Engine.RunAsync(ending.Token);
        await Providers.Wait.Until(() => notices.Any(notice => notice.Exception is IOException));
        for (var i = 0; i < 5; i++)
        {
            await Providers.Wait.ToNextTimer(time);
        }

        store.IsDown = false;
        await Providers.Wait.Until(() => notices.Any(notice => notice.Message.Contains("looked at again", StringComparison.Ordinal)), time, TimeSpan.FromMinutes(1));
        Assert.Single(notices, notice => notice.Exception is IOException);
        await ending.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task An_engine_that_is_disposed_while_it_runs_looks_no_more()
    {
        using var running = new Running();
        await StartAsync(running, Steps);
        var run = running.Engine.RunAsync(CancellationToken.None);

        await running.Engine.DisposeAsync();
        await Providers.Wait.Until(() => run.IsCompleted, running.Time, TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<ObjectDisposedException>(() => run);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running.Engine.LookAsync());
        await running.Engine.DisposeAsync();
        running.Engine.Dispose();
    }

    /// <summary>Goes through healthy and failing minutes; where a write fails, the engine is gone and another comes. Gives the end in words, and how many writes it took.</summary>
    private static async Task<(string End, int Writes)> RunAsync(string plan, int failing, bool takesEffect)
    {
        var time = new VirtualTimeProvider();
        var store = new FaultyStore(new MemoryRolloutStore(time)) { TakesEffect = takesEffect };
        using var running = new Running("""{ "flags": { "search": {}, "simple_search": { "percentage": 0 } } }""", new RolloutOptions { Interval = Interval }, store, time);
        await StartAsync(running, plan);
        await running.Engine.LookAsync();
        var written = store.Writes;
        store.Failing = failing == 0 ? 0 : written + failing;
        var engine = running.Engine;
        var (enabled, events) = (running.EnabledCustomers(), await CountEventsAsync(running));
        for (var look = 1; look <= 16; look++)
        {
            time.Advance(Interval);
            running.Traffic(onFailsEvery: look > 9 ? 4 : int.MaxValue);
            var had = store.HasFailed;
            await engine.LookAsync();
            if (store.HasFailed && !had)
            {
                engine = new RolloutEngine(running.Flags, store, new RolloutOptions { Interval = Interval });
                await engine.LookAsync();
            }

            await running.Flags.RefreshAsync();
            var (enabledNow, eventsNow) = (running.EnabledCustomers(), await CountEventsAsync(running));
            Assert.True(enabledNow <= enabled || eventsNow > events, "More customers are in without an event.");
            (enabled, events) = (enabledNow, eventsNow);
        }

        var state = await running.StateAsync();
        var history = string.Join('\n', (await running.Manager.ReadEventsAsync(null)).Select(each => $"{each.Key}: {each.Change.GetType().Name} {each.Rule} {each.From?.Percentage} to {each.To?.Percentage}"));
        return ($"{history}\n{state.Status} in {state.Stage}, step {state.Step}; {enabled} and {running.EnabledCustomers("simple_search")} on", store.Writes - written);
    }

    private static async Task<int> CountEventsAsync(Running running) => (await running.Manager.ReadEventsAsync(null)).Count;

    private static async Task StartAsync(Running running, string plan)
    {
        await running.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", Plan = Plan(plan) }, Alice);
        await running.Manager.StartRolloutAsync("search", Alice);
    }

    private sealed class Listener : INotifier
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<RolloutNotification> _heard = new();

        public string Name => "team";

        public IReadOnlyCollection<RolloutNotification> Heard => _heard;

        public Task NotifyAsync(RolloutNotification notification, CancellationToken cancellationToken)
        {
            _heard.Enqueue(notification);
            return Task.CompletedTask;
        }
    }

    /// <summary>As after the death of a process in a drill.</summary>
    private static async Task LeaveInDrillAsync(Running running)
    {
        var document = await running.Store.GetAsync(running.Manager.Environment, "search", CancellationToken.None);
        var state = document.Rollout!;
        var drilled = document with { Rollout = state with { Drill = new RolloutDrill(running.Time.GetUtcNow(), "bob", state.Status) } };
        Assert.NotNull(await running.Store.TryWriteAsync(running.Manager.Environment, drilled, [], CancellationToken.None));
        await running.Flags.RefreshAsync();
        Assert.Equal(0, running.EnabledCustomers());
    }
}
