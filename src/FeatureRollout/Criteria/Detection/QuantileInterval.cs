namespace FeatureRollout.Criteria.Detection;

/// <summary>
/// Between which two of the sorted values a quantile of their distribution lies, whatever that distribution is: an interval by
/// order statistics (David and Nagaraja, "Order Statistics", 3rd edition, 7.1).
/// </summary>
/// <remarks>
/// How many of n independent values are at most the true q-quantile is binomial with n and q. So the l-th smallest value is over
/// it with the probability that fewer than l are at most it, and the u-th smallest is under it with the probability that at least
/// u are; l and u are chosen so that each is at most half of what the confidence leaves.
/// </remarks>
/// <param name="Count">How many values there are.</param>
/// <param name="LowerRank">The rank (from 1) of the value that the quantile is not under; 0 where there are too few values to say.</param>
/// <param name="UpperRank">The rank of the value that the quantile is not over; <paramref name="Count"/> + 1 where there are too few values to say.</param>
internal readonly record struct QuantileInterval(long Count, long LowerRank, long UpperRank)
{
    // What is this much less likely than the most likely count is left out.
    private const double Negligible = 1e-18;

    /// <summary>Which share of the values (0 to 1) is at most the lower end; null where there is none. What a histogram's quantile takes.</summary>
    public double? LowerLevel => LowerRank == 0 ? null : (double)LowerRank / Count;

    /// <summary>Which share of the values (0 to 1) is at most the upper end; null where there is none.</summary>
    public double? UpperLevel => UpperRank > Count ? null : (double)UpperRank / Count;

    /// <summary>The ranks for a quantile.</summary>
    /// <param name="count">How many values there are; 0 or more.</param>
    /// <param name="quantile">More than 0, under 1.</param>
    /// <param name="confidence">With which probability at least the interval holds the quantile; more than 0, under 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static QuantileInterval Of(long count, double quantile, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Check(quantile, nameof(quantile));
        Check(confidence, nameof(confidence));

        // The binomial probabilities as multiples of the largest, outwards until nothing is left; no factorial, so no overflow.
        var mode = Math.Min(count, (long)((count + 1) * quantile));
        var odds = quantile / (1 - quantile);
        var below = new List<double>();
        for (var (k, weight) = (mode, 1.0); k > 0 && weight > Negligible; k--)
        {
            weight *= k / ((count - k + 1) * odds);
            below.Add(weight);
        }

        var above = new List<double>();
        for (var (k, weight) = (mode, 1.0); k < count && weight > Negligible; k++)
        {
            weight *= (count - k) * odds / (k + 1);
            above.Add(weight);
        }

        var tail = (below.Sum() + 1 + above.Sum()) * (1 - confidence) / 2;
        return new QuantileInterval(count, LowerRankOf(mode, below, tail), UpperRankOf(mode, above, tail));
    }

    /// <summary>Whether the quantile is over a limit that so many of the values are over.</summary>
    public bool IsOver(long over) => Count - over < LowerRank;

    /// <summary>Whether the quantile is at most a limit that so many of the values are over.</summary>
    public bool IsWithin(long over) => Count - over >= UpperRank;

    /// <summary>The largest l for which fewer than l are likely at most the tail; weights are of mode − 1, mode − 2 and on.</summary>
    private static long LowerRankOf(long mode, List<double> below, double tail)
    {
        var sum = 0.0;
        for (var i = below.Count - 1; i >= 0; i--)
        {
            sum += below[i];
            if (sum > tail)
            {
                // Fewer than mode − 1 − i is likely enough; one more is too much.
                return mode - 1 - i;
            }
        }

        return mode;
    }

    /// <summary>The smallest u for which u and more are likely at most the tail; weights are of mode + 1, mode + 2 and on.</summary>
    private static long UpperRankOf(long mode, List<double> above, double tail)
    {
        var sum = 0.0;
        for (var i = above.Count - 1; i >= 0; i--)
        {
            sum += above[i];
            if (sum > tail)
            {
                return mode + 2 + i;
            }
        }

        return mode + 1;
    }

    private static void Check(double fraction, string name)
    {
        if (fraction is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(name, fraction, "More than 0 and under 1.");
        }
    }
}
