using FeatureRollout.Outcomes;

namespace FeatureRollout.Simulation.Drawing;

/// <summary>
/// A log-normal latency, cut into the buckets in which outcomes are counted, so that drawing a latency is drawing a bucket:
/// by Walker's alias method, or where there are many by a binomial draw for each bucket. Not thread-safe.
/// </summary>
internal sealed class LatencyShape
{
    /// <summary>The quantile of the normal distribution at 95 %.</summary>
    private const double Normal95 = 1.6448536269514722;

    /// <summary>Latencies less likely than this on either side are left out: one in a hundred million.</summary>
    private const double MostDeviations = 5.6;

    private readonly double[] _probabilities;
    private readonly (uint Keep, int Alias)[] _places;
    private readonly long[] _drawn;

    /// <summary>Makes the shape.</summary>
    /// <param name="median">More than zero.</param>
    /// <param name="p95">At least the median.</param>
    public LatencyShape(TimeSpan median, TimeSpan p95)
    {
        var center = Math.Log(median.Ticks);
        var deviation = Math.Max((Math.Log(p95.Ticks) - center) / Normal95, 1e-6);
        FirstBucket = LatencyBuckets.Of((long)Math.Exp(center - (MostDeviations * deviation)));
        var last = LatencyBuckets.Of((long)Math.Min(Math.Exp(center + (MostDeviations * deviation)), LatencyBuckets.Longest.Ticks));
        _probabilities = new double[last - FirstBucket + 1];
        var below = 0.0;
        for (var i = 0; i < _probabilities.Length; i++)
        {
            var upTo = i == _probabilities.Length - 1
                ? 1
                : NormalShare((Math.Log(LatencyBuckets.StartOf(FirstBucket + i + 1)) - center) / deviation);
            _probabilities[i] = upTo - below;
            below = upTo;
        }

        _places = Alias(_probabilities);
        _drawn = new long[_probabilities.Length];
    }

    /// <summary>The first bucket that is drawn.</summary>
    public int FirstBucket { get; }

    /// <summary>Draws so many latencies: how many fall into each bucket from the first on. It is overwritten by the next draw.</summary>
    public ReadOnlySpan<long> Draw(RandomStream random, long count)
    {
        Array.Clear(_drawn);
        if (count < 8 * _drawn.Length)
        {
            for (var i = 0L; i < count; i++)
            {
                var bits = random.Next();
                var at = (int)(((bits >> 32) * (ulong)_places.Length) >> 32);
                var (keep, alias) = _places[at];
                _drawn[(uint)bits <= keep ? at : alias]++;
            }

            return _drawn;
        }

        var share = 1.0;
        for (var i = 0; i < _drawn.Length && count > 0; i++)
        {
            _drawn[i] = i == _drawn.Length - 1 ? count : Counts.Binomial(random, count, _probabilities[i] / share);
            count -= _drawn[i];
            share = Math.Max(share - _probabilities[i], double.Epsilon);
        }

        return _drawn;
    }

    /// <summary>Vose's way to make the tables: each place keeps a share of itself and gives the rest to one other.</summary>
    private static (uint Keep, int Alias)[] Alias(double[] probabilities)
    {
        var count = probabilities.Length;
        var keep = Array.ConvertAll(probabilities, each => each * count);
        var alias = Enumerable.Range(0, count).ToArray();
        var small = new Stack<int>(Enumerable.Range(0, count).Where(i => keep[i] < 1));
        var large = new Stack<int>(Enumerable.Range(0, count).Where(i => keep[i] >= 1));
        while (small.Count > 0 && large.Count > 0)
        {
            var (less, more) = (small.Pop(), large.Pop());
            alias[less] = more;
            keep[more] -= 1 - keep[less];
            (keep[more] < 1 ? small : large).Push(more);
        }

        foreach (var rest in small.Concat(large))
        {
            keep[rest] = 1;
        }

        return [.. keep.Zip(alias, (share, other) => ((uint)(Math.Min(share, 1) * uint.MaxValue), other))];
    }

    /// <summary>
    /// The share of a normal distribution below a value, within 7.5e-8 (Abramowitz and Stegun, "Handbook of Mathematical
    /// Functions", 26.2.17).
    /// </summary>
    private static double NormalShare(double value)
    {
        var t = 1 / (1 + (0.2316419 * Math.Abs(value)));
        var series = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        var above = Math.Exp(-value * value / 2) / Math.Sqrt(2 * Math.PI) * series;
        return value < 0 ? above : 1 - above;
    }
}
