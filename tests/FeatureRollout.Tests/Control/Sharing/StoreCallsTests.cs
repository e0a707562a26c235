using FeatureRollout.Control.Sharing;
using FeatureRollout.TestKit;
using static FeatureRollout.Tests.Control.Running;

namespace FeatureRollout.Tests.Control.Sharing;

public sealed class StoreCallsTests
{
    private const int Many = 100;

    private readonly VirtualTimeProvider _time = new();

    [Theory]
    [InlineData("", 0)]
    [InlineData(""" "rollbackWhen": ["error_rate > 5%"],""", Many)]
    [Trait("Requirement", "F-14")]
    public async Task A_pass_over_idle_rollouts_asks_for_the_time_once_and_writes_only_what_is_new(string criteria, int writes)
    {
        await using var process = new SharedProcess(new MemoryRolloutStore(_time), _time);
        for (var i = 0; i < Many; i++)
        {
            var key = FormattableString.Invariant($"flag-{i}");
            await process.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = key, Plan = Plan($$"""{ {{criteria}} "stages": [{ "name": "all", "percentage": 5, "approvals": ["lead"] }, { "name": "rest", "percentage": 100 }] }""") }, Alice);
            await process.Manager.StartRolloutAsync(key, Alice);
        }

        await process.Engine.LookAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await process.Engine.LookAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        process.Store.Calls.Clear();

        await process.Engine.LookAsync();

        Assert.Equal(
            new SortedDictionary<string, int>(StringComparer.Ordinal)
            {
                [nameof(IRolloutStateStore.GetTimeAsync)] = 1,
                [nameof(IRolloutStateStore.ListAsync)] = 1,
                [nameof(IRolloutStateStore.ReadEventsAsync)] = 1,
                [nameof(IControllerLeaseStore.TryLeaseAsync)] = 1,
                [nameof(IRolloutStateStore.WriteProgressAsync)] = writes,
            }.Where(call => call.Value > 0),
            process.Store.Calls.OrderBy(call => call.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-24)]
    [Trait("Requirement", "F-14")]
    [Trait("Requirement", "F-18")]
    public async Task A_host_clock_that_jumps_changes_nothing_in_what_is_timed_by_the_store(int hours)
    {
        const string plan = """
            { "metrics": { "lag": {} }, "reports": [{ "time": "09:00", "channels": ["team"] }],
              "stages": [{ "name": "one", "percentage": 1, "advanceWhen": ["last(lag) < 5 for 30m"] }, { "name": "two", "percentage": 10, "minimumDuration": "1h" }, { "name": "all", "percentage": 100 }],
              "soak": "30d" }
            """;

        var calm = await RunAsync(TimeSpan.Zero);
        var jumped = await RunAsync(TimeSpan.FromHours(hours));

        Assert.Contains("two Advanced", calm, StringComparison.Ordinal);
        Assert.Equal(calm, jumped);

        async Task<string> RunAsync(TimeSpan jump)
        {
            var storeTime = new VirtualTimeProvider(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero));
            var host = new JumpingClock(storeTime);
            await using var process = new SharedProcess(new MemoryRolloutStore(storeTime), host, configure: options => options.Interval = TimeSpan.FromMinutes(1));
            await process.StartRolloutAsync(plan);
            for (var minute = 0; minute < 150; minute++)
            {
                host.Jump = minute switch { 10 or 75 => jump, 40 or 100 => TimeSpan.Zero, _ => host.Jump };
                storeTime.Advance(TimeSpan.FromMinutes(1));
                if (minute % 3 == 0)
                {
                    await process.Manager.ReportValueAsync("search", "lag", 1, Alice);
                }

                if (minute == 80)
                {
                    await process.Manager.HoldRolloutAsync("search", TimeSpan.FromMinutes(45), Alice);
                }

                await process.Engine.LookAsync();
            }

            await process.Engine.DisposeAsync();
            var events = await process.Manager.ReadEventsAsync("search", limit: 10_000);
            var reports = process.Told.Where(message => message.Kind == NotificationKind.Report).Select(message => $"report {message.At:HH:mm}").Distinct(StringComparer.Ordinal);
            return string.Join('\n', events.Select(each => $"{each.At:HH:mm} {each.To?.Stage} {each.Change.GetType().Name}").Concat(reports));
        }
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task Between_readings_the_stores_clock_goes_on_by_the_monotonic_one()
    {
        var storeTime = new VirtualTimeProvider(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var host = new JumpingClock(_time);
        var clock = new StoreClock(new MemoryRolloutStore(storeTime), host);
        Assert.Throws<InvalidOperationException>(() => clock.Now);

        await clock.ReadAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(7));
        host.Jump = TimeSpan.FromDays(-1);

        Assert.Equal(storeTime.GetUtcNow().AddSeconds(7), clock.Now);
    }

    /// <summary>A host's clock: somebody sets it, and what passes stays what passes.</summary>
    private sealed class JumpingClock(VirtualTimeProvider time) : TimeProvider
    {
        public TimeSpan Jump { get; set; }

        public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Jump;

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
    }
}
