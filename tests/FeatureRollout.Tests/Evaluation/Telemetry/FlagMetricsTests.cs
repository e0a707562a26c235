using System.Diagnostics.Metrics;
using System.Globalization;
using FeatureRollout.Evaluation.Telemetry;

namespace FeatureRollout.Tests.Evaluation.Telemetry;

[Trait("Requirement", "F-21")]
[Trait("Requirement", "S3-06")]
public sealed class FlagMetricsTests
{
    private static readonly FlagMetricsSource Source = new()
    {
        Evaluations = () => [("a", 3, 7), ("b", 0, 1)],
        UnknownFlagEvaluations = () => 5,
        EnabledCustomers = () => [("a", 2)],
        Outcomes = () => [("a", true, 10, 4), ("a", false, 20, 0)],
        LatencyP95 = () => [("a", true, TimeSpan.FromMilliseconds(250))],
        Percentages = () => [("a", "canary", 12.5), ("b", null, 0)],
    };

    [Fact]
    public void Each_part_of_the_source_is_reported_under_its_name_unit_and_tags()
    {
        var client = new object();
        using var metrics = new FlagMetrics("production", client, Source);

        Assert.Equal(
            [
                "feature_rollout.customers.enabled {customer} [feature_flag.key=a] 2",
                "feature_rollout.evaluations {evaluation} [feature_flag.key=a feature_flag.result.variant=off] 7",
                "feature_rollout.evaluations {evaluation} [feature_flag.key=a feature_flag.result.variant=on] 3",
                "feature_rollout.evaluations {evaluation} [feature_flag.key=b feature_flag.result.variant=off] 1",
                "feature_rollout.evaluations {evaluation} [feature_flag.key=b feature_flag.result.variant=on] 0",
                "feature_rollout.outcomes {outcome} [feature_flag.key=a feature_flag.result.variant=off feature_rollout.outcome=failure] 0",
                "feature_rollout.outcomes {outcome} [feature_flag.key=a feature_flag.result.variant=off feature_rollout.outcome=success] 20",
                "feature_rollout.outcomes {outcome} [feature_flag.key=a feature_flag.result.variant=on feature_rollout.outcome=failure] 4",
                "feature_rollout.outcomes {outcome} [feature_flag.key=a feature_flag.result.variant=on feature_rollout.outcome=success] 10",
                "feature_rollout.outcomes.latency.p95 s [feature_flag.key=a feature_flag.result.variant=on] 0.25",
                "feature_rollout.percentage  [feature_flag.key=a feature_rollout.stage=canary] 12.5",
                "feature_rollout.percentage  [feature_flag.key=b] 0",
                "feature_rollout.unknown_flag.evaluations {evaluation} [] 5",
            ],
            Collect(client));
    }

    [Fact]
    public void Two_clients_report_side_by_side_each_with_its_environment()
    {
        var (here, there) = (new object(), new object());
        using var first = new FlagMetrics("production", here, Source);
        using (new FlagMetrics("staging", there, Source with { UnknownFlagEvaluations = () => 9 }))
        {
            var environments = new List<string>();
            Assert.Contains("feature_rollout.unknown_flag.evaluations {evaluation} [] 5", Collect(here, environments), StringComparer.Ordinal);
            Assert.Contains("feature_rollout.unknown_flag.evaluations {evaluation} [] 9", Collect(there, environments), StringComparer.Ordinal);
            Assert.Equal("production staging", string.Join(' ', environments.Distinct(StringComparer.Ordinal)));
        }

        Assert.Empty(Collect(there));
        Assert.Equal(13, Collect(here).Count);
    }

    [Fact]
    public void The_source_is_not_asked_before_somebody_listens()
    {
        var asked = 0;
        var client = new object();
        using var metrics = new FlagMetrics("production", client, Source with
        {
            UnknownFlagEvaluations = () =>
            {
                asked++;
                return 1;
            },
        });
        Assert.Equal(0, asked);
        Collect(client);
        Assert.Equal(1, asked);
    }

    private static List<string> Collect(object client, List<string>? environments = null)
    {
        var lines = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, client))
                {
                    Assert.Equal("FeatureRollout", instrument.Meter.Name);
                    var tag = Assert.Single(instrument.Meter.Tags!);
                    Assert.Equal("feature_rollout.environment", tag.Key);
                    environments?.Add((string)tag.Value!);
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        lines.Sort(StringComparer.Ordinal);
        return lines;

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var named = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{instrument.Name} {instrument.Unit} [{named}] {value}"));
        }
    }
}
