using System.Text.Json.Serialization;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>A rollout as it is judged now.</summary>
internal sealed record AssessmentResource(
    string Key,
    DateTimeOffset At,
    [property: JsonConverter(typeof(CamelCase<RolloutStatus>))] RolloutStatus Status,
    string? Stage,
    string Next,
    IReadOnlyList<string> Unmet,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<CriterionResource> AdvanceWhen,
    IReadOnlyList<CriterionResource> HoldWhen,
    IReadOnlyList<CriterionResource> RollbackWhen,
    IReadOnlyList<CriterionResource> Bands,
    IReadOnlyList<CriterionResource> Alerts,
    IReadOnlyList<CriterionResource> Targets)
{
    public static AssessmentResource Of(RolloutAssessment judged) => new(
        judged.Rollout.Key,
        judged.At,
        judged.Rollout.Status,
        judged.Rollout.StageName,
        judged.Next,
        judged.Unmet,
        judged.Warnings,
        CriterionResource.Of(judged.AdvanceWhen),
        CriterionResource.Of(judged.HoldWhen),
        CriterionResource.Of(judged.RollbackWhen),
        CriterionResource.Of(judged.Bands),
        CriterionResource.Of(judged.Alerts),
        CriterionResource.Of(judged.Targets));
}

/// <summary>A criterion as it was judged.</summary>
/// <param name="Criterion">As the plan has it.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Value">A rate as a fraction, a time in seconds, else as it came.</param>
/// <param name="Limit">In the same unit.</param>
/// <param name="Samples">How many requests or points it stands on.</param>
/// <param name="Window">What was read, such as <c>1h</c>.</param>
/// <param name="AgeMs">How old the newest thing in it is.</param>
/// <param name="Since">Since when it has held.</param>
/// <param name="Explanation">In one sentence.</param>
internal sealed record CriterionResource(
    string Criterion,
    [property: JsonConverter(typeof(CamelCase<CriterionVerdict>))] CriterionVerdict Verdict,
    double? Value,
    double? Limit,
    long? Samples,
    string? Window,
    double? AgeMs,
    DateTimeOffset? Since,
    string Explanation)
{
    public static IReadOnlyList<CriterionResource> Of(IReadOnlyList<CriterionResult> results) => [.. results.Select(Of)];

    private static CriterionResource Of(CriterionResult result) => new(
        result.Criterion,
        result.Verdict,
        Finite(result.Value),
        Finite(result.Limit),
        result.Samples,
        result.Window is { } window ? DurationText.Write(window) : null,
        result.Age?.TotalMilliseconds,
        result.Since,
        result.Explanation);

    /// <summary>JSON has no name for the others.</summary>
    private static double? Finite(double? number) => number is { } value && double.IsFinite(value) ? value : null;
}
