using System.Buffers;
using System.Text.Json;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Values of foreign files as JSON.</summary>
internal static class NodeValue
{
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
