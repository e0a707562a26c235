namespace FeatureRollout.Control.Metrics;

/// <summary>What a look got of a metric.</summary>
/// <param name="Points">Finite points within the window, oldest first, one at least; null without data.</param>
/// <param name="Failure">Why there is no data, in one sentence; null where there is.</param>
internal sealed record MetricReading(IReadOnlyList<MetricPoint>? Points, string? Failure)
{
    /// <summary>No data.</summary>
    public static MetricReading None(string failure) => new(null, failure);
}
