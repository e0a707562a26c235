using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Values of a foreign file as JSON and as numbers.</summary>
internal static class SourceJson
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>The value as JSON; null for nothing at all.</summary>
    public static JsonElement Element(SourceNode? node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, node);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory, JsonSource.AnyDepth);
        return document.RootElement.Clone();
    }

    /// <summary>The member, also where it is null; null where there is none.</summary>
    public static SourceNode? Member(this SourceNode node, string name)
    {
        foreach (var member in node.Members)
        {
            if (member.Name == name)
            {
                return member.Value;
            }
        }

        return null;
    }

    /// <summary>The text of a text; null where it is none or empty.</summary>
    public static string? TextOf(SourceNode? node) => node is { Kind: SourceKind.Text, Text: { Length: > 0 } text } ? text : null;

    /// <summary>The number; null where it is none.</summary>
    public static double? NumberOf(SourceNode? node) =>
        node is { Kind: SourceKind.Number } && double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Write(Utf8JsonWriter writer, SourceNode? node)
    {
        switch (node?.Kind ?? SourceKind.Null)
        {
            case SourceKind.Map:
                writer.WriteStartObject();
                foreach (var member in node!.Members)
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case SourceKind.List:
                writer.WriteStartArray();
                foreach (var item in node!.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case SourceKind.Text:
                writer.WriteStringValue(node!.Text);
                break;
            case SourceKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteRawValue(node!.Text, skipInputValidation: true);
                break;
        }
    }
}
