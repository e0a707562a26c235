using FeatureRollout.Criteria;

namespace FeatureRollout.Control.Looking;

/// <summary>The outcomes of several flags that move together, as if they were one.</summary>
internal sealed class JoinedOutcomes : IOutcomeSample
{
    /// <summary>How narrow a quantile is bracketed, as a ratio: finer than the histograms behind it.</summary>
    private const double Precision = 1.001;

    private readonly IReadOnlyList<IOutcomeSample> _parts;

    private JoinedOutcomes(IReadOnlyList<IOutcomeSample> parts) => _parts = parts;

    /// <summary>Joins; null for none, and one alone is left as it is.</summary>
    public static IOutcomeSample? Of(IReadOnlyList<IOutcomeSample> parts) => parts.Count switch
    {
        0 => null,
        1 => parts[0],
        _ => new JoinedOutcomes(parts),
    };

    public string Run => string.Join('+', _parts.Select(part => part.Run));

    public TimeSpan Covered => _parts.Max(part => part.Covered);

    public long Count => _parts.Sum(part => part.Count);

    public long Failures => _parts.Sum(part => part.Failures);

    public long LatencyCount => _parts.Sum(part => part.LatencyCount);

    public double? Mean => LatencyCount is var count and > 0
        ? _parts.Sum(part => (part.Mean ?? 0) * part.LatencyCount) / count
        : null;

    public long CountAbove(double seconds) => _parts.Sum(part => part.CountAbove(seconds));

    /// <summary>The joined quantile lies between the smallest and the largest of the parts' own.</summary>
    public double? Quantile(double quantile)
    {
        var own = _parts.Select(part => part.Quantile(quantile)).OfType<double>().ToArray();
        if (own.Length == 0)
        {
            return null;
        }

        var (low, high) = (own.Min(), own.Max());
        var above = (long)((1 - quantile) * LatencyCount);
        while (low > 0 && high / low > Precision)
        {
            var middle = Math.Sqrt(low * high);
            (low, high) = CountAbove(middle) > above ? (middle, high) : (low, middle);
        }

        return high;
    }
}
