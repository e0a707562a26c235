using System.Buffers;
using System.Globalization;
using System.Text.Json;
using FeatureRollout.Flags.Files;
using FeatureRollout.Rollouts.Stored;

namespace FeatureRollout;

/// <summary>
/// The JSON in which stores keep documents and events: one object on one line, the same bytes for the same content. It
/// carries the least version of reader that understands it; members that are unknown to this one are passed over, and a
/// change of an unknown kind is kept as <see cref="UnknownRolloutChange"/>.
/// </summary>
public static class RolloutJson
{
    /// <summary>The version of reader that is needed for what is written here.</summary>
    private const int Reader = 1;

    private const string ReaderName = "reader";

    /// <summary>Writes a document.</summary>
    public static void Write(FlagDocument document, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(document);
        Write(DocumentShapes.Document, document, output);
    }

    /// <summary>Writes an event.</summary>
    public static void Write(RolloutEvent rolloutEvent, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(rolloutEvent);
        Write(DocumentShapes.Event, rolloutEvent, output);
    }

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="FlagFileException">It needs a newer reader, or something is wrong in it; the places are given.</exception>
    public static FlagDocument ReadDocument(ReadOnlySpan<byte> utf8, string name = "stored document") =>
        DocumentShapes.Named(Read(DocumentShapes.Document, utf8, name));

    /// <summary>Reads an event.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="FlagFileException">It needs a newer reader, or something is wrong in it; the places are given.</exception>
    public static RolloutEvent ReadEvent(ReadOnlySpan<byte> utf8, string name = "stored event") => Read(DocumentShapes.Event, utf8, name);

    /// <summary>Reads a document that stands in a larger one; null where errors were noted.</summary>
    internal static FlagDocument? ReadDocument(ref JsonCursor cursor) =>
        TryRead(DocumentShapes.Document, ref cursor, out var document) ? DocumentShapes.Named(document!) : null;

    /// <summary>Whether the object at the cursor needs no newer reader than this; else that is noted and the object passed over.</summary>
    internal static bool IsReadable(ref JsonCursor cursor)
    {
        if (cursor.Token != JsonTokenType.StartObject)
        {
            cursor.RefuseValue("an object");
            return false;
        }

        if (Lookahead.Find(cursor, ReaderName) is not { Token: JsonTokenType.Number } found)
        {
            cursor.Refuse("what is stored needs \"reader\", the version of reader that it needs");
        }
        else if (!int.TryParse(found.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var needed) || needed > Reader)
        {
            cursor.Refuse($"this needs reader {JsonEscapes.Clip(found.Text, 20)}, and this is reader {Reader}; a newer version of the library wrote it");
        }
        else
        {
            return true;
        }

        cursor.Skip();
        return false;
    }

    private static void Write<T>(ObjectShape<T> shape, T value, IBufferWriter<byte> output)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, StoredWriter.Options);
        json.WriteStartObject();
        json.WriteNumber(ReaderName, Reader);
        shape.WriteMembers(new StoredWriter(json), value);
        json.WriteEndObject();
    }

    private static T Read<T>(ObjectShape<T> shape, ReadOnlySpan<byte> utf8, string name)
        where T : class
    {
        var reading = new FileReading { IsStored = true };
        var text = utf8;
        T? value = null;
        if (FileText.Check(ref text, reading.Errors))
        {
            var cursor = new JsonCursor(text, reading);
            try
            {
                cursor.Read();
                TryRead(shape, ref cursor, out value);
                _ = cursor.Read();
            }
            catch (JsonException syntax)
            {
                reading.Errors.Add(text, syntax, cursor.Depth);
            }
        }

        return reading.Errors.Count == 0 ? value! : throw reading.Errors.ToException(text, name);
    }

    private static bool TryRead<T>(ObjectShape<T> shape, ref JsonCursor cursor, out T? value)
        where T : class
    {
        value = null;
        return IsReadable(ref cursor) && shape.TryRead(ref cursor, out value);
    }
}
