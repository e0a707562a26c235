namespace FeatureRollout.Criteria.Language;

/// <summary>The metrics that the library has itself, from the outcomes that the host records.</summary>
internal static class OwnMetrics
{
    /// <summary>The share of outcomes that failed.</summary>
    public const string ErrorRate = "error_rate";

    /// <summary>The share of outcomes that did not.</summary>
    public const string SuccessRate = "success_rate";

    /// <summary>Outcomes.</summary>
    public const string Requests = "requests";

    /// <summary>Outcomes that failed.</summary>
    public const string Errors = "errors";

    /// <summary>How long they took, in seconds.</summary>
    public const string Latency = "latency";

    /// <summary>All of them.</summary>
    public static readonly string[] Names = [ErrorRate, SuccessRate, Requests, Errors, Latency];

    /// <summary>Whether a metric is one of these.</summary>
    public static bool Contains(string metric) => Names.Contains(metric, StringComparer.Ordinal);

    /// <summary>Why a metric cannot be read so, with what to write; null where it can.</summary>
    public static string? WhyNot(ReadingExpression reading) => (reading.Metric, reading.Function) switch
    {
        (Latency, ReadingFunction.None or ReadingFunction.Last) =>
            "'latency' is many values, not one: write p95(latency), avg(latency) or max(latency).",
        (Latency, ReadingFunction.Percentile or ReadingFunction.Average or ReadingFunction.Minimum or ReadingFunction.Maximum) => null,
        (Latency, ReadingFunction.Count) => reading.Where is null or { Sign: CriterionSign.Greater }
            ? null
            : "Latencies are counted over a limit: write count(latency > 500ms).",
        (Latency, _) => "'latency' can be read by p50 to p99, avg, min, max and count.",
        (ErrorRate or SuccessRate, ReadingFunction.None) => null,
        (ErrorRate or SuccessRate, _) => $"'{reading.Metric}' is one number for the whole window: write it without a function.",
        (Requests or Errors, ReadingFunction.None or ReadingFunction.Rate) => null,
        (Requests or Errors, _) => $"'{reading.Metric}' counts over the whole window: write it without a function, or rate({reading.Metric}) for how many a second.",
        _ => null,
    };
}
