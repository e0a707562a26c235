using System.Text.Json.Serialization;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Watching.Monitoring;
using FeatureRollout.Cli.Watching.Verifying;

namespace FeatureRollout.Cli.Watching;

/// <summary>
/// What <c>watch FLAG --json</c> prints at each look. Where nothing could be read, <c>trouble</c> says why and the rest is null. The events are
/// those that came since the line before; in the first line the newest 50.
/// </summary>
internal sealed record WatchDocument(
    DateTimeOffset At, string Environment, string Place, string? Trouble, bool? SeesOutcomes, FlagResource? Flag, RolloutResource? Rollout, AssessmentResource? Assessment,
    StatsResource? Stats, HistoryResource? History, FleetResource? Fleet, IReadOnlyList<EventResource>? Events);

/// <summary>What <c>watch --json</c> prints at each look.</summary>
internal sealed record WatchListDocument(DateTimeOffset At, string Environment, string Place, string? Trouble, bool? SeesOutcomes, IReadOnlyList<RolloutSummaryResource>? Rollouts);

/// <summary>What <c>monitor --json</c> prints at each change and at the end.</summary>
/// <param name="At">When.</param>
/// <param name="Flag">The flag.</param>
/// <param name="Stage">The stage that is waited for.</param>
/// <param name="Verdict"><c>pass</c>, <c>fail</c> or <c>undecided</c>.</param>
/// <param name="Why">In one sentence.</param>
/// <param name="IsFinal">Whether it is the last line.</param>
/// <param name="Trouble">Why nothing could be read; null where it could.</param>
/// <param name="Status">Of the rollout, as it was last read; null before.</param>
/// <param name="PresentStage">The stage that it is in.</param>
/// <param name="Percentage">Of customers.</param>
/// <param name="Changes">What has changed since the line before.</param>
internal sealed record MonitorDocument(
    DateTimeOffset At, string Flag, string Stage, StageVerdict Verdict, string Why, bool IsFinal, string? Trouble,
    [property: JsonConverter(typeof(CamelCase<RolloutStatus>))] RolloutStatus? Status, string? PresentStage, decimal? Percentage,
    IReadOnlyList<string> Changes);

/// <summary>What <c>verify --json</c> prints.</summary>
internal sealed record VerifyDocument(DateTimeOffset At, string Environment, string Place, CheckVerdict Verdict, IReadOnlyList<Check> Checks);

/// <summary>One document a line, so that line by line it can be read while it goes on.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WatchDocument))]
[JsonSerializable(typeof(WatchListDocument))]
[JsonSerializable(typeof(MonitorDocument))]
internal sealed partial class WatchJson : JsonSerializerContext;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VerifyDocument))]
internal sealed partial class VerifyJson : JsonSerializerContext;
