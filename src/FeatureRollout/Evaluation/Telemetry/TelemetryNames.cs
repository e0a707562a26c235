namespace FeatureRollout.Evaluation.Telemetry;

/// <summary>
/// Every name under which the library reports itself. Those that start with <c>feature_flag.</c> are the ones of the
/// OpenTelemetry conventions for feature flags, https://opentelemetry.io/docs/specs/semconv/feature-flags/; the others are
/// the library's own.
/// </summary>
internal static class TelemetryNames
{
    /// <summary>The name of every <see cref="System.Diagnostics.Metrics.Meter"/> of the library.</summary>
    internal const string Meter = "FeatureRollout";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/> of the library.</summary>
    internal const string ActivitySource = "FeatureRollout";

    /// <summary>Counter of answers by flag and arm.</summary>
    internal const string Evaluations = "feature_rollout.evaluations";

    /// <summary>Counter of questions about flags that nobody knows; it has no key, because anything may be asked for.</summary>
    internal const string UnknownFlagEvaluations = "feature_rollout.unknown_flag.evaluations";

    /// <summary>Gauge of the estimated number of different customers that were answered on, by flag.</summary>
    internal const string EnabledCustomers = "feature_rollout.customers.enabled";

    /// <summary>Counter of outcomes by flag, arm and outcome.</summary>
    internal const string Outcomes = "feature_rollout.outcomes";

    /// <summary>Gauge of the 95th percentile of latency in seconds, by flag and arm, over the last hour.</summary>
    internal const string LatencyP95 = "feature_rollout.outcomes.latency.p95";

    /// <summary>Gauge of the percentage of customers that a flag lets in, 0 to 100, by flag and, under a rollout, stage.</summary>
    internal const string Percentage = "feature_rollout.percentage";

    /// <summary>The name of the stage that a rollout is at.</summary>
    internal const string Stage = "feature_rollout.stage";

    /// <summary>The flag's key.</summary>
    internal const string Key = "feature_flag.key";

    /// <summary>The answer: the variant's name, or <see cref="On"/> or <see cref="Off"/> where there is none.</summary>
    internal const string Variant = "feature_flag.result.variant";

    /// <summary>Why; the convention writes its terms in lower case.</summary>
    internal const string Reason = "feature_flag.result.reason";

    /// <summary>Who gave the flag.</summary>
    internal const string Provider = "feature_flag.provider.name";

    /// <summary>On the meter: the environment that is served.</summary>
    internal const string Environment = "feature_rollout.environment";

    /// <summary>How the work went: <see cref="Success"/> or <see cref="Failure"/>.</summary>
    internal const string Outcome = "feature_rollout.outcome";

    /// <summary>The library, as <see cref="Provider"/> names it.</summary>
    internal const string ProviderName = "feature-rollout";

    internal const string On = "on";

    internal const string Off = "off";

    internal const string Success = "success";

    internal const string Failure = "failure";
}
