using System.Buffers;
using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// A copy of everything that one provider knew, definitions and states, as a program stores it for itself: the last
/// known good. Members that this version does not know are passed over; a document that needs a newer reader is refused.
/// </summary>
internal static class StoredFlags
{
    private static readonly MemberNames RootNames = new("the document", "reader", "version", "flags", "segments", "states");

    /// <summary>Writes a copy.</summary>
    public static void Write(FlagSet set, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, StoredWriter.Options);
        var writer = new StoredWriter(json);
        json.WriteStartObject();
        json.WriteNumber("reader", LeastReader.Of(set));
        writer.Text("version", set.Version);
        json.WriteStartObject("flags");
        foreach (var (key, flag) in set.Flags)
        {
            json.WritePropertyName(key);
            StoredFlagWriter.Write(writer, flag);
        }

        json.WriteEndObject();
        json.WriteStartObject("segments");
        foreach (var (name, segment) in set.Segments)
        {
            json.WritePropertyName(name);
            StoredFlagWriter.Write(writer, segment);
        }

        json.WriteEndObject();
        if (set.States is { } states)
        {
            json.WriteStartObject("states");
            foreach (var (key, state) in states)
            {
                json.WritePropertyName(key);
                StoredStateWriter.Write(writer, state);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Reads a copy. What flags and segments name is not checked to be in it.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <exception cref="FlagFileException">It needs a newer reader, or something is wrong in it.</exception>
    public static FlagSet Read(ReadOnlySpan<byte> utf8, string file)
    {
        var reading = new FileReading { IsStored = true };
        var text = utf8;
        var set = FlagSet.Empty;
        if (FileText.Check(ref text, reading.Errors))
        {
            var cursor = new JsonCursor(text, reading);
            try
            {
                cursor.Read();
                set = ReadDocument(ref cursor);
            }
            catch (JsonException syntax)
            {
                reading.Errors.Add(text, syntax, cursor.Depth);
            }
        }

        return reading.Errors.Count == 0 ? set : throw reading.Errors.ToException(text, file);
    }

    private static FlagSet ReadDocument(ref JsonCursor cursor)
    {
        var set = FlagSet.Empty;
        if (!cursor.IsObject("a stored document"))
        {
            _ = cursor.Read();
            return set;
        }

        var start = cursor.At;
        var map = new FlagMap();
        var members = new Members(RootNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "reader":
                    if (cursor.ReadCount("the version of reader that it needs") > LeastReader.Newest)
                    {
                        cursor.Refuse($"the document needs reader {cursor.Found()}, and this is reader {LeastReader.Newest}; a newer version of the library wrote it");
                    }

                    break;
                case "version":
                    set = set with { Version = cursor.ReadText() };
                    break;
                case "flags":
                    FlagFileReader.ReadFlags(ref cursor, map);
                    break;
                case "segments":
                    set = set with { Segments = SegmentReader.ReadSegments(ref cursor) };
                    break;
                default:
                    set = set with { States = StateReader.ReadStates(ref cursor) };
                    break;
            }
        }

        _ = cursor.Read();
        if (members.Lacks("reader"))
        {
            cursor.Refuse(start, "a stored document needs \"reader\"");
        }

        return set with { Flags = map.Flags };
    }
}
