using System.Buffers;
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
    /// <param name="utf8">The JSON; its members may be in any order.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="FlagFileException">It needs a newer reader, or something is wrong in it; the places are given.</exception>
    public static FlagDocument ReadDocument(ReadOnlySpan<byte> utf8, string name = "stored document") =>
        DocumentShapes.Named(StoredReader.Read(DocumentShapes.Document, utf8, name));

    /// <summary>Reads an event.</summary>
    /// <param name="utf8">The JSON; its members may be in any order.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="FlagFileException">It needs a newer reader, or something is wrong in it; the places are given.</exception>
    public static RolloutEvent ReadEvent(ReadOnlySpan<byte> utf8, string name = "stored event") => StoredReader.Read(DocumentShapes.Event, utf8, name);

    /// <summary>Reads a document that stands in a larger one; null where errors were noted.</summary>
    internal static FlagDocument? ReadDocument(ref JsonCursor cursor) =>
        DocumentShapes.Document.TryRead(ref cursor, out var document) ? DocumentShapes.Named(document) : null;

    private static void Write<T>(Shape<T> shape, T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, StoredWriter.Options);
        shape.Write(new StoredWriter(json), value);
    }
}
