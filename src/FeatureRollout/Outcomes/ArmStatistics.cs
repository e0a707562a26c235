namespace FeatureRollout;

/// <summary>The outcomes of one arm of a flag over a window of time.</summary>
public sealed record ArmStatistics
{
    /// <summary>Outcomes that succeeded.</summary>
    public required long Successes { get; init; }

    /// <summary>Outcomes that failed.</summary>
    public required long Failures { get; init; }

    /// <summary>All outcomes.</summary>
    public long Count => Successes + Failures;

    /// <summary>Failures as a fraction of all outcomes; null without any.</summary>
    public double? ErrorRate => Count == 0 ? null : (double)Failures / Count;

    /// <summary>Outcomes with a latency.</summary>
    public required long LatencyCount { get; init; }

    /// <summary>The median latency; null without any. Quantiles are within 0.79 % of a recorded value.</summary>
    public required TimeSpan? LatencyP50 { get; init; }

    /// <summary>The 95th percentile of latency; null without any.</summary>
    public required TimeSpan? LatencyP95 { get; init; }

    /// <summary>The 99th percentile of latency; null without any.</summary>
    public required TimeSpan? LatencyP99 { get; init; }
}
