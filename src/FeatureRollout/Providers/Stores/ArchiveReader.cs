using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using FeatureRollout.Flags.Files;
using FeatureRollout.Rollouts.Stored;

namespace FeatureRollout.Providers.Stores;

/// <summary>Reads an archive, its last line first: nothing is taken from it before the whole is known to be undamaged.</summary>
internal static class ArchiveReader
{
    /// <summary>How the plans stand in an archive.</summary>
    public static readonly Shape<IReadOnlyDictionary<string, PlanDefinition>> Plans = new MapShape<PlanDefinition>(PlanShapes.Plan);

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonCursor.MaximumStoredDepth };

    /// <summary>Reads an archive.</summary>
    /// <exception cref="InvalidDataException">It is damaged, shortened, or needs a newer reader.</exception>
    public static RolloutArchiveContent Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var body = WithoutEnd(bytes, name);
        RolloutArchiveContent? content = null;
        var documents = new List<FlagDocument>();
        var events = new List<RolloutEvent>();
        for (var number = 1; !body.IsEmpty; number++)
        {
            var place = FormattableString.Invariant($"{name} line {number}");
            var end = body.Span.IndexOf((byte)'\n');
            try
            {
                using var line = JsonDocument.Parse(body[..end], Options);
                var (kind, value) = Only(line);
                var json = JsonMarshal.GetRawUtf8Value(value);
                content = (kind, content) switch
                {
                    ("archive", null) => Header(value, documents, events),
                    (_, null) => throw new FormatException("an archive begins with \"archive\""),
                    ("definitions", _) => content with { Definitions = StoredFlags.Read(json, place) with { Plans = content.Definitions.Plans } },
                    ("plans", _) => content with { Definitions = content.Definitions with { Plans = StoredReader.Read(Plans, json, place) } },
                    _ => content,
                };
                if (kind == "document")
                {
                    documents.Add(RolloutJson.ReadDocument(json, place));
                }
                else if (kind == "event")
                {
                    events.Add(RolloutJson.ReadEvent(json, place));
                }
            }
            catch (FlagFileException broken) when (broken.Errors is [var first, ..])
            {
                throw new InvalidDataException($"{place}, {first.Path}: {first.Message}", broken);
            }
            catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new InvalidDataException($"{place}: {exception.Message}", exception);
            }

            body = body[(end + 1)..];
        }

        CheckTogether(documents, events, name);
        return content ?? throw new InvalidDataException($"{name} line 1: an archive begins with \"archive\".");
    }

    /// <summary>Checks the last line against those before it, and gives these.</summary>
    private static ReadOnlyMemory<byte> WithoutEnd(ReadOnlyMemory<byte> bytes, string name)
    {
        if (bytes.Span is not [.., (byte)'\n'])
        {
            throw new InvalidDataException($"{name} is no archive, or was cut off: its last line does not end.");
        }

        var start = bytes.Span[..^1].LastIndexOf((byte)'\n') + 1;
        var body = bytes[..start];
        try
        {
            using var line = JsonDocument.Parse(bytes[start..]);
            var (kind, value) = Only(line);
            if (kind != "end")
            {
                throw new FormatException("the last line is not \"end\"");
            }

            var lines = body.Span.Count((byte)'\n');
            if (value.GetProperty("lines").GetInt64() != lines)
            {
                throw new FormatException(FormattableString.Invariant($"{lines} lines are left of {value.GetProperty("lines").GetInt64()}"));
            }

            if (value.GetProperty("sha256").GetString() != Convert.ToHexStringLower(SHA256.HashData(body.Span)))
            {
                throw new FormatException("its content is not what its checksum was made of");
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{name} is no archive, or is damaged: {exception.Message}.", exception);
        }

        return body;
    }

    private static RolloutArchiveContent Header(JsonElement value, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events)
    {
        var needed = value.GetProperty(StoredReader.Name).GetInt32();
        if (needed > ArchiveWriter.Reader)
        {
            throw new FormatException(FormattableString.Invariant(
                $"the archive needs reader {needed}, and this is reader {ArchiveWriter.Reader}; a newer version of the library wrote it"));
        }

        return new RolloutArchiveContent
        {
            Environment = value.GetProperty("environment").GetString() ?? throw new FormatException("\"environment\" is no name"),
            ExportedAt = JsonMoments.TryParse(value.GetProperty("exportedAt").GetString() ?? "", out var at) ? at : throw new FormatException("\"exportedAt\" is no moment"),
            Definitions = FlagSet.Empty,
            Documents = documents,
            Events = events,
        };
    }

    private static void CheckTogether(List<FlagDocument> documents, List<RolloutEvent> events, string name)
    {
        try
        {
            StoreRules.CheckRestore(documents, events);
        }
        catch (ArgumentException exception)
        {
            // The name of a parameter means nothing to whoever has the archive.
            var end = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
            throw new InvalidDataException($"{name} does not fit together: {(end < 0 ? exception.Message : exception.Message[..end])}", exception);
        }
    }

    private static (string Kind, JsonElement Value) Only(JsonDocument line)
    {
        foreach (var member in line.RootElement.EnumerateObject())
        {
            return (member.Name, member.Value);
        }

        throw new FormatException("the line has no member");
    }
}
