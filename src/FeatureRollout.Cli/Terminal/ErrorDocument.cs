using System.Text.Json.Serialization;

namespace FeatureRollout.Cli.Terminal;

/// <summary>What stands on the error stream where JSON was asked for.</summary>
/// <param name="Error">What is wrong, where, and what would be right.</param>
/// <param name="Details">More of it, each in one sentence.</param>
/// <param name="ExitCode">What the program ends with.</param>
internal sealed record ErrorDocument(string Error, IReadOnlyList<string> Details, int ExitCode);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ErrorDocument))]
internal sealed partial class TerminalJson : JsonSerializerContext;
