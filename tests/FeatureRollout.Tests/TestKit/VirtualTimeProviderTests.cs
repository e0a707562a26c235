using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.TestKit;

public sealed class VirtualTimeProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly VirtualTimeProvider _time = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void It_starts_in_2026_or_where_it_is_told_and_stands_still()
    {
        Assert.Equal("2026-01-01T00:00:00.0000000+00:00", _time.GetUtcNow().ToString("O"));
        var start = new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.FromHours(2));
        Assert.Equal(start, new VirtualTimeProvider(start).GetUtcNow());
        Assert.Equal(TimeSpan.Zero, new VirtualTimeProvider(start).GetUtcNow().Offset);
        Assert.Equal(TimeZoneInfo.Utc, _time.LocalTimeZone);
        Assert.Equal(_time.GetUtcNow(), _time.GetLocalNow());
    }

    [Fact]
    public void Timestamps_and_the_clock_move_together()
    {
        var begun = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(1234.5678));
        Assert.Equal(TimeSpan.FromMilliseconds(1234.5678), _time.GetElapsedTime(begun));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 1, TimeSpan.Zero).AddMilliseconds(234.5678), _time.GetUtcNow());
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_moments_and_see_these()
    {
        using var later = Timer("later", 3 * Second);
        using var sooner = Timer("sooner", Second);
        using var tie = Timer("tie", Second);
        using var never = Timer("never", 5 * Second);
        Assert.Equal(_time.GetUtcNow() + Second, _time.NextTimer);
        _time.Advance(4 * Second);
        Assert.Equal(["sooner 1", "tie 1", "later 3"], _fired);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 4, TimeSpan.Zero), _time.GetUtcNow());
    }

    [Fact]
    public void A_timer_made_by_a_callback_fires_in_the_same_advance()
    {
        ITimer? second = null;
        using var first = _time.CreateTimer(_ => second = Timer("second", Second), null, Second, Timeout.InfiniteTimeSpan);
        _time.Advance(2 * Second);
        Assert.Equal(["second 2"], _fired);
        second!.Dispose();
    }

    [Fact]
    public void A_periodic_timer_fires_each_time_until_it_is_changed_or_disposed()
    {
        using var timer = Timer("tick", Second, 2 * Second);
        _time.Advance(6 * Second);
        Assert.Equal(["tick 1", "tick 3", "tick 5"], _fired);
        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _time.Advance(6 * Second);
        Assert.Equal(3, _fired.Count);
        Assert.True(timer.Change(TimeSpan.Zero, TimeSpan.Zero));
        _time.Advance(TimeSpan.Zero);
        Assert.Equal(4, _fired.Count);
        timer.Dispose();
        Assert.False(timer.Change(Second, Second));
        Assert.Null(_time.NextTimer);
    }

    [Fact]
    public async Task Delays_and_cancellations_of_the_runtime_follow_it()
    {
        var delay = Task.Delay(10 * Second, _time);
        using var cancellation = new CancellationTokenSource(10 * Second, _time);
        var wait = new TaskCompletionSource().Task.WaitAsync(10 * Second, _time);
        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.False(delay.IsCompleted || cancellation.IsCancellationRequested || wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await delay;
        Assert.True(cancellation.IsCancellationRequested);
        await Assert.ThrowsAsync<TimeoutException>(() => wait);
    }

    [Fact]
    public void What_a_callback_throws_comes_out_and_the_clock_goes_on_afterwards()
    {
        using var timer = _time.CreateTimer(_ => throw new InvalidDataException(), null, Second, Timeout.InfiniteTimeSpan);
        Assert.Throws<InvalidDataException>(() => _time.Advance(3 * Second));
        Assert.Equal(1, _time.GetUtcNow().Second);
        _time.Advance(Second);
        Assert.Equal(2, _time.GetUtcNow().Second);
    }

    [Fact]
    public void Times_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(-Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => Timer("", -Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => Timer("", Second, -Second));
    }

    [Fact]
    public void Threads_that_advance_at_once_take_turns_and_every_timer_fires_once()
    {
        var fired = 0;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            // Each is due at the latest when the last thread has advanced.
            _time.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        });
        Assert.Equal(200, fired);
        Assert.Equal(TimeSpan.FromMilliseconds(200), _time.GetUtcNow() - new VirtualTimeProvider().GetUtcNow());
    }

    private ITimer Timer(string name, TimeSpan due, TimeSpan? period = null) =>
        _time.CreateTimer(
            _ => _fired.Add(FormattableString.Invariant($"{name} {_time.GetUtcNow().Second}")), null, due, period ?? Timeout.InfiniteTimeSpan);
}
