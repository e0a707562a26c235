using System.Diagnostics.Metrics;

namespace FeatureRollout.Evaluation.Telemetry;

/// <summary>
/// The metrics of one client, observed when a listener collects and costing nothing before. Each instrument asks its own part
/// of the source, with known flags only: the tags are bounded by the flags, and no customer is ever in one.
/// </summary>
/// <remarks>
/// Every client has a meter of its own, with its environment as a tag and a scope of its own, so that several in one process
/// report side by side. Disposing ends the reports. The process knows every meter that is not disposed, and so everything that
/// the source and the scope refer to.
/// </remarks>
internal sealed class FlagMetrics : IDisposable
{
    private readonly Meter _meter;

    internal FlagMetrics(string environment, object scope, FlagMetricsSource source)
    {
        _meter = new Meter(new MeterOptions(TelemetryNames.Meter)
        {
            Version = typeof(FlagMetrics).Assembly.GetName().Version?.ToString(3),
            Tags = [new(TelemetryNames.Environment, environment)],
            Scope = scope,
        });

        _meter.CreateObservableCounter(
            TelemetryNames.Evaluations,
            () => Evaluations(source.Evaluations()),
            "{evaluation}",
            "Questions answered, by flag and answer.");
        _meter.CreateObservableCounter(
            TelemetryNames.UnknownFlagEvaluations,
            source.UnknownFlagEvaluations,
            "{evaluation}",
            "Questions about flags that no provider knows.");
        _meter.CreateObservableGauge(
            TelemetryNames.EnabledCustomers,
            () => source.EnabledCustomers().Select(flag => new Measurement<long>(flag.Estimate, Key(flag.Flag))),
            "{customer}",
            "Different customers answered on since the process started, estimated with a standard error of 3.25 %.");
        _meter.CreateObservableCounter(
            TelemetryNames.Outcomes,
            () => Outcomes(source.Outcomes()),
            "{outcome}",
            "Outcomes recorded, by flag, answer and result.");
        _meter.CreateObservableGauge(
            TelemetryNames.LatencyP95,
            () => source.LatencyP95().Select(arm => new Measurement<double>(arm.Latency.TotalSeconds, Key(arm.Flag), Variant(arm.Enabled))),
            "s",
            "95th percentile of the latency of outcomes in the last hour, by flag and answer.");

        // No unit: exporters disagree on how a name that speaks of percent already is to be completed.
        _meter.CreateObservableGauge(
            TelemetryNames.Percentage,
            () => source.Percentages().Select(flag => new Measurement<double>(flag.Percentage, Tags(flag.Flag, flag.Stage))),
            unit: null,
            "Percentage of customers, 0 to 100, that the flag lets in before rules, by flag and, under a rollout, stage; 0 where it is off for everybody.");
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Evaluations(IEnumerable<(string Flag, long On, long Off)> flags)
    {
        foreach (var (flag, on, off) in flags)
        {
            yield return new(on, Key(flag), Variant(enabled: true));
            yield return new(off, Key(flag), Variant(enabled: false));
        }
    }

    private static IEnumerable<Measurement<long>> Outcomes(IEnumerable<(string Flag, bool Enabled, long Successes, long Failures)> arms)
    {
        foreach (var (flag, enabled, successes, failures) in arms)
        {
            yield return new(successes, Key(flag), Variant(enabled), Outcome(TelemetryNames.Success));
            yield return new(failures, Key(flag), Variant(enabled), Outcome(TelemetryNames.Failure));
        }
    }

    private static KeyValuePair<string, object?>[] Tags(string flag, string? stage) =>
        stage is null ? [Key(flag)] : [Key(flag), new(TelemetryNames.Stage, stage)];

    private static KeyValuePair<string, object?> Key(string flag) => new(TelemetryNames.Key, flag);

    private static KeyValuePair<string, object?> Variant(bool enabled) =>
        new(TelemetryNames.Variant, enabled ? TelemetryNames.On : TelemetryNames.Off);

    private static KeyValuePair<string, object?> Outcome(string outcome) => new(TelemetryNames.Outcome, outcome);
}
