using FeatureRollout.Outcomes;

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

    /// <summary>The last hour's 95th percentile at the present stage, for each arm that has latencies in it.</summary>
    internal required Func<IEnumerable<(string Flag, bool Enabled, TimeSpan Latency)>> LatencyP95 { get; init; }

    /// <summary>What each flag lets in at present, 0 to 100, and the stage of its rollout.</summary>
    internal required Func<IEnumerable<(string Flag, string? Stage, double Percentage)>> Percentages { get; init; }

    /// <summary>The flags of whatever snapshot serves at each collection.</summary>
    internal static FlagMetricsSource Of(Func<Snapshot> serving, Func<long> unknownFlagEvaluations, TimeProvider time) => new()
    {
        UnknownFlagEvaluations = unknownFlagEvaluations,
        Evaluations = () => Records(serving).Select(record =>
        {
            var (off, on) = EvaluationCounters.Read(record.Slot);
            return (record.Key, on, off);
        }),
        EnabledCustomers = () => Records(serving)
            .Select(record => (record.Key, Estimate: record.EnabledCustomers.Estimate()))
            .Where(flag => flag.Estimate > 0),
        Outcomes = () => Arms(serving).Select(arm =>
        {
            var (successes, failures) = arm.Flag.Record.OutcomeTotals(arm.Enabled);
            return (arm.Flag.Key, arm.Enabled, successes, failures);
        }).Where(arm => arm.successes + arm.failures > 0),
        LatencyP95 = () => Arms(serving)
            .Select(arm => (
                arm.Flag.Key,
                arm.Enabled,
                Latency: arm.Flag.Parts.Outcomes.Read(arm.Enabled ? OutcomeArm.On : OutcomeArm.Off, OutcomeWindows.Hour, time.GetUtcNow().UtcTicks).LatencyP95))
            .Where(arm => arm.Latency is not null)
            .Select(arm => (arm.Key, arm.Enabled, arm.Latency!.Value)),
        Percentages = () => serving().Flags.Select(flag => (flag.Key, flag.Source.State?.Stage?.Name, Percentage(flag.Source))),
    };

    private static double Percentage(EffectiveFlag flag) =>
        flag.KilledBy.Count > 0 || flag.State?.Stage is { Active: false } || (flag.Definition.Plan is not null && flag.State?.Stage is null)
            ? 0
            : (double)flag.Percentage.Value;

    private static IEnumerable<FlagRecord> Records(Func<Snapshot> serving) => serving().Flags.Select(flag => flag.Record);

    private static IEnumerable<(CompiledFlag Flag, bool Enabled)> Arms(Func<Snapshot> serving) =>
        serving().Flags.SelectMany(flag => new[] { (flag, true), (flag, false) });
}
