using System.Buffers;
using System.Text.Json;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>What is read of the values of foreign files.</summary>
internal static class NodeValue
{
    /// <summary>Whether a member is there and true.</summary>
    public static bool IsTrue(this SourceNode node, string member) => node[member] is { Kind: SourceKind.Boolean, Text: "true" };

    /// <summary>The items of a list; none where it is not there.</summary>
    public static IReadOnlyList<SourceNode> ItemsOf(this SourceNode node, string member) => node[member]?.Items ?? [];

    /// <summary>The value with its numbers as they were written.</summary>
    public static JsonElement Json(SourceNode node)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text))
        {
            Write(writer, node);
        }

        using var document = JsonDocument.Parse(text.WrittenMemory, JsonSource.AnyDepth);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, SourceNode node)
    {
        switch (node.Kind)
        {
            case SourceKind.Map:
                writer.WriteStartObject();
                foreach (var member in node.Members)
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case SourceKind.List:
                writer.WriteStartArray();
                foreach (var item in node.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case SourceKind.Text:
                writer.WriteStringValue(node.Text);
                break;
            case SourceKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteRawValue(node.Text);
                break;
        }
    }
}
