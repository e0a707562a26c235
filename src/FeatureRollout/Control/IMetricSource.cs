namespace FeatureRollout;

/// <summary>
/// Reads a metric for criteria. What it throws, a timeout, no point, points that are not finite: all are "no data", never
/// a pass and never a trigger.
/// </summary>
public interface IMetricSource
{
    /// <summary>The name that plans use.</summary>
    string Name { get; }

    /// <summary>
    /// Reads the points of a metric between two moments, oldest first. A source that only knows the present value gives
    /// that as one point; the library keeps the points of earlier looks.
    /// </summary>
    /// <param name="query">What the plan asks, with its placeholders filled in.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="to">The last moment, which is now.</param>
    /// <param name="cancellationToken">Cancelled at the read timeout.</param>
    /// <exception cref="MetricSourceException">It could not be read; the message is shown to operators.</exception>
    ValueTask<IReadOnlyList<MetricPoint>> ReadAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

/// <summary>A metric could not be read.</summary>
public sealed class MetricSourceException : Exception
{
    /// <summary>Makes one.</summary>
    public MetricSourceException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">Why, without secrets: it is shown to operators.</param>
    public MetricSourceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">Why, without secrets: it is shown to operators.</param>
    /// <param name="innerException">What caused it.</param>
    public MetricSourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
