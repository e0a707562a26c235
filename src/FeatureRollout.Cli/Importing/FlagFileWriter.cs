using System.Buffers;
using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing;

/// <summary>Writes definitions as a flag file, as somebody would write it: what fits stands on one line, and everything in the order in which it was found.</summary>
internal static class FlagFileWriter
{
    /// <summary>Writes a file's text; who set an override and a flag's plan stand in no flag file's flags and are left out.</summary>
    /// <param name="flags">The flags.</param>
    /// <param name="segments">The segments that they name.</param>
    /// <param name="schema">Where editors find the schema; null for no such line.</param>
    /// <returns>UTF-8 with a line feed at the end.</returns>
    public static byte[] Write(IEnumerable<FlagDefinition> flags, IEnumerable<SegmentDefinition> segments, string? schema = null)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, StoredWriter.Options))
        {
            var writer = new StoredWriter(json);
            json.WriteStartObject();
            writer.Text("$schema", schema);
            json.WriteStartObject("flags");
            foreach (var flag in flags)
            {
                json.WritePropertyName(flag.Key);
                StoredFlagWriter.Write(writer, AsWritten(flag));
            }

            json.WriteEndObject();
            if (segments.ToArray() is { Length: > 0 } some)
            {
                json.WriteStartObject("segments");
                foreach (var segment in some)
                {
                    json.WritePropertyName(segment.Name);
                    StoredFlagWriter.Write(writer, segment);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return FlagFileLayout.Lay(buffer.WrittenSpan);
    }

    private static FlagDefinition AsWritten(FlagDefinition flag) => flag with
    {
        Plan = null,
        Overrides = flag.Overrides?.ToDictionary(pair => pair.Key, pair => pair.Value with { Actor = null }, StringComparer.Ordinal),
    };
}
