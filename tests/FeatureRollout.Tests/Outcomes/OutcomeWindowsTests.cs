using FeatureRollout.Outcomes;

namespace FeatureRollout.Tests.Outcomes;

[Trait("Requirement", "S4-14")]
[Trait("Requirement", "S3-06")]
public sealed class OutcomeWindowsTests
{
    private const long Minute = TimeSpan.TicksPerMinute;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly long Start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public void A_flag_without_outcomes_reads_as_nothing_and_takes_next_to_no_memory()
    {
        _ = new OutcomeWindows();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var windows = new OutcomeWindows();
        var after = GC.GetAllocatedBytesForCurrentThread();

        Assert.InRange(after - before, 1, 64);
        var read = windows.Read(enabledArm: true, Hour, Start);
        Assert.Equal(0, read.Count);
        Assert.Null(read.ErrorRate);
        Assert.Null(read.LatencyP95);
        Assert.Equal((0, 0), windows.Totals(enabledArm: true));
    }

    [Fact]
    public void Arms_and_results_are_kept_apart()
    {
        var windows = new OutcomeWindows();
        for (var i = 0; i < 3; i++)
        {
            windows.Record(enabledArm: true, succeeded: true, TimeSpan.FromMilliseconds(10), Start);
        }

        windows.Record(enabledArm: true, succeeded: false, latency: null, Start);
        windows.Record(enabledArm: false, succeeded: false, TimeSpan.FromMilliseconds(500), Start);

        var on = windows.Read(enabledArm: true, Hour, Start);
        Assert.Equal((3, 1, 3), (on.Successes, on.Failures, on.LatencyCount));
        Assert.Equal(0.25, on.ErrorRate);
        Assert.InRange(on.LatencyP95!.Value.TotalMilliseconds, 9.9, 10.1);
        var off = windows.Read(enabledArm: false, Hour, Start);
        Assert.Equal((0, 1, 1), (off.Successes, off.Failures, off.LatencyCount));
        Assert.InRange(off.LatencyP50!.Value.TotalMilliseconds, 495, 505);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(59)]
    [InlineData(60)]
    public void A_window_of_minutes_holds_the_running_minute_and_those_before_and_nothing_older(int minutes)
    {
        var windows = new OutcomeWindows();
        windows.Record(enabledArm: true, succeeded: true, latency: null, Start);
        var window = TimeSpan.FromMinutes(minutes);

        Assert.Equal(1, windows.Read(enabledArm: true, window, Start).Count);
        Assert.Equal(1, windows.Read(enabledArm: true, window, Start + (minutes * Minute) - 1).Count);
        Assert.Equal(0, windows.Read(enabledArm: true, window, Start + (minutes * Minute)).Count);
        Assert.Equal(0, windows.Read(enabledArm: true, window, Start + (1000 * Minute)).Count);
    }

    [Fact]
    public void Nothing_is_ever_older_than_the_window_wherever_in_a_minute_it_came()
    {
        for (var second = 0; second < 60; second += 7)
        {
            var windows = new OutcomeWindows();
            var at = Start + (second * TimeSpan.TicksPerSecond);
            windows.Record(enabledArm: true, succeeded: true, TimeSpan.FromSeconds(1), at);
            Assert.Equal(1, windows.Read(enabledArm: true, Hour, at + (59 * Minute)).Count);
            Assert.Equal(0, windows.Read(enabledArm: true, Hour, at + (60 * Minute)).Count);
            Assert.Equal(1, windows.Read(enabledArm: true, Hour, at + (50 * Minute)).LatencyCount);
            Assert.Equal(0, windows.Read(enabledArm: true, Hour, at + (60 * Minute)).LatencyCount);
        }
    }

    [Fact]
    public void Latencies_are_read_by_ten_minutes()
    {
        var windows = new OutcomeWindows();
        for (var minute = 0; minute < 60; minute += 10)
        {
            windows.Record(enabledArm: true, succeeded: true, TimeSpan.FromMilliseconds(minute + 1), Start + (minute * Minute));
        }

        var now = Start + (59 * Minute);
        Assert.Equal(6, windows.Read(enabledArm: true, Hour, now).LatencyCount);
        Assert.Equal(3, windows.Read(enabledArm: true, TimeSpan.FromMinutes(30), now).LatencyCount);
        Assert.Equal(3, windows.Read(enabledArm: true, TimeSpan.FromMinutes(39), now).LatencyCount);
        Assert.Equal(1, windows.Read(enabledArm: true, TimeSpan.FromMinutes(10), now).LatencyCount);
        Assert.Equal(1, windows.Read(enabledArm: true, TimeSpan.FromMinutes(1), now).LatencyCount);
    }

    [Fact]
    public void Windows_out_of_range_are_read_as_the_nearest()
    {
        var windows = new OutcomeWindows();
        windows.Record(enabledArm: true, succeeded: true, latency: null, Start);
        Assert.Equal(1, windows.Read(enabledArm: true, TimeSpan.Zero, Start).Count);
        Assert.Equal(1, windows.Read(enabledArm: true, TimeSpan.MinValue, Start).Count);
        Assert.Equal(1, windows.Read(enabledArm: true, TimeSpan.MaxValue, Start + (59 * Minute)).Count);
        Assert.Equal(0, windows.Read(enabledArm: true, TimeSpan.MaxValue, Start + (60 * Minute)).Count);
    }

    [Fact]
    public void The_ring_goes_round_and_totals_keep_what_windows_drop()
    {
        var windows = new OutcomeWindows();
        for (var minute = 0; minute < 500; minute++)
        {
            windows.Record(enabledArm: true, succeeded: minute % 5 != 0, TimeSpan.FromMilliseconds(minute), Start + (minute * Minute));
        }

        var read = windows.Read(enabledArm: true, Hour, Start + (499 * Minute));
        Assert.Equal((48, 12), (read.Successes, read.Failures));
        Assert.Equal(60, read.LatencyCount);
        Assert.InRange(read.LatencyP50!.Value.TotalMilliseconds, 469 * 0.99, 469 * 1.01);
        Assert.Equal((400, 100), windows.Totals(enabledArm: true));
    }

    [Fact]
    public void A_clock_set_back_a_little_loses_nothing()
    {
        var windows = new OutcomeWindows();
        windows.Record(enabledArm: true, succeeded: true, TimeSpan.FromSeconds(1), Start + (30 * Minute));
        windows.Record(enabledArm: true, succeeded: true, TimeSpan.FromSeconds(1), Start + (28 * Minute));

        Assert.Equal(1, windows.Read(enabledArm: true, Hour, Start + (28 * Minute)).Count);
        Assert.Equal(2, windows.Read(enabledArm: true, Hour, Start + (31 * Minute)).Count);
    }

    [Fact]
    public void A_clock_set_back_from_a_far_future_counts_on_at_once()
    {
        var windows = new OutcomeWindows();
        for (var minute = 0; minute < 120; minute++)
        {
            windows.Record(enabledArm: true, succeeded: false, TimeSpan.FromSeconds(1), Start + ((1_000_000 + minute) * Minute));
        }

        for (var minute = 0; minute < 60; minute++)
        {
            windows.Record(enabledArm: true, succeeded: true, TimeSpan.FromSeconds(2), Start + (minute * Minute));
        }

        var read = windows.Read(enabledArm: true, Hour, Start + (59 * Minute));
        Assert.Equal((60, 0, 60), (read.Successes, read.Failures, read.LatencyCount));
        Assert.Equal((60, 120), windows.Totals(enabledArm: true));
    }

    [Fact]
    public void Eight_threads_that_race_over_turning_slots_are_counted_exactly()
    {
        for (var round = 0; round < 100; round++)
        {
            var windows = new OutcomeWindows();
            // 12 minutes that all threads enter together, so that each turn is raced for.
            using var together = new Barrier(8);
            Parallel(8, thread =>
            {
                for (var step = 0; step < 12; step++)
                {
                    together.SignalAndWait();
                    for (var i = 0; i < 20; i++)
                    {
                        windows.Record(
                            enabledArm: (thread & 1) == 0,
                            succeeded: i % 4 != 0,
                            TimeSpan.FromMilliseconds(1 + i),
                            Start + (step * 5 * Minute));
                    }
                }
            });

            foreach (var arm in new[] { true, false })
            {
                var read = windows.Read(arm, Hour, Start + (59 * Minute) - 1);
                Assert.Equal((4 * 12 * 15, 4 * 12 * 5, 4 * 12 * 20), (read.Successes, read.Failures, read.LatencyCount));
                Assert.Equal((4 * 12 * 15, 4 * 12 * 5), windows.Totals(arm));
            }
        }
    }

    [Fact]
    public void Totals_stay_exact_however_often_the_ring_turns_under_racing_threads()
    {
        for (var round = 0; round < 100; round++)
        {
            var windows = new OutcomeWindows();
            var moment = 0;
            Parallel(8, _ =>
            {
                for (var i = 0; i < 500; i++)
                {
                    // Threads draw their minutes in turn but record in any order, often for a slot that has gone on.
                    windows.Record(enabledArm: true, succeeded: true, latency: null, Interlocked.Increment(ref moment) * 20 * Minute);
                }
            });
            Assert.Equal((4000, 0), windows.Totals(enabledArm: true));
        }
    }

    [Fact]
    public void Recording_allocates_nothing_once_the_slots_are_in_use()
    {
        // The same latencies at the same minutes of each two hours touch the same ranges. The least of some rounds: the first
        // gets the memory, and the runtime may allocate while it compiles.
        var windows = new OutcomeWindows();
        Assert.Equal(0, Enumerable.Range(0, 5).Min(round => AllocatedInTwoHours(windows, Start + (round * 2 * Hour.Ticks))));

        static long AllocatedInTwoHours(OutcomeWindows windows, long from)
        {
            var random = new Random(1);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var second = 0; second < 7200; second++)
            {
                var latency = TimeSpan.FromTicks((long)Math.Pow(10, 4 + (2 * random.NextDouble())));
                windows.Record((second & 1) == 0, (second & 2) == 0, latency, from + (second * TimeSpan.TicksPerSecond));
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Latencies_over_the_whole_range_in_every_slot_take_at_most_85_kilobytes()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var windows = new OutcomeWindows();
        for (var minute = 0; minute < 300; minute++)
        {
            for (var ticks = 0L; ticks <= TimeSpan.TicksPerDay; ticks += 1 + (ticks / 10))
            {
                windows.Record((ticks & 1) == 0, succeeded: true, TimeSpan.FromTicks(ticks), Start + (minute * Minute));
                windows.Record((ticks & 1) != 0, succeeded: true, TimeSpan.FromTicks(ticks), Start + (minute * Minute));
            }
        }

        // Nothing was given back on the way, so what was allocated is what is held.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 50_000, 85 * 1024);
    }

    private static void Parallel(int count, Action<int> work)
    {
        var threads = Enumerable.Range(0, count).Select(index => new Thread(() => work(index))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }
}
