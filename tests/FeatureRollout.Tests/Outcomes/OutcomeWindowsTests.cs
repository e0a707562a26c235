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
        var read = windows.Read(OutcomeArm.On, Hour, Start);
        Assert.Equal(0, read.Count);
        Assert.Null(read.ErrorRate);
        Assert.Null(read.LatencyP95);
        Assert.Equal((0, 0), windows.Totals(enabled: true));
    }

    [Fact]
    public void Arms_and_results_are_kept_apart()
    {
        var windows = new OutcomeWindows();
        for (var i = 0; i < 3; i++)
        {
            windows.Record(enabled: true, drawn: true, succeeded: true, TimeSpan.FromMilliseconds(10), Start);
        }

        windows.Record(enabled: true, drawn: true, succeeded: false, latency: null, Start);
        windows.Record(enabled: false, drawn: false, succeeded: false, TimeSpan.FromMilliseconds(500), Start);

        var on = windows.Read(OutcomeArm.On, Hour, Start);
        Assert.Equal((3, 1, 3), (on.Successes, on.Failures, on.LatencyCount));
        Assert.Equal(0.25, on.ErrorRate);
        Assert.InRange(on.LatencyP95!.Value.TotalMilliseconds, 9.9, 10.1);
        var off = windows.Read(OutcomeArm.Off, Hour, Start);
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
        windows.Record(enabled: true, drawn: true, succeeded: true, latency: null, Start);
        var window = TimeSpan.FromMinutes(minutes);

        Assert.Equal(1, windows.Read(OutcomeArm.On, window, Start).Count);
        Assert.Equal(1, windows.Read(OutcomeArm.On, window, Start + (minutes * Minute) - 1).Count);
        Assert.Equal(0, windows.Read(OutcomeArm.On, window, Start + (minutes * Minute)).Count);
        Assert.Equal(0, windows.Read(OutcomeArm.On, window, Start + (1000 * Minute)).Count);
    }

    [Fact]
    public void Nothing_is_ever_older_than_the_window_wherever_in_a_minute_it_came()
    {
        for (var second = 0; second < 60; second += 7)
        {
            var windows = new OutcomeWindows();
            var at = Start + (second * TimeSpan.TicksPerSecond);
            windows.Record(enabled: true, drawn: true, succeeded: true, TimeSpan.FromSeconds(1), at);
            Assert.Equal(1, windows.Read(OutcomeArm.On, Hour, at + (59 * Minute)).Count);
            Assert.Equal(0, windows.Read(OutcomeArm.On, Hour, at + (60 * Minute)).Count);
            Assert.Equal(1, windows.Read(OutcomeArm.On, Hour, at + (50 * Minute)).LatencyCount);
            Assert.Equal(0, windows.Read(OutcomeArm.On, Hour, at + (60 * Minute)).LatencyCount);
        }
    }

    [Fact]
    public void Latencies_are_read_by_ten_minutes()
    {
        var windows = new OutcomeWindows();
        for (var minute = 0; minute < 60; minute += 10)
        {
            windows.Record(enabled: true, drawn: true, succeeded: true, TimeSpan.FromMilliseconds(minute + 1), Start + (minute * Minute));
        }

        var now = Start + (59 * Minute);
        Assert.Equal(6, windows.Read(OutcomeArm.On, Hour, now).LatencyCount);
        Assert.Equal(3, windows.Read(OutcomeArm.On, TimeSpan.FromMinutes(30), now).LatencyCount);
        Assert.Equal(3, windows.Read(OutcomeArm.On, TimeSpan.FromMinutes(39), now).LatencyCount);
        Assert.Equal(1, windows.Read(OutcomeArm.On, TimeSpan.FromMinutes(10), now).LatencyCount);
        Assert.Equal(1, windows.Read(OutcomeArm.On, TimeSpan.FromMinutes(1), now).LatencyCount);
    }

    [Fact]
    public void Windows_out_of_range_are_read_as_the_nearest()
    {
        var windows = new OutcomeWindows();
        windows.Record(enabled: true, drawn: true, succeeded: true, latency: null, Start);
        Assert.Equal(1, windows.Read(OutcomeArm.On, TimeSpan.Zero, Start).Count);
        Assert.Equal(1, windows.Read(OutcomeArm.On, TimeSpan.MinValue, Start).Count);
        Assert.Equal(1, windows.Read(OutcomeArm.On, TimeSpan.MaxValue, Start + (167 * Hour.Ticks)).Count);
        Assert.Equal(0, windows.Read(OutcomeArm.On, TimeSpan.MaxValue, Start + (168 * Hour.Ticks)).Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(24)]
    [InlineData(168)]
    public void A_window_of_hours_holds_the_running_hour_and_those_before_and_nothing_older(int hours)
    {
        var windows = new OutcomeWindows();
        windows.Record(enabled: true, drawn: true, succeeded: false, TimeSpan.FromSeconds(1), Start);
        var window = TimeSpan.FromHours(hours);

        Assert.Equal(1, windows.Read(OutcomeArm.On, window, Start + window.Ticks - 1).Failures);
        Assert.Equal(0, windows.Read(OutcomeArm.On, window, Start + window.Ticks).Count);
        Assert.Equal(hours <= 24 ? 1 : 0, windows.Read(OutcomeArm.On, window, Start + window.Ticks - 1).LatencyCount);
        Assert.Equal(0, windows.Read(OutcomeArm.On, window, Start + Math.Min(window.Ticks, 24 * Hour.Ticks)).LatencyCount);
    }

    [Fact]
    public void A_week_of_traffic_is_read_exactly_by_the_hour()
    {
        var windows = new OutcomeWindows(Start);
        for (var minute = 0; minute < 9 * 24 * 60; minute++)
        {
            windows.Record(enabled: true, drawn: true, succeeded: minute % 10 != 0, TimeSpan.FromMilliseconds(20), Start + (minute * Minute));
        }

        var now = Start + (9 * 24 * Hour.Ticks) - 1;
        Assert.Equal((7 * 24 * 54, 7 * 24 * 6, 24 * 60), Of(TimeSpan.FromDays(7)));
        Assert.Equal((24 * 54, 24 * 6, 24 * 60), Of(TimeSpan.FromDays(1)));
        Assert.Equal((3 * 54, 3 * 6, 180), Of(TimeSpan.FromHours(3)));
        Assert.Equal((54, 6, 60), Of(TimeSpan.FromMinutes(100)));

        (long, long, long) Of(TimeSpan window)
        {
            var read = windows.Read(OutcomeArm.On, window, now);
            return (read.Successes, read.Failures, read.LatencyCount);
        }
    }

    [Fact]
    [Trait("Requirement", "F-16")]
    public void Arms_that_are_compared_hold_only_answers_that_were_drawn()
    {
        var windows = new OutcomeWindows();
        Record(enabled: true, drawn: true, 5);
        Record(enabled: true, drawn: false, 7);
        Record(enabled: false, drawn: true, 11);
        Record(enabled: false, drawn: false, 13);

        Assert.Equal([12, 5, 24, 11], Arms().Select(arm => windows.Read(arm, Hour, Start).Failures));
        Assert.Equal([12, 5, 24, 11], Arms().Select(arm => windows.Sample(arm, null, Start).LatencyCount));
        Assert.Equal((0, 12), windows.Totals(enabled: true));

        static IEnumerable<OutcomeArm> Arms() => [OutcomeArm.On, OutcomeArm.DrawnOn, OutcomeArm.Off, OutcomeArm.DrawnOff];

        void Record(bool enabled, bool drawn, int times)
        {
            for (var i = 0; i < times; i++)
            {
                windows.Record(enabled, drawn, succeeded: false, TimeSpan.FromMilliseconds(1), Start);
            }
        }
    }

    [Fact]
    [Trait("Requirement", "F-15")]
    public void Two_samples_since_the_start_differ_by_exactly_what_came_between_however_long_that_was()
    {
        var windows = new OutcomeWindows(Start);
        var at = Start;
        var (before, slowBefore) = Sample();
        foreach (var hours in new[] { 0, 1, 30, 400 })
        {
            at += hours * Hour.Ticks;
            for (var i = 0; i < 100; i++)
            {
                windows.Record(enabled: true, drawn: true, succeeded: i % 4 != 0, TimeSpan.FromMilliseconds(i < 30 ? 600 : 400), at);
            }

            var (after, slowAfter) = Sample();
            Assert.Equal(100, after.Count - before.Count);
            Assert.Equal(25, after.Failures - before.Failures);
            Assert.Equal(30, slowAfter - slowBefore);
            Assert.Equal(before.Run, after.Run);
            Assert.Equal(TimeSpan.FromTicks(at - Start), after.Covered);
            (before, slowBefore) = (after, slowAfter);
        }

        (OutcomeSample, long) Sample()
        {
            var sample = windows.Sample(OutcomeArm.DrawnOn, null, at);
            return (sample, sample.CountAbove(0.5));
        }

        Assert.NotEqual(before.Run, new OutcomeWindows(Start).Sample(OutcomeArm.DrawnOn, null, Start).Run, StringComparer.Ordinal);
    }

    [Fact]
    public void A_sample_says_how_much_time_it_covers_and_gives_seconds()
    {
        var windows = new OutcomeWindows(Start);
        windows.Record(enabled: false, drawn: true, succeeded: true, TimeSpan.FromMilliseconds(100), Start);
        windows.Record(enabled: false, drawn: true, succeeded: true, TimeSpan.FromMilliseconds(300), Start);

        var sample = windows.Sample(OutcomeArm.DrawnOff, Hour, Start + (10 * Minute));
        Assert.Equal(TimeSpan.FromMinutes(10), sample.Covered);
        Assert.InRange(sample.Mean!.Value, 0.2 * 0.99, 0.2 * 1.01);
        Assert.InRange(sample.Quantile(0.95)!.Value, 0.3 * 0.99, 0.3 * 1.01);
        Assert.Equal((2, 0, 2), (sample.Count, sample.Failures, sample.LatencyCount));
        Assert.Equal(Hour, windows.Sample(OutcomeArm.DrawnOff, Hour, Start + (90 * Minute)).Covered);
        Assert.Equal(TimeSpan.FromDays(7), windows.Sample(OutcomeArm.DrawnOff, TimeSpan.FromDays(30), Start + TimeSpan.FromDays(20).Ticks).Covered);

        var nothing = windows.Sample(OutcomeArm.On, Hour, Start);
        Assert.Equal(0, nothing.Count);
        Assert.Null(nothing.Mean);
        Assert.Null(nothing.Quantile(0.5));
        Assert.Equal(0, nothing.CountAbove(0));
    }

    [Fact]
    public void A_processor_that_was_idle_for_long_disturbs_no_window()
    {
        // Threads of any processor; what one left behind long ago must not take the place of what another counted since.
        for (var round = 0; round < 100; round++)
        {
            var windows = new OutcomeWindows();
            Parallel(4, thread => windows.Record(enabled: true, drawn: true, succeeded: true, latency: null, Start));
            Parallel(1, thread => windows.Record(enabled: true, drawn: true, succeeded: true, latency: null, Start + (60 * Minute)));
            Assert.Equal(1, windows.Read(OutcomeArm.On, Hour, Start + (60 * Minute)).Count);
            Assert.Equal(5, windows.Read(OutcomeArm.On, 2 * Hour, Start + (60 * Minute)).Count);
            Assert.Equal((5, 0), windows.Totals(enabled: true));
        }
    }

    [Fact]
    public void The_ring_goes_round_and_totals_keep_what_windows_drop()
    {
        var windows = new OutcomeWindows();
        for (var minute = 0; minute < 500; minute++)
        {
            windows.Record(enabled: true, drawn: true, succeeded: minute % 5 != 0, TimeSpan.FromMilliseconds(minute), Start + (minute * Minute));
        }

        var read = windows.Read(OutcomeArm.On, Hour, Start + (499 * Minute));
        Assert.Equal((48, 12), (read.Successes, read.Failures));
        Assert.Equal(60, read.LatencyCount);
        Assert.InRange(read.LatencyP50!.Value.TotalMilliseconds, 469 * 0.99, 469 * 1.01);
        Assert.Equal((400, 100), windows.Totals(enabled: true));
    }

    [Fact]
    public void A_clock_set_back_a_little_loses_nothing()
    {
        var windows = new OutcomeWindows();
        windows.Record(enabled: true, drawn: true, succeeded: true, TimeSpan.FromSeconds(1), Start + (30 * Minute));
        windows.Record(enabled: true, drawn: true, succeeded: true, TimeSpan.FromSeconds(1), Start + (28 * Minute));

        Assert.Equal(1, windows.Read(OutcomeArm.On, Hour, Start + (28 * Minute)).Count);
        Assert.Equal(2, windows.Read(OutcomeArm.On, Hour, Start + (31 * Minute)).Count);
    }

    [Fact]
    public void A_clock_set_back_from_a_far_future_counts_on_at_once()
    {
        var windows = new OutcomeWindows();
        for (var minute = 0; minute < 120; minute++)
        {
            windows.Record(enabled: true, drawn: true, succeeded: false, TimeSpan.FromSeconds(1), Start + ((1_000_000 + minute) * Minute));
        }

        for (var minute = 0; minute < 60; minute++)
        {
            windows.Record(enabled: true, drawn: true, succeeded: true, TimeSpan.FromSeconds(2), Start + (minute * Minute));
        }

        var read = windows.Read(OutcomeArm.On, Hour, Start + (59 * Minute));
        Assert.Equal((60, 0, 60), (read.Successes, read.Failures, read.LatencyCount));
        Assert.Equal((60, 120), windows.Totals(enabled: true));
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
                            enabled: (thread & 1) == 0,
                            drawn: (i & 1) == 0,
                            succeeded: i % 4 != 0,
                            TimeSpan.FromMilliseconds(1 + i),
                            Start + (step * 5 * Minute));
                    }
                }
            });

            foreach (var arm in new[] { true, false })
            {
                var read = windows.Read(arm ? OutcomeArm.On : OutcomeArm.Off, Hour, Start + (59 * Minute) - 1);
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
                    windows.Record(enabled: true, drawn: true, succeeded: true, latency: null, Interlocked.Increment(ref moment) * 20 * Minute);
                }
            });
            Assert.Equal((4000, 0), windows.Totals(enabled: true));
        }
    }

    [Fact]
    public void Recording_allocates_nothing_once_the_slots_are_in_use()
    {
        // The same latencies at the same times of each day touch the same ranges in the same slots.
        var random = new Random(1);
        var latencies = Enumerable.Range(0, 24 * 60 * 6).Select(_ => TimeSpan.FromTicks((long)Math.Pow(10, 4 + (2 * random.NextDouble())))).ToArray();
        var windows = new OutcomeWindows();
        var at = Start;
        for (var day = 0; day < 8; day++)
        {
            RecordADay();
        }

        Assert.Equal(0, Allocation.Least(RecordADay));

        void RecordADay()
        {
            for (var i = 0; i < latencies.Length; i++)
            {
                windows.Record((i & 1) == 0, (i & 4) == 0, (i & 2) == 0, latencies[i], at += 10 * TimeSpan.TicksPerSecond);
            }
        }
    }

    [Fact]
    public void Latencies_over_the_whole_range_in_every_slot_take_at_most_the_memory_stated()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var windows = new OutcomeWindows();
        for (var minute = 0; minute < 8 * 24 * 60; minute += 10)
        {
            for (var ticks = 0L; ticks <= TimeSpan.TicksPerDay; ticks += 1 + (ticks / 10))
            {
                windows.Record(enabled: true, drawn: true, succeeded: true, TimeSpan.FromTicks(ticks), Start + (minute * Minute));
            }
        }

        // Nothing was given back on the way, so what was allocated is what is held.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 250_000, (350 + (20 * Math.Min(16, 2 * Environment.ProcessorCount))) * 1024);
    }

    [Fact]
    public void Latencies_of_one_power_of_ten_take_at_most_64_kilobytes()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var windows = new OutcomeWindows();
        for (var minute = 0; minute < 8 * 24 * 60; minute++)
        {
            windows.Record(enabled: true, drawn: true, succeeded: true, TimeSpan.FromMilliseconds(10 + (minute * 7919 % 90)), Start + (minute * Minute));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 20_000, 64 * 1024);
    }

    private static void Parallel(int count, Action<int> work)
    {
        var threads = Enumerable.Range(0, count).Select(index => new Thread(() => work(index))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    }
}
