namespace FeatureRollout.Outcomes;

/// <summary>
/// The outcomes of one arm over a window or since the start: the counts as they were when they were asked for, the latencies
/// as they are when first looked at, since putting them together costs most and few ask for them. Not thread-safe.
/// </summary>
internal sealed class OutcomeSample(OutcomeCounts counts, Func<LatencyHistogram> gather)
{
    private LatencyHistogram? _latencies;

    /// <summary>Which counting this is: one process, one stay in a stage. Two samples since the start with the same mark can be subtracted.</summary>
    public required string Run { get; init; }

    /// <summary>How much time is covered: the window, or less where counting began within it.</summary>
    public required TimeSpan Covered { get; init; }

    /// <summary>Outcomes.</summary>
    public long Count => counts.Successes + counts.Failures;

    /// <summary>Outcomes that failed.</summary>
    public long Failures => counts.Failures;

    /// <summary>Outcomes with a latency.</summary>
    public long LatencyCount => Latencies.Count;

    /// <summary>The mean latency in seconds, within 0.79 %; null without any.</summary>
    public double? Mean => Latencies.Mean / TimeSpan.TicksPerSecond;

    /// <summary>How many latencies were over a limit in seconds; one within 0.79 % of the limit may count either way.</summary>
    public long CountAbove(double seconds) => Latencies.CountAbove(seconds * TimeSpan.TicksPerSecond);

    /// <summary>A quantile (0 to 1) of the latency in seconds, within 0.79 %; null without any.</summary>
    public double? Quantile(double quantile) => Latencies.Quantile(quantile)?.TotalSeconds;

    private LatencyHistogram Latencies => _latencies ??= gather();
}
