using System.Text.Json.Serialization;

namespace FeatureRollout.Cli.Archive;

/// <summary>What <c>export --json</c> prints.</summary>
/// <param name="File">Where the archive is.</param>
/// <param name="Environment">The environment that it was made of.</param>
/// <param name="ExportedAt">When, by the store's clock.</param>
/// <param name="Documents">How many flags' and rollouts' states are in it.</param>
/// <param name="Events">How many events.</param>
internal sealed record ExportedDocument(string File, string Environment, DateTimeOffset ExportedAt, int Documents, int Events);

/// <summary>How it is printed.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ExportedDocument))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
