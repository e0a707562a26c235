using System.Text.Json.Serialization;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>Why a request was refused, as RFC 9457 has it, with what helps to mend it.</summary>
internal sealed record ProblemResource
{
    /// <summary>The status again.</summary>
    public required int Status { get; init; }

    /// <summary>What kind of refusal.</summary>
    public required string Title { get; init; }

    /// <summary>What is wrong with this request.</summary>
    public required string Detail { get; init; }

    /// <summary>The member of the body, the parameter or the header that is wrong, such as <c>rollout.percentage</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    /// <summary>The line in the body, from 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Line { get; init; }

    /// <summary>The byte in that line, from 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Column { get; init; }

    /// <summary>What stands against it, each in one sentence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Unmet { get; init; }

    /// <summary>What stands in the store, where somebody else was faster.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CurrentResource? Current { get; init; }

    /// <summary>The members of the body that were carried out before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Applied { get; init; }
}

/// <summary>What stands in the store.</summary>
/// <param name="Key">Whose.</param>
/// <param name="Version">The version that the next change must name.</param>
/// <param name="ChangedAt">When it was last written.</param>
/// <param name="Killed">Whether its kill switch is thrown.</param>
/// <param name="Percentage">The percentage that people set beside any rollout; null for none.</param>
/// <param name="Status">Where its rollout stands; null without one.</param>
/// <param name="Stage">The rollout's stage; null in none.</param>
/// <param name="Reason">Why it stands there.</param>
internal sealed record CurrentResource(
    string Key, long Version, DateTimeOffset? ChangedAt, bool Killed, decimal? Percentage, [property: JsonConverter(typeof(CamelCase<RolloutStatus>))] RolloutStatus? Status, string? Stage, string? Reason)
{
    public static CurrentResource Of(FlagDocument document) => new(
        document.Key,
        document.Version,
        document.UpdatedAt,
        document.State.Enabled == false || document.Rollout?.Status == RolloutStatus.Killed,
        document.State.Percentage?.Value,
        document.Rollout?.Status,
        document.Rollout?.StageName,
        document.Rollout?.Reason);
}
