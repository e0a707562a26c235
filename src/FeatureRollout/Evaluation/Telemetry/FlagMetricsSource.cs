namespace FeatureRollout.Evaluation.Telemetry;

/// <summary>
/// What a client's metrics are read from, each on its own, because a listener may want only some. Called from the listener's
/// thread at each collection; counts must never shrink while the client lives.
/// </summary>
internal sealed record FlagMetricsSource
{
    /// <summary>Answers of each known flag.</summary>
    internal required Func<IEnumerable<(string Flag, long On, long Off)>> Evaluations { get; init; }

    /// <summary>Questions about flags that nobody knows.</summary>
    internal required Func<long> UnknownFlagEvaluations { get; init; }

    /// <summary>The estimate for each flag that has answered on.</summary>
    internal required Func<IEnumerable<(string Flag, long Estimate)>> EnabledCustomers { get; init; }

    /// <summary>All outcomes since the start, for each arm that has any.</summary>
    internal required Func<IEnumerable<(string Flag, bool Enabled, long Successes, long Failures)>> Outcomes { get; init; }

    /// <summary>The last hour's 95th percentile, for each arm that has latencies in it.</summary>
    internal required Func<IEnumerable<(string Flag, bool Enabled, TimeSpan Latency)>> LatencyP95 { get; init; }
}
