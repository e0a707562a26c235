namespace FeatureRollout.Simulation.Running;

/// <summary>
/// Gives the points of simulated metrics: a metric is asked for by its name, and evaluated at up to 100 moments of a window,
/// at each with the percentage that held then.
/// </summary>
internal sealed class SimulatedMetrics(RolloutSimulation settings, SimulationClock clock, DateTimeOffset start, IReadOnlyList<SimulatedMoment> moments) : IMetricSource
{
    public const string SourceName = "simulation";

    private const int MostPoints = 100;

    public string Name => SourceName;

    /// <summary>The plan with every source replaced by this one.</summary>
    public static PlanDefinition ReadBy(PlanDefinition plan) => plan with
    {
        Metrics = plan.Metrics.ToDictionary(
            metric => metric.Key,
            metric => metric.Value.Source is null ? metric.Value : metric.Value with { Source = SourceName, Query = metric.Key },
            StringComparer.Ordinal),
    };

    public ValueTask<IReadOnlyList<MetricPoint>> ReadAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (!settings.Metrics.TryGetValue(query, out var metric))
        {
            throw new MetricSourceException($"The simulation has no metric \"{query}\".");
        }

        var first = from > start ? from : start;
        var least = Math.Max(settings.Interval.Ticks, TimeSpan.TicksPerMinute);
        var step = Math.Max(least, (to - first).Ticks / MostPoints / least * least);
        var points = new List<MetricPoint>(MostPoints + 2);
        for (var at = start + TimeSpan.FromTicks(((first - start).Ticks + step - 1) / step * step); at < to; at += TimeSpan.FromTicks(step))
        {
            Add(at);
        }

        Add(to);
        return ValueTask.FromResult<IReadOnlyList<MetricPoint>>(points);

        void Add(DateTimeOffset at)
        {
            if (metric(MomentAt(at)) is { } value)
            {
                points.Add(new MetricPoint(at, value));
            }
        }
    }

    /// <summary>The present value, for what people report.</summary>
    public double? Now(string metric) => settings.Metrics.TryGetValue(metric, out var read) ? read(MomentAt(clock.Now)) : null;

    private SimulatedMoment MomentAt(DateTimeOffset at)
    {
        var i = moments.Count - 1;
        while (i >= 0 && moments[i].At > at)
        {
            i--;
        }

        return i < 0 ? new SimulatedMoment(at, at - start, Percentage.Zero, null) : moments[i] with { At = at, Elapsed = at - start };
    }
}
