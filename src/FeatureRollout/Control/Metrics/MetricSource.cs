namespace FeatureRollout;

/// <summary>Makes metric sources of delegates.</summary>
public static class MetricSource
{
    /// <summary>A source that knows the present value alone; the library keeps what earlier looks have read.</summary>
    /// <param name="name">The name that plans use.</param>
    /// <param name="read">Gives the present value of what the plan asks; null where there is none.</param>
    public static IMetricSource FromDelegate(string name, Func<string, CancellationToken, ValueTask<double?>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new DelegateMetricSource(Named(name), async (query, _, to, cancellationToken) =>
            await read(query, cancellationToken).ConfigureAwait(false) is { } value ? [new MetricPoint(to, value)] : []);
    }

    /// <summary>A source that knows the points between two moments.</summary>
    /// <param name="name">The name that plans use.</param>
    /// <param name="read">What <see cref="IMetricSource.ReadAsync"/> does.</param>
    public static IMetricSource FromDelegate(
        string name, Func<string, DateTimeOffset, DateTimeOffset, CancellationToken, ValueTask<IReadOnlyList<MetricPoint>>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new DelegateMetricSource(Named(name), read);
    }

    private static string Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return name;
    }

    private sealed class DelegateMetricSource(
        string name, Func<string, DateTimeOffset, DateTimeOffset, CancellationToken, ValueTask<IReadOnlyList<MetricPoint>>> read) : IMetricSource
    {
        public string Name => name;

        public ValueTask<IReadOnlyList<MetricPoint>> ReadAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            read(query, from, to, cancellationToken);
    }
}
