namespace FeatureRollout.Criteria.Detection;

/// <summary>
/// Tells whether failures have become more frequent than a limit allows, validly at every look and as fast after healthy
/// weeks as on the first day. Pure; its state is five numbers.
/// </summary>
/// <remarks>
/// <para>
/// It is the mixture of CUSUM e-detectors of Shin, Ramdas and Rinaldo, "E-detectors: a nonparametric framework for sequential
/// change detection" (arXiv:2203.03532), for outcomes that succeed or fail: each of five alternatives bets that the odds
/// of a failure are m times those of the limit p, for m = 1.25, 2, 4, 8 and 16. (Odds, so that no alternative reaches 1, whatever the
/// limit.) At each look its statistic becomes max(M, 1) × the likelihood ratio of what came since the last look, of which the
/// logarithm is failures × ln m − count × ln(1 + p(m − 1)). The mean of the five is proof when it reaches 1,000.
/// </para>
/// <para>
/// While the rate is at most the limit, the mean number of looks to a false proof is at least 999, and N looks prove
/// falsely with a probability of at most N / 999, for any number of requests a look, also one that changes and one that depends on what was seen:
/// after N looks the Shiryaev–Roberts sum, which is nowhere smaller than these statistics, has a mean of at most N, and taking
/// max(M, 1) for M adds at most 1. That takes failures that are independent of each other; docs/detector.md measures
/// what really comes out, and what bursts do.
/// </para>
/// <para>
/// Nothing falls below 0 (M = 1): however long all went well, a fault is met as on the first day. And the mean is held
/// at 1,000: after proof, the first look that speaks for the limit takes the proof back, so that proof at several looks in a
/// row means a fault that lasts. Both only make statistics that may be relied on smaller, but for the 1 in 999.
/// </para>
/// </remarks>
internal static class ChangeDetector
{
    private static readonly double[] OddsFactors = [1.25, 2, 4, 8, 16];
    private static readonly double[] LogFactors = [.. OddsFactors.Select(factor => Math.Log(factor))];
    private static readonly double LogThreshold = Math.Log(1000);

    // Holding the mean at the threshold rounds.
    private const double Rounding = 1e-9;

    /// <summary>Adds what came since the last look.</summary>
    /// <param name="state">The logarithms of the statistics, each 0 or more; empty at first. One of another length is taken as empty.</param>
    /// <param name="count">Outcomes since the last look; 0 or more.</param>
    /// <param name="failures">Of these, failures; 0 to <paramref name="count"/>.</param>
    /// <param name="limit">The largest rate that is still allowed; more than 0, under 1.</param>
    /// <returns>The new state.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static IReadOnlyList<double> Look(IReadOnlyList<double> state, long count, long failures, double limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(failures);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failures, count);
        if (limit is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "A limit is more than 0 and under 1.");
        }

        if (count == 0)
        {
            return state;
        }

        var logs = new double[OddsFactors.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            var before = state.Count == logs.Length && state[i] > 0 ? state[i] : 0;
            logs[i] = before + (failures * LogFactors[i]) - (count * Math.Log(1 + (limit * (OddsFactors[i] - 1))));
        }

        // Relative to the largest, so that large counts cost no digits.
        var largest = logs.Max();
        var meanToLargest = LogMean(logs, largest);
        var held = Math.Min(largest, LogThreshold - meanToLargest);
        foreach (ref var log in logs.AsSpan())
        {
            log = Math.Max(log - largest + held, 0);
        }

        return logs;
    }

    /// <summary>Whether the state is proof that the rate is over the limit.</summary>
    public static bool IsProof(IReadOnlyList<double> state) =>
        state.Count == OddsFactors.Length && LogMean(state) >= LogThreshold - Rounding;

    /// <summary>The logarithm of the mean of the statistics: 0 and less is no evidence, 6.9 proof.</summary>
    internal static double LogMean(IReadOnlyList<double> logs)
    {
        var largest = logs.Max();
        return largest + LogMean(logs, largest);
    }

    private static double LogMean(IReadOnlyList<double> logs, double largest) =>
        Math.Log(logs.Sum(log => Math.Exp(log - largest)) / logs.Count);
}
