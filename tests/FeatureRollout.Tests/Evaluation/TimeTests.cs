using FeatureRollout.Flags;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-01")]
[Trait("Requirement", "S4-11")]
public sealed class TimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_schedule_opens_and_closes_by_itself_exactly_at_its_edges()
    {
        var time = new VirtualTimeProvider(Start);
        using var client = Client(time, Scheduled(Start.AddHours(1), Start.AddHours(3)));
        AssertOff(client, FlagReason.OutsideSchedule);
        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        AssertOff(client, FlagReason.OutsideSchedule);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(client.IsEnabled("flag", "acme"));
        time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMilliseconds(1));
        Assert.True(client.IsEnabled("flag", "acme"));
        time.Advance(TimeSpan.FromMilliseconds(1));
        AssertOff(client, FlagReason.OutsideSchedule);
        Assert.Null(time.NextTimer);
    }

    [Fact]
    public void An_override_expires_by_itself_and_another_after_it()
    {
        var time = new VirtualTimeProvider(Start);
        var flag = Served.Flag("flag", 0) with { Overrides = Until(("acme", Start.AddMinutes(10)), ("other", Start.AddMinutes(20))) };
        using var client = Client(time, flag);
        Assert.True(client.IsEnabled("flag", "acme"));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((false, FlagReason.Percentage), (client.Evaluate("flag", "acme").Enabled, client.Evaluate("flag", "acme").Reason));
        Assert.True(client.IsEnabled("flag", "other"));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(client.IsEnabled("flag", "other"));
    }

    [Fact]
    public void Under_an_expired_override_of_the_state_the_definitions_shows()
    {
        var time = new VirtualTimeProvider(Start);
        using var client = Served.Client(
            new FeatureFlagsOptions { TimeProvider = time },
            Served.Layer(Served.Flag("flag", 0) with { Overrides = Served.Overrides(("acme", true)) }),
            Served.Store(new FlagState
            {
                Key = "flag",
                Overrides = new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { ["acme"] = new() { Enabled = false, Until = Start.AddDays(40) } },
            }));
        Assert.False(client.IsEnabled("flag", "acme"));
        time.Advance(TimeSpan.FromDays(40));
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public void A_prerequisites_schedule_takes_its_dependants_along()
    {
        var time = new VirtualTimeProvider(Start);
        using var client = Client(time, Scheduled(Start.AddHours(1), null), Served.Flag("dependant", 100) with { Requires = ["flag"] });
        Assert.Equal(FlagReason.PrerequisiteOff, client.Evaluate("dependant", "acme").Reason);
        time.Advance(TimeSpan.FromHours(1));
        Assert.True(client.IsEnabled("dependant", "acme"));
    }

    [Fact]
    public void A_host_clock_put_forward_is_noticed_within_a_minute()
    {
        var time = new JumpingTime(Start);
        using var client = Client(time, Scheduled(Start.AddDays(30), null));
        AssertOff(client, FlagReason.OutsideSchedule);
        time.Jump(TimeSpan.FromDays(31));
        AssertOff(client, FlagReason.OutsideSchedule);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public void New_content_brings_its_own_edges_and_forgets_the_old_ones()
    {
        var time = new VirtualTimeProvider(Start);
        using var client = Client(time, Scheduled(Start.AddHours(5), null));
        client.Publish([Served.Layer(Scheduled(Start.AddHours(1), null))]);
        time.Advance(TimeSpan.FromHours(1));
        Assert.True(client.IsEnabled("flag", "acme"));
        client.Publish([Served.Layer(Scheduled(Start.AddHours(1), Start.AddHours(9)))]);
        time.Advance(TimeSpan.FromHours(4));
        Assert.True(client.IsEnabled("flag", "acme"));
        time.Advance(TimeSpan.FromHours(4));
        AssertOff(client, FlagReason.OutsideSchedule);
        client.Publish([Served.Layer(Served.Flag("flag", 100))]);
        time.Advance(TimeSpan.FromDays(1));
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public void Many_edges_in_any_order_each_flip_their_own_flag_in_time()
    {
        var time = new VirtualTimeProvider(Start);
        var minutes = Enumerable.Range(1, 60).OrderBy(minute => minute * 37 % 61).ToArray();
        using var client = Client(time, [.. minutes.Select(minute => Scheduled(Start.AddMinutes(minute), null) with { Key = "flag" + minute })]);
        for (var now = 0; now <= 60; now++)
        {
            Assert.All(minutes, minute => Assert.Equal(minute <= now, client.IsEnabled("flag" + minute, "acme")));
            time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_flip_is_told_to_listeners_as_a_change()
    {
        var time = new VirtualTimeProvider(Start);
        using var client = Client(time, Scheduled(Start.AddHours(1), null), Served.Flag("other", 10));
        var told = Hearing.Of(client);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("2: flag", await told.Next());
    }

    [Fact]
    public void An_edge_that_cannot_be_compiled_is_reported_and_tried_again_within_a_minute()
    {
        var time = new VirtualTimeProvider(Start);
        var trouble = new InvalidOperationException("boom");
        List<FlagsNotice> notices = [];
        var options = new FeatureFlagsOptions { TimeProvider = time, OnNotice = notice => { notices.Add(notice); throw trouble; } };
        using var client = new FeatureFlags(options, compiled => time.GetUtcNow() == Start.AddHours(1) ? throw trouble : compiled);
        client.Publish([Served.Layer(Scheduled(Start.AddHours(1), null))]);
        time.Advance(TimeSpan.FromHours(1));
        AssertOff(client, FlagReason.OutsideSchedule);
        var notice = Assert.Single(notices);
        Assert.Equal(("flags", FlagsNoticeLevel.Warning, trouble), (notice.Source, notice.Level, notice.Exception));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(client.IsEnabled("flag", "acme"));
        Assert.Single(notices);
        Assert.Null(time.NextTimer);
    }

    [Fact]
    public void After_dispose_no_timer_is_left_and_answers_go_on()
    {
        var time = new VirtualTimeProvider(Start);
        var client = Client(time, Scheduled(Start.AddHours(1), null));
        client.Dispose();
        client.Dispose();
        Assert.Null(time.NextTimer);
        time.Advance(TimeSpan.FromHours(2));
        AssertOff(client, FlagReason.OutsideSchedule);
    }

    private static void AssertOff(FeatureFlags client, FlagReason reason)
    {
        var evaluation = client.Evaluate("flag", "acme");
        Assert.Equal((false, reason), (evaluation.Enabled, evaluation.Reason));
    }

    private static FlagDefinition Scheduled(DateTimeOffset? from, DateTimeOffset? until) =>
        Served.Flag("flag", 100) with { Schedule = new FlagSchedule(from, until) };

    private static Dictionary<string, FlagOverride> Until(params (string Id, DateTimeOffset Until)[] overrides) =>
        overrides.ToDictionary(each => each.Id, each => new FlagOverride { Enabled = true, Until = each.Until }, StringComparer.Ordinal);

    private static FeatureFlags Client(TimeProvider time, params FlagDefinition[] flags) =>
        Served.Client(new FeatureFlagsOptions { TimeProvider = time }, Served.Layer(flags));

    /// <summary>Timers run on one clock, and the time of day may jump away from it.</summary>
    private sealed class JumpingTime(DateTimeOffset start) : TimeProvider
    {
        private readonly VirtualTimeProvider _steady = new(start);
        private TimeSpan _ahead;

        public void Jump(TimeSpan by) => _ahead += by;

        public void Advance(TimeSpan by) => _steady.Advance(by);

        public override DateTimeOffset GetUtcNow() => _steady.GetUtcNow() + _ahead;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _steady.CreateTimer(callback, state, dueTime, period);
    }
}
