namespace FeatureRollout.Outcomes;

/// <summary>
/// Counts of latencies in buckets of equal relative width, from which any quantile is known within 1 %.
/// The buckets are those of DDSketch (Masson, Rim, Lee: "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with
/// Relative-Error Guarantees", PVLDB 12(12), 2019): with γ = 1.02, bucket i holds γ^(i−1) &lt; x ≤ γ^i, x in ticks of
/// 100 ns, and stands for 2γ^i / (γ+1), which is within (γ−1)/(γ+1) = 0.99 % of all of it. A latency of zero has a
/// bucket of its own, a negative one counts as zero, one over a day as a day.
/// </summary>
/// <remarks>
/// <see cref="Add(TimeSpan)"/> may be called from any thread while others add or read; it allocates only where latencies touch a
/// range for the first time (64 buckets are a factor of 3.5). Between 1 ms and 1 s that makes 6 pages, 1.7 KB; the whole
/// range takes 6.4 KB. A bucket counts to 2^32.
/// </remarks>
internal sealed class LatencyHistogram
{
    /// <summary>Latencies above this count as this.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private const double Gamma = 1.02;
    private const int BucketsPerPage = 64;

    private static readonly double LogGamma = Math.Log(Gamma);
    private static readonly int PageCount = (BucketOf(Longest.Ticks) / BucketsPerPage) + 1;

    private readonly uint[]?[] _pages = new uint[]?[PageCount];

    /// <summary>Counts one latency.</summary>
    internal void Add(TimeSpan latency)
    {
        var bucket = BucketOf(latency.Ticks);
        Interlocked.Increment(ref Page(bucket / BucketsPerPage)[bucket % BucketsPerPage]);
    }

    /// <summary>Adds all that another has counted, as if each had been added here.</summary>
    internal void Add(LatencyHistogram other)
    {
        for (var page = 0; page < PageCount; page++)
        {
            if (Volatile.Read(ref other._pages[page]) is not { } from)
            {
                continue;
            }

            var to = Page(page);
            for (var i = 0; i < BucketsPerPage; i++)
            {
                if (Volatile.Read(ref from[i]) is > 0 and var count)
                {
                    Interlocked.Add(ref to[i], count);
                }
            }
        }
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    internal void Clear()
    {
        foreach (var page in _pages)
        {
            page.AsSpan().Clear();
        }
    }

    /// <summary>How many latencies were added.</summary>
    internal long Count()
    {
        var count = 0L;
        foreach (var page in _pages)
        {
            foreach (var bucket in page.AsSpan())
            {
                count += bucket;
            }
        }

        return count;
    }

    /// <summary>
    /// The smallest latency that at least the fraction <paramref name="quantile"/> (0 to 1) of all does not exceed, within
    /// 0.99 % and the rounding to a tick (50 ns), so within 1 % from half a millisecond on; null without any.
    /// </summary>
    internal TimeSpan? Quantile(double quantile)
    {
        var count = Count();
        var rank = Math.Clamp((long)Math.Ceiling(quantile * count), 1, Math.Max(1, count));
        var seen = 0L;
        for (var page = 0; page < PageCount; page++)
        {
            if (Volatile.Read(ref _pages[page]) is not { } buckets)
            {
                continue;
            }

            for (var i = 0; i < BucketsPerPage; i++)
            {
                seen += buckets[i];
                if (seen >= rank)
                {
                    return ValueOf((page * BucketsPerPage) + i);
                }
            }
        }

        return null;
    }

    private static int BucketOf(long ticks) => ticks <= 0
        ? 0
        : 1 + (int)Math.Ceiling(Math.Log(Math.Min(ticks, Longest.Ticks)) / LogGamma);

    private static TimeSpan ValueOf(int bucket)
    {
        if (bucket == 0)
        {
            return TimeSpan.Zero;
        }

        var ticks = 2 * Math.Pow(Gamma, bucket - 1) / (Gamma + 1);
        return TimeSpan.FromTicks(Math.Min((long)Math.Round(ticks), Longest.Ticks));
    }

    private uint[] Page(int page)
    {
        ref var place = ref _pages[page];
        return Volatile.Read(ref place)
            ?? Interlocked.CompareExchange(ref place, new uint[BucketsPerPage], null)
            ?? place!;
    }
}
