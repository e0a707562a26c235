using System.Text.Json.Serialization;

namespace FeatureRollout.Cli.Linting.Formats;

/// <summary>The JSON of <c>lint --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(LintReport))]
internal sealed partial class LintJson : JsonSerializerContext;
