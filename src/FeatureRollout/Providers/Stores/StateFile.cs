using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using FeatureRollout.Flags.Files;
using FeatureRollout.Rollouts.Stored;

namespace FeatureRollout.Providers.Stores;

/// <summary>
/// The bytes of a state file: one JSON object, whose first line says whose it is and how far the event file counts, and
/// then one document on each line.
/// </summary>
internal static class StateFile
{
    /// <summary>Left out where it is 0.</summary>
    private const string Rewritten = "eventsRewritten";

    private static readonly MemberNames RootNames = new("the state file", StoredReader.Name, "environment", "writes", "writtenAt", "sequence", "eventsFrom", "eventsEnd", Rewritten, "documents");

    /// <summary>Writes a state; gives the length of its first line.</summary>
    public static int Write(StateContent content, string environment, DateTimeOffset now, ArrayBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, StoredWriter.Options))
        {
            json.WriteStartObject();
            // Each document says for itself what it needs.
            json.WriteNumber(StoredReader.Name, StoredReader.First);
            json.WriteString("environment", environment);
            json.WriteNumber("writes", content.Writes);
            json.WriteString("writtenAt", JsonMoments.Format(now));
            json.WriteNumber("sequence", content.Sequence);
            json.WriteNumber("eventsFrom", content.EventsFrom);
            json.WriteNumber("eventsEnd", content.EventsEnd);
            if (content.EventsRewritten > 0)
            {
                json.WriteNumber(Rewritten, content.EventsRewritten);
            }

            json.WriteStartObject("documents");
        }

        output.Write("\n"u8);
        var head = output.WrittenCount;
        var isFirst = true;
        foreach (var (key, entry) in content.Entries)
        {
            if (!isFirst)
            {
                output.Write(",\n"u8);
            }

            isFirst = false;
            output.Write("\""u8);
            output.Write(System.Text.Encoding.ASCII.GetBytes(key));
            output.Write("\":"u8);
            output.Write(entry.Json.Span);
        }

        output.Write("\n}}\n"u8);
        return head;
    }

    /// <summary>Reads a state.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="mark">How it looked.</param>
    /// <param name="environment">Whose it must be.</param>
    /// <param name="known">What was read before: documents that are the same bytes are taken from there.</param>
    /// <exception cref="FlagFileException">It is damaged or needs a newer reader; the places are given.</exception>
    /// <exception cref="InvalidDataException">It is another environment's.</exception>
    public static StateContent Read(ReadOnlyMemory<byte> bytes, FileMark mark, string environment, StateContent? known)
    {
        var reading = new FileReading { IsStored = true };
        var text = bytes.Span;
        var content = StateContent.Nothing(mark);
        string? owner = null;
        if (FileText.Check(ref text, reading.Errors))
        {
            var cursor = new JsonCursor(text, reading);
            try
            {
                cursor.Read();
                content = ReadRoot(ref cursor, text, content, known, out owner);
            }
            catch (JsonException syntax)
            {
                reading.Errors.Add(text, syntax, cursor.Depth);
            }
        }

        if (reading.Errors.Count > 0)
        {
            throw reading.Errors.ToException(text, mark.Target);
        }

        if (owner != environment)
        {
            throw new InvalidDataException($"{mark.Target} belongs to the environment \"{owner}\", not to \"{environment}\".");
        }

        var head = text.IndexOf((byte)'\n') + 1;
        return content with { Head = text[..head].ToArray() };
    }

    private static StateContent ReadRoot(ref JsonCursor cursor, ReadOnlySpan<byte> text, StateContent content, StateContent? known, out string? owner)
    {
        owner = null;
        var start = cursor.At;
        if (!StoredReader.Suits(ref cursor))
        {
            return content;
        }

        var members = new Members(RootNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "environment":
                    owner = cursor.ReadText();
                    break;
                case "writes":
                    content = content with { Writes = ReadNumber(ref cursor) };
                    break;
                case "sequence":
                    content = content with { Sequence = ReadNumber(ref cursor) };
                    break;
                case "eventsFrom":
                    content = content with { EventsFrom = ReadNumber(ref cursor) };
                    break;
                case "eventsEnd":
                    content = content with { EventsEnd = ReadNumber(ref cursor) };
                    break;
                case Rewritten:
                    content = content with { EventsRewritten = ReadNumber(ref cursor) };
                    break;
                case "documents":
                    content = content with { Entries = ReadDocuments(ref cursor, text, known) };
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        _ = cursor.Read();
        foreach (var name in RootNames.Names)
        {
            if (name != Rewritten && members.Lacks(name))
            {
                cursor.Refuse(start, $"the state file needs \"{name}\"");
            }
        }

        return content;
    }

    private static long ReadNumber(ref JsonCursor cursor)
    {
        if (Leaf.Int64.TryRead(ref cursor, out var number) && number < 0)
        {
            cursor.Refuse("expected a number that is not negative");
        }

        return number;
    }

    private static ImmutableSortedDictionary<string, StateEntry> ReadDocuments(ref JsonCursor cursor, ReadOnlySpan<byte> text, StateContent? known)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<string, StateEntry>(StringComparer.Ordinal);
        if (!cursor.IsObject("an object of documents by key"))
        {
            return entries.ToImmutable();
        }

        var keys = new MapKeys();
        while (keys.NextKey(ref cursor, out var key, out var at))
        {
            var ahead = cursor;
            ahead.Skip();
            var json = text[cursor.At..(ahead.At + 1)];
            if (known?.Entries.TryGetValue(key, out var entry) == true && entry.Json.Span.SequenceEqual(json))
            {
                entries[key] = entry;
                cursor = ahead;
                continue;
            }

            if (RolloutJson.ReadDocument(ref cursor) is { } document)
            {
                if (document.Key != key)
                {
                    cursor.Refuse(at, $"the document under {MapKeys.Quote(key)} calls itself {MapKeys.Quote(document.Key)}");
                }

                entries[key] = new StateEntry(document, json.ToArray());
            }
        }

        return entries.ToImmutable();
    }
}
