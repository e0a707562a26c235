namespace FeatureRollout.Outcomes;

/// <summary>
/// Counts of latencies in <see cref="LatencyBuckets"/>, from which any quantile, and the mean, is known within 0.79 %. Two can be merged without loss. Not thread-safe.
/// </summary>
/// <remarks>
/// Memory is taken by pages of 64 buckets, 280 bytes each, when latencies first touch one: a page is a doubling. Between 1 ms and
/// 1 s that makes 11 pages, 3 KB; the whole range takes 10 KB.
/// </remarks>
internal sealed class LatencyHistogram
{
    private readonly uint[]?[] _pages = new uint[]?[LatencyBuckets.Count / LatencyBuckets.PerPage];

    // How often a bucket has gone over 2^32, which takes months of heavy traffic.
    private Dictionary<int, uint>? _carries;

    /// <summary>How many latencies were added.</summary>
    internal long Count { get; private set; }

    /// <summary>The mean latency in ticks; null without any.</summary>
    internal double? Mean
    {
        get
        {
            if (Count == 0)
            {
                return null;
            }

            var sum = 0.0;
            foreach (var (bucket, count) in Buckets())
            {
                sum += (double)LatencyBuckets.TicksOf(bucket) * count;
            }

            return sum / Count;
        }
    }

    /// <summary>Counts one latency.</summary>
    internal void Add(TimeSpan latency) => Add(LatencyBuckets.Of(latency.Ticks), 1);

    /// <summary>Counts latencies of one bucket.</summary>
    internal void Add(int bucket, long count)
    {
        Count += count;
        var page = _pages[bucket / LatencyBuckets.PerPage] ??= new uint[LatencyBuckets.PerPage];
        ref var cell = ref page[bucket % LatencyBuckets.PerPage];
        var sum = cell + count;
        cell = (uint)sum;
        if (sum > uint.MaxValue)
        {
            Carry(bucket, (uint)(sum >> 32));
        }
    }

    /// <summary>Adds all that another has counted, as if each had been added here.</summary>
    /// <remarks>Page by page, since a look at a rollout merges a dozen of them for each window.</remarks>
    internal void Add(LatencyHistogram other)
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            if (other._pages[page] is { } cells)
            {
                Add(page * LatencyBuckets.PerPage, cells, _pages[page] ??= new uint[LatencyBuckets.PerPage]);
            }
        }

        Count += other.Count;
        foreach (var (bucket, carry) in other._carries ?? [])
        {
            Carry(bucket, carry);
        }
    }

    /// <summary>Counts latencies by bucket.</summary>
    internal void Add(IReadOnlyList<(int Bucket, long Count)> latencies)
    {
        foreach (var (bucket, count) in latencies)
        {
            Add(bucket, count);
        }
    }

    /// <summary>What this has counted more than another that was like it once, by rising bucket, none of them zero.</summary>
    internal IReadOnlyList<(int Bucket, long Count)> Since(LatencyHistogram earlier)
    {
        if (Count == earlier.Count)
        {
            return [];
        }

        var more = new List<(int Bucket, long Count)>();
        foreach (var (bucket, count) in Buckets())
        {
            if (count - earlier.At(bucket) is var since and > 0)
            {
                more.Add((bucket, since));
            }
        }

        return more;
    }

    /// <summary>Forgets everything and keeps the memory.</summary>
    internal void Clear()
    {
        Count = 0;
        _carries = null;
        foreach (var page in _pages)
        {
            page.AsSpan().Clear();
        }
    }

    /// <summary>
    /// The smallest latency that at least the fraction <paramref name="quantile"/> (0 to 1) of all does not exceed; null without any.
    /// </summary>
    internal TimeSpan? Quantile(double quantile)
    {
        var rank = Math.Clamp((long)Math.Ceiling(quantile * Count), 1, Math.Max(1, Count));
        foreach (var (bucket, count) in Buckets())
        {
            rank -= count;
            if (rank <= 0)
            {
                return TimeSpan.FromTicks(LatencyBuckets.TicksOf(bucket));
            }
        }

        return null;
    }

    /// <summary>How many latencies were over a limit in ticks; one within 0.79 % of the limit may count either way.</summary>
    internal long CountAbove(double ticks)
    {
        var above = 0L;
        foreach (var (bucket, count) in Buckets())
        {
            above += LatencyBuckets.TicksOf(bucket) > ticks ? count : 0;
        }

        return above;
    }

    private void Add(int firstBucket, ReadOnlySpan<uint> from, Span<uint> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            var sum = to[i] + from[i];
            if (sum < from[i])
            {
                Carry(firstBucket + i, 1);
            }

            to[i] = sum;
        }
    }

    private void Carry(int bucket, uint times)
    {
        _carries ??= [];
        _carries[bucket] = _carries.GetValueOrDefault(bucket) + times;
    }

    private long Carried(int bucket) => _carries is { } carries ? (long)carries.GetValueOrDefault(bucket) << 32 : 0;

    private long At(int bucket) =>
        _pages[bucket / LatencyBuckets.PerPage] is { } cells ? cells[bucket % LatencyBuckets.PerPage] + Carried(bucket) : 0;

    /// <summary>The buckets that are not empty, in order.</summary>
    private BucketEnumerator Buckets() => new(this);

    /// <summary>Walks over the buckets at about a nanosecond each, since every look at a rollout does so many times.</summary>
    private struct BucketEnumerator(LatencyHistogram histogram)
    {
        private uint[]? _cells;
        private int _page = -1;
        private int _cell = LatencyBuckets.PerPage - 1;

        public (int Bucket, long Count) Current { get; private set; }

        public readonly BucketEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            while (true)
            {
                if (_cells is null || ++_cell == LatencyBuckets.PerPage)
                {
                    if (++_page == histogram._pages.Length)
                    {
                        return false;
                    }

                    (_cells, _cell) = (histogram._pages[_page], -1);
                    continue;
                }

                var bucket = (_page * LatencyBuckets.PerPage) + _cell;
                var count = _cells[_cell] + histogram.Carried(bucket);
                if (count > 0)
                {
                    Current = (bucket, count);
                    return true;
                }
            }
        }
    }
}
