using System.Numerics;

namespace FeatureRollout.Outcomes;

/// <summary>
/// Numbers latencies by size, so that each number stands for latencies within 0.79 % of one value: up to 127 ticks of 100 ns
/// each has a number of its own, above that every doubling is cut into 64 equal parts (as HdrHistogram does it:
/// hdrhistogram.org). One more number is for outcomes without a latency. A negative latency counts as zero, one over a day as a day.
/// </summary>
internal static class LatencyBuckets
{
    /// <summary>Buckets are kept in pages of this many.</summary>
    internal const int PerPage = 1 << PageBits;

    internal const int PageBits = 6;

    /// <summary>Latencies above this count as this.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromTicks(LongestTicks);

    /// <summary>How many buckets there are, in whole pages: 35 of 64.</summary>
    internal const int Count = 35 * PerPage;

    private const long LongestTicks = TimeSpan.TicksPerDay;

    /// <summary>The bucket of a latency in ticks.</summary>
    internal static int Of(long ticks)
    {
        var latency = (ulong)Math.Clamp(ticks, 0, LongestTicks);
        var shift = BitOperations.Log2(latency | PerPage) - PageBits;
        return (shift << PageBits) + (int)(latency >> shift);
    }

    /// <summary>The latency in ticks that a bucket stands for: its middle.</summary>
    internal static long TicksOf(int bucket)
    {
        var width = bucket < 2 * PerPage ? 1 : 1L << ((bucket >> PageBits) - 1);
        return Math.Min(StartOf(bucket) + ((width - 1) / 2), LongestTicks);
    }

    /// <summary>The smallest latency in ticks that falls into a bucket.</summary>
    internal static long StartOf(int bucket) =>
        bucket < 2 * PerPage ? bucket : (long)((bucket & (PerPage - 1)) + PerPage) << ((bucket >> PageBits) - 1);
}
