using FeatureRollout.Outcomes;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Outcomes;

[Trait("Requirement", "S3-06")]
public sealed class LatencyHistogramTests
{
    // Ticks over the whole range, as likely in one decade as in another.
    private static readonly Arbitrary<long[]> AnyLatencies = Arb.From(
        Gen.NonEmptyListOf(
            from exponent in Gen.Choose(0, 11_936)
            from offset in Gen.Choose(0, 9)
            select Math.Min((long)Math.Pow(10, exponent / 1000.0) + offset, TimeSpan.TicksPerDay)).Select(list => list.ToArray()));

    [Fact]
    public void Any_quantile_is_within_one_percent_of_the_exact_one() =>
        Prop.ForAll(AnyLatencies, latencies =>
        {
            var histogram = Of(latencies);
            Array.Sort(latencies);
            return new[] { 0, 0.001, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1 }.All(quantile =>
            {
                var exact = latencies[Math.Max(0, (int)Math.Ceiling(quantile * latencies.Length) - 1)];
                return IsClose(histogram.Quantile(quantile)!.Value.Ticks, exact);
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Every_latency_up_to_a_day_stands_for_itself_within_one_percent()
    {
        for (var ticks = 1L; ticks <= TimeSpan.TicksPerDay; ticks += 1 + (ticks / 977))
        {
            var read = Of(ticks).Quantile(1)!.Value.Ticks;
            Assert.True(IsClose(read, ticks), $"{ticks} was read as {read}");
        }
    }

    [Fact]
    public void Two_merged_equal_one_that_saw_all() =>
        Prop.ForAll(AnyLatencies, AnyLatencies, (some, others) =>
        {
            var merged = Of(some);
            merged.Add(Of(others));
            var all = Of([.. some, .. others]);
            return merged.Count == all.Count
                && Enumerable.Range(0, 101).All(percent => merged.Quantile(percent / 100.0) == all.Quantile(percent / 100.0));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Nothing_has_no_quantile()
    {
        Assert.Null(new LatencyHistogram().Quantile(0.5));
        Assert.Equal(0, new LatencyHistogram().Count);
    }

    [Fact]
    public void Zero_and_less_count_as_zero()
    {
        Assert.Equal(TimeSpan.Zero, Of(0).Quantile(0.5));
        Assert.Equal(TimeSpan.Zero, Of(-1).Quantile(0.5));
        Assert.Equal(TimeSpan.Zero, Of(long.MinValue).Quantile(0.5));
    }

    [Fact]
    public void More_than_a_day_counts_as_a_day()
    {
        var day = TimeSpan.FromDays(1);
        foreach (var ticks in new[] { day.Ticks, day.Ticks + 1, TimeSpan.MaxValue.Ticks })
        {
            Assert.InRange(Of(ticks).Quantile(0.5)!.Value, day * 0.99, day);
        }
    }

    [Fact]
    public void What_is_over_a_limit_and_the_mean_are_within_one_percent_too() =>
        Prop.ForAll(AnyLatencies, latencies =>
        {
            var histogram = Of(latencies);
            var limit = latencies[latencies.Length / 2] * 1.5;
            var mean = latencies.Average();
            return histogram.CountAbove(limit) >= latencies.Count(latency => latency > limit * 1.01)
                && histogram.CountAbove(limit) <= latencies.Count(latency => latency > (limit * 0.99) - 1)
                && Math.Abs(histogram.Mean!.Value - mean) <= (mean * 0.01) + 0.5;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_bucket_counts_beyond_what_its_cell_can_hold()
    {
        var histogram = Of(100);
        var bucket = LatencyBuckets.Of(TimeSpan.TicksPerSecond);
        for (var i = 0; i < 10; i++)
        {
            histogram.Add(bucket, uint.MaxValue - 5L);
        }

        var merged = new LatencyHistogram();
        merged.Add(histogram);
        Assert.Equal(1 + (10 * (uint.MaxValue - 5L)), merged.Count);
        Assert.Equal(10 * (uint.MaxValue - 5L), merged.CountAbove(TimeSpan.TicksPerSecond / 2));
    }

    [Fact]
    public void Buckets_follow_each_other_without_a_gap()
    {
        var last = 0;
        for (var ticks = 0L; ticks <= TimeSpan.TicksPerDay; ticks += 1 + (ticks / 5_000))
        {
            var bucket = LatencyBuckets.Of(ticks);
            Assert.InRange(bucket, last, last + 1);
            last = bucket;
        }

        Assert.InRange(LatencyBuckets.Of(long.MaxValue), last, LatencyBuckets.Count - 1);
    }

    [Fact]
    public void Cleared_it_counts_anew()
    {
        var histogram = Of(10_000, 20_000);
        histogram.Clear();
        Assert.Equal(0, histogram.Count);
        histogram.Add(TimeSpan.FromSeconds(1));
        Assert.Equal(1, histogram.Count);
    }

    // Half of a 64th: 0.79 %.
    private static bool IsClose(long read, long exact) => Math.Abs(read - exact) <= exact / 128.0;

    private static LatencyHistogram Of(params long[] ticks)
    {
        var histogram = new LatencyHistogram();
        foreach (var latency in ticks)
        {
            histogram.Add(TimeSpan.FromTicks(latency));
        }

        return histogram;
    }
}
