using System.Text.Json.Serialization;
using FeatureRollout.AdminApi.Wire;

namespace FeatureRollout.Cli.Hygiene;

/// <summary>What <c>stale --json</c> prints.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Flags">The flags that should be looked at.</param>
/// <param name="UnknownAsked">Names that the host was asked for and that no flag has.</param>
/// <param name="UnknownInSource">Names that the source asks for and that no flag has; null where none was scanned.</param>
/// <param name="FilesScanned">How many files of the source were read; null where none was scanned.</param>
internal sealed record StaleDocument(string Environment, IReadOnlyList<StaleFlag> Flags, IReadOnlyList<UnknownFlagResource> UnknownAsked, IReadOnlyList<UnknownInSource>? UnknownInSource, int? FilesScanned)
{
    [JsonIgnore]
    public bool IsClean => Flags.Count == 0 && UnknownAsked.Count == 0 && UnknownInSource is null or { Count: 0 };
}

/// <summary>A flag that should be looked at.</summary>
/// <param name="Key">The flag.</param>
/// <param name="Owner">Who looks after it; null for nobody.</param>
/// <param name="Marks">Why.</param>
/// <param name="Uses">How often the source names it; null where none was scanned. A flag with none can go.</param>
/// <param name="Places">The first places.</param>
internal sealed record StaleFlag(string Key, string? Owner, IReadOnlyList<MarkResource> Marks, int? Uses, IReadOnlyList<PlaceInSource> Places);

/// <summary>A name that the source asks for and that no flag has.</summary>
internal sealed record UnknownInSource(string Name, string? Nearest, int Uses, IReadOnlyList<PlaceInSource> Places);

/// <summary>A place in the source.</summary>
internal sealed record PlaceInSource(string File, int Line);

/// <summary>How it is printed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(StaleDocument))]
internal sealed partial class StaleJson : JsonSerializerContext;
