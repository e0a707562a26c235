using System.Globalization;
using System.Text.Json;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Values of a foreign file as JSON and as numbers.</summary>
internal static class SourceJson
{
    private static readonly JsonElement Null = JsonElement.Parse("null");

    /// <summary>The value as JSON; null for nothing at all.</summary>
    public static JsonElement Element(SourceNode? node) => node is null ? Null : NodeValue.Json(node);

    /// <summary>The text of a text; null where it is none or empty.</summary>
    public static string? TextOf(SourceNode? node) => node is { Kind: SourceKind.Text, Text: { Length: > 0 } text } ? text : null;

    /// <summary>The number; null where it is none.</summary>
    public static double? NumberOf(SourceNode? node) =>
        node is { Kind: SourceKind.Number } && double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
