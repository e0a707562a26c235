using System.Text.Json.Serialization;

namespace FeatureRollout.Cli.Authoring;

/// <summary>What somebody wants of a new flag file.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Plan">One of the shipped plans; null for none: then people set the percentage by hand.</param>
/// <param name="CopyPlan">Whether the file has the plan's text, to be changed.</param>
/// <param name="Owner">Who looks after the flag; null for nobody yet.</param>
/// <param name="Customers">Who is always on.</param>
internal sealed record NewFlag(string Flag, string? Plan, bool CopyPlan, string? Owner, IReadOnlyList<string> Customers)
{
    /// <summary>The plan's name in the file: a copy is called after the flag, so that nobody takes it for the one that ships.</summary>
    public string? PlanName => Plan is not null && CopyPlan ? $"{Flag}-{Plan}" : Plan;
}

/// <summary>What <c>new --json</c> prints.</summary>
internal sealed record NewDocument(string File, string Flag, string? Plan, string? Owner, IReadOnlyList<string> Customers);

/// <summary>How it is printed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(NewDocument))]
internal sealed partial class NewJson : JsonSerializerContext;
