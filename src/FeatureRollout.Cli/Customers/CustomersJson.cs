using System.Text.Json.Serialization;

namespace FeatureRollout.Cli.Customers;

/// <summary>The documents of <c>preview</c> and <c>cohort</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CohortResource))]
[JsonSerializable(typeof(PreviewSummary))]
internal sealed partial class CustomersJson : JsonSerializerContext;

/// <summary>A cohort that was drawn.</summary>
/// <param name="Salt">What it was drawn by.</param>
/// <param name="Listed">The rows of the list.</param>
/// <param name="Eligible">Those that might be drawn.</param>
/// <param name="Drawn">How many customers are drawn.</param>
/// <param name="ReachedAt">The percentage from which on a flag with that salt reaches all of them by itself.</param>
/// <param name="Undecided">The rows that were left out because a condition could not be decided.</param>
/// <param name="Strata">Each stratum.</param>
/// <param name="Customers">Who is drawn; a larger cohort begins with the same.</param>
internal sealed record CohortResource(
    string Salt, long Listed, long Eligible, long Drawn, decimal ReachedAt, long Undecided, IReadOnlyList<StratumResource> Strata, IReadOnlyList<string> Customers);

/// <summary>A stratum; its name is empty where nothing is stratified or its columns are empty.</summary>
internal sealed record StratumResource(string Name, long Listed, long Eligible, long Drawn);

/// <summary>Who would change.</summary>
/// <param name="Key">The flag.</param>
/// <param name="From">The percentage compared with.</param>
/// <param name="To">The percentage looked at.</param>
/// <param name="IsExact">Whether it was worked out over a list.</param>
/// <param name="Customers">The rows of the list; null in an estimate.</param>
/// <param name="EnabledNow">How many it is on for.</param>
/// <param name="EnabledThen">How many it would be on for.</param>
/// <param name="AddedCount">How many would be added.</param>
/// <param name="RemovedCount">How many would be removed.</param>
/// <param name="Added">The first of them.</param>
/// <param name="Removed">The first of them.</param>
internal sealed record PreviewSummary(
    string Key, decimal From, decimal To, bool IsExact, long? Customers, long EnabledNow, long EnabledThen, long AddedCount, long RemovedCount, IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    /// <summary>The bucketing looked at; left out where it stays.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Bucketing { get; init; }

    /// <summary>How many get another variant; left out where the bucketing stays, and in an estimate.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? OtherVariant { get; init; }

    /// <summary>The share of all customers that changes on average; left out where the bucketing stays, and over a list.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ExpectedShare { get; init; }
}
