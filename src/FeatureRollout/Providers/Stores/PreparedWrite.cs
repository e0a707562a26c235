using System.Buffers;

namespace FeatureRollout.Providers.Stores;

/// <summary>
/// A write with everything that the store stamps on it, as JSON and as it is read back from that: what cannot be read
/// back, or makes no states, is refused before anything is touched, and collections of the caller are copied.
/// </summary>
/// <param name="Document">The document at its next version.</param>
/// <param name="DocumentJson">The same as JSON.</param>
/// <param name="Events">The events with their sequences.</param>
/// <param name="EventLines">The same as JSON, one on a line.</param>
internal sealed record PreparedWrite(FlagDocument Document, ReadOnlyMemory<byte> DocumentJson, IReadOnlyList<RolloutEvent> Events, ReadOnlyMemory<byte> EventLines)
{
    /// <summary>Prepares a write.</summary>
    /// <param name="document">The document, with the version that was read.</param>
    /// <param name="events">Its events.</param>
    /// <param name="now">The store's clock.</param>
    /// <param name="lastSequence">The sequence of the environment's last event.</param>
    /// <exception cref="ArgumentException">Something in it cannot be stored.</exception>
    public static PreparedWrite Of(FlagDocument document, IReadOnlyList<RolloutEvent> events, DateTimeOffset now, long lastSequence)
    {
        var version = document.Version + 1;
        return OfStamped(
            document with { Version = version, UpdatedAt = now },
            [.. events.Select((one, index) => one with { Sequence = lastSequence + 1 + index, Version = version, At = now })]);
    }

    /// <summary>Prepares a document and events that keep their versions, sequences and times.</summary>
    /// <exception cref="ArgumentException">Something in it cannot be stored.</exception>
    public static PreparedWrite OfStamped(FlagDocument document, IReadOnlyList<RolloutEvent> events)
    {
        try
        {
            var json = new ArrayBufferWriter<byte>();
            RolloutJson.Write(document, json);
            var (read, lines) = EventsOf(events);
            var stored = RolloutJson.ReadDocument(json.WrittenSpan);
            _ = FlagDocument.ToStates([stored]);
            return new PreparedWrite(stored, json.WrittenMemory, read, lines);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new ArgumentException($"The document of {document.Key} cannot be stored: {exception.Message}", nameof(document), exception);
        }
    }

    /// <summary>Events as they are read back, and their lines.</summary>
    private static (IReadOnlyList<RolloutEvent> Events, ReadOnlyMemory<byte> Lines) EventsOf(IReadOnlyList<RolloutEvent> events)
    {
        var lines = new ArrayBufferWriter<byte>();
        var read = new List<RolloutEvent>(events.Count);
        foreach (var one in events)
        {
            var start = lines.WrittenCount;
            RolloutJson.Write(one, lines);
            read.Add(RolloutJson.ReadEvent(lines.WrittenSpan[start..]));
            lines.Write("\n"u8);
        }

        return (read, lines.WrittenMemory);
    }
}
