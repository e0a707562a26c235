namespace FeatureRollout;

/// <summary>One value of a metric.</summary>
/// <param name="At">When it was measured.</param>
/// <param name="Value">The value in the metric's unit: a rate as a fraction, a time in seconds. NaN and infinities count as no data.</param>
public readonly record struct MetricPoint(DateTimeOffset At, double Value);
