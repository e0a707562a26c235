namespace FeatureRollout.Control.Looking;

/// <summary>
/// Tells whether traffic is split as the percentage says. A split that is off means that some requests are not counted, or
/// that one arm keeps customers away; comparisons of the arms are then worth little.
/// </summary>
internal static class SampleRatio
{
    /// <summary>Fewer outcomes than this say nothing about the split.</summary>
    private const long LeastCount = 1_000;

    /// <summary>Requests of one customer go together, so that a split by requests strays more than chance by customers would.</summary>
    private const double LeastDeviation = 0.1;

    /// <summary>Of the chi-square distribution with one degree of freedom, passed by chance once in a million.</summary>
    private const double Limit = 23.93;

    /// <summary>A warning; null where the split is as expected, or nothing can be said.</summary>
    /// <param name="on">Outcomes of answers that were drawn and on.</param>
    /// <param name="off">Outcomes of answers that were drawn and off.</param>
    /// <param name="percentage">The share that should be on.</param>
    public static string? Warn(long on, long off, Percentage percentage)
    {
        var count = on + off;
        var share = percentage.Thousandths / 100_000d;
        if (count < LeastCount || share is 0 or 1)
        {
            return null;
        }

        var expected = count * share;
        var deviation = on - expected;
        var chiSquare = (deviation * deviation / expected) + (deviation * deviation / (count - expected));
        return chiSquare > Limit && Math.Abs(deviation) > LeastDeviation * Math.Min(expected, count - expected)
            ? FormattableString.Invariant(
                $"Sample ratio mismatch: {100d * on / count:0.##} % of {count:N0} counted requests were on, at {percentage}. Some requests are not counted, or one arm keeps customers away; a few customers with much traffic can do it too.")
            : null;
    }
}
