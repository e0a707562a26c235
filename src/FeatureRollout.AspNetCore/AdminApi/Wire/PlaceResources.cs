using System.Text.Json.Serialization;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>Which processes serve the last change.</summary>
internal sealed record FleetResource(string Key, string Standing, int Serving, bool IsEverywhere, DateTimeOffset? Since, string Text, IReadOnlyList<ProcessResource> Processes)
{
    public static FleetResource Of(FleetStatus fleet) => new(
        fleet.Key,
        fleet.Standing,
        fleet.Serving,
        fleet.IsEverywhere,
        fleet.Since,
        fleet.ToString(),
        [.. fleet.Processes.Select(process => new ProcessResource(process.Name, process.SeenAt, process.Since))]);
}

/// <summary>One process.</summary>
internal sealed record ProcessResource(string Name, DateTimeOffset SeenAt, DateTimeOffset? Since);

/// <summary>How far the served flags can be relied on.</summary>
internal sealed record StatusResource(
    string Environment, [property: JsonConverter(typeof(CamelCase<FlagsReadiness>))] FlagsReadiness Readiness, long Version, IReadOnlyList<ProviderResource> Providers)
{
    public static StatusResource Of(FeatureFlagsStatus status) => new(
        status.Environment,
        status.Readiness,
        status.Version,
        [.. status.Providers.Select(provider => new ProviderResource(provider.Name, provider.Version, provider.LastGood, provider.FromLastKnownGood, provider.Problems))]);
}

/// <summary>One provider's freshness.</summary>
internal sealed record ProviderResource(string Name, string? Version, DateTimeOffset? LastGood, bool FromLastKnownGood, IReadOnlyList<string> Problems);

/// <summary>Names that were asked for and that nobody knows.</summary>
internal sealed record UnknownFlagsResource(IReadOnlyList<UnknownFlagResource> Flags);

/// <summary>Such a name.</summary>
internal sealed record UnknownFlagResource(string Name, long Count, string? Nearest);

/// <summary>Why a flag is on or off for a customer.</summary>
internal sealed record ExplanationResource(
    string Flag,
    bool Enabled,
    [property: JsonConverter(typeof(CamelCase<FlagReason>))] FlagReason Reason,
    string Term,
    int? Bucket,
    string? Stage,
    string? Variant,
    long Version,
    IReadOnlyList<ExplanationStepResource> Steps)
{
    public static ExplanationResource Of(FlagExplanation explanation) => new(
        explanation.Evaluation.Flag,
        explanation.Evaluation.Enabled,
        explanation.Evaluation.Reason,
        explanation.Evaluation.Term(),
        explanation.Evaluation.Bucket,
        explanation.Evaluation.Stage,
        explanation.Evaluation.Variant,
        explanation.Evaluation.Version,
        [.. explanation.Steps.Select(step => new ExplanationStepResource(step.Name, step.Decided, step.Detail, step.Layer))]);
}

/// <summary>One step from the question to the answer.</summary>
internal sealed record ExplanationStepResource(string Name, bool Decided, string Detail, string? Layer);

/// <summary>Why each flag is on or off for a customer.</summary>
internal sealed record ExplanationsResource(IReadOnlyList<ExplanationResource> Flags);

/// <summary>What an erasure found.</summary>
internal sealed record ErasureResource(string Replacement, IReadOnlyList<string> Keys, int Records, IReadOnlyList<string> LeftInDefinitions);

/// <summary>What the change of several flags did.</summary>
internal sealed record FlagsChangedResource(IReadOnlyList<string> Applied, IReadOnlyList<FlagSummaryResource> Flags);

/// <summary>What an archive put back.</summary>
/// <param name="Environment">The environment that took it.</param>
/// <param name="From">The environment that it was made of.</param>
/// <param name="ExportedAt">When.</param>
/// <param name="Documents">How many flags' and rollouts' documents.</param>
/// <param name="Events">How many events.</param>
internal sealed record RestoredResource(string Environment, string From, DateTimeOffset ExportedAt, int Documents, int Events)
{
    public static RestoredResource Of(RolloutArchiveContent content, string environment) => new(environment, content.Environment, content.ExportedAt, content.Documents.Count, content.Events.Count);
}
