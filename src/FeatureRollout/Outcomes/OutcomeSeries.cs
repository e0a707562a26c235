namespace FeatureRollout.Outcomes;

/// <summary>The outcomes of one arm by the minute or by the hour, put together from any number of windows. Not thread-safe.</summary>
/// <param name="first">The number of the first slot: its time divided by the length of a slot.</param>
/// <param name="length">How many slots there are.</param>
/// <param name="isByHour">Whether a slot is an hour; else it is a minute, and latencies, kept by ten of them, are left out.</param>
internal sealed class OutcomeSeries(long first, int length, bool isByHour)
{
    private readonly OutcomeCounts?[] _counts = new OutcomeCounts?[length];
    private readonly LatencyHistogram?[] _latencies = new LatencyHistogram?[isByHour ? length : 0];

    internal long First => first;

    internal int Length => length;

    internal bool IsByHour => isByHour;

    /// <summary>Adds to one slot.</summary>
    internal void Add(int slot, OutcomeCounts counts) => (_counts[slot] ??= new OutcomeCounts()).Add(counts.Successes, counts.Failures);

    /// <summary>Adds to one slot.</summary>
    internal void Add(int slot, LatencyHistogram latencies) => (_latencies[slot] ??= new LatencyHistogram()).Add(latencies);

    /// <summary>What was counted in a slot.</summary>
    internal (long Successes, long Failures) At(int slot) => (_counts[slot]?.Successes ?? 0, _counts[slot]?.Failures ?? 0);

    /// <summary>A quantile (0 to 1) of a slot's latencies; null where they are not known.</summary>
    internal TimeSpan? Quantile(int slot, double quantile) => isByHour ? _latencies[slot]?.Quantile(quantile) : null;
}
