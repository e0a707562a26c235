using FeatureRollout.Outcomes;
using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Outcomes;

[Trait("Requirement", "S3-06")]
public sealed class CoarseClockTests
{
    [Fact]
    public void It_is_never_more_than_half_a_second_late_while_it_is_asked()
    {
        var time = new VirtualTimeProvider();
        var clock = new CoarseClock(time);
        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(time.GetUtcNow().UtcTicks - clock.NowTicks, 0, CoarseClock.Period.Ticks);
            time.Advance(TimeSpan.FromMilliseconds(130));
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(3600)]
    public void The_first_question_after_a_silence_gets_the_time_of_now(int seconds)
    {
        var time = new VirtualTimeProvider();
        var clock = new CoarseClock(time);
        _ = clock.NowTicks;
        time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.InRange(time.GetUtcNow().UtcTicks - clock.NowTicks, 0, CoarseClock.Period.Ticks);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(time.GetUtcNow().UtcTicks - clock.NowTicks, 0, CoarseClock.Period.Ticks);
    }

    [Fact]
    public void Its_timer_rests_when_nobody_asks_for_ten_seconds()
    {
        var time = new CountingTime();
        var clock = new CoarseClock(time);
        _ = clock.NowTicks;
        time.Clock.Advance(TimeSpan.FromSeconds(20));
        var read = time.Reads;
        Assert.InRange(read, 15, 25);
        time.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(read, time.Reads);
    }

    [Fact]
    public void A_clock_that_is_not_the_systems_is_exact()
    {
        var time = new VirtualTimeProvider();
        var clock = new OutcomeClock(time);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(time.GetUtcNow().UtcTicks, clock.NowTicks);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private sealed class CountingTime : TimeProvider
    {
        public VirtualTimeProvider Clock { get; } = new();

        public int Reads { get; private set; }

        public override DateTimeOffset GetUtcNow()
        {
            Reads++;
            return Clock.GetUtcNow();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Clock.CreateTimer(callback, state, dueTime, period);
    }
}
