using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FeatureRollout.Cli.Tests.Linting.Schema;

/// <summary>The flag files that the repository shows: samples, the plans that ship, and examples in the docs.</summary>
internal static partial class FlagDocuments
{
    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private static readonly string[] Sections = ["flags", "segments", "plans", "rollouts"];

    /// <summary>Whole files.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Files { get; } = Directory
        .EnumerateFiles(Path.Combine(SchemaValidator.Root, "samples"), "*.json", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
        .Append(Path.Combine(SchemaValidator.Root, "src", "FeatureRollout", "Flags", "Plans", "Shipped.json"))
        .Select(file => (File: Path.GetRelativePath(SchemaValidator.Root, file), Root: Parse(File.ReadAllText(file))))
        .Where(file => file.Root is not null && (IsFlagFile(file.Root) || file.Root.All(member => member.Value is JsonObject flag && (flag.ContainsKey("rollout_percentage") || flag.ContainsKey("variations")))))
        .ToDictionary(file => file.File, file => file.Root!, StringComparer.Ordinal);

    /// <summary>Examples in the docs, which may name flags that they don't show.</summary>
    public static IReadOnlyDictionary<string, JsonObject> Examples { get; } = Directory
        .EnumerateFiles(Path.Combine(SchemaValidator.Root, "docs"), "*.md")
        .Append(Path.Combine(SchemaValidator.Root, "README.md"))
        .SelectMany(file => Block().Matches(File.ReadAllText(file)).Select((match, i) => (Name: $"{Path.GetFileName(file)} #{i + 1}", Root: Parse(match.Groups["json"].Value))))
        .Where(block => block.Root is not null && IsFlagFile(block.Root))
        .ToDictionary(block => block.Name, block => block.Root!, StringComparer.Ordinal);

    private static bool IsFlagFile(JsonObject root) => Sections.Any(section => root[section] is JsonObject);

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Options) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex("```jsonc?\n(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
