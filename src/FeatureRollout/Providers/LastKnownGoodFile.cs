using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Providers;

/// <summary>
/// The bytes of a last-known-good file: one line of JSON that says whose it is and carries the SHA-256 of the rest,
/// then one JSON value with each provider's content.
/// </summary>
internal static class LastKnownGoodFile
{
    /// <summary>The least version of this reader that understands what is written.</summary>
    private const int ReaderVersion = 1;

    private const int LongestHeader = 4096;

    /// <summary>Writes the second part.</summary>
    public static ReadOnlyMemory<byte> Body(IEnumerable<KeyValuePair<string, FlagSet>> contents)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteStartArray("providers");
        foreach (var (name, flags) in contents.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var content = new ArrayBufferWriter<byte>();
            StoredFlags.Write(flags, content);
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WritePropertyName("content");
            json.WriteRawValue(content.WrittenSpan, skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    /// <summary>Writes the first part.</summary>
    public static ReadOnlyMemory<byte> Header(string environment, string bodyHash)
    {
        var header = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteNumber("lastKnownGood", ReaderVersion);
            json.WriteString("environment", environment);
            json.WriteString("sha256", bodyHash);
            json.WriteEndObject();
        }

        header.Write("\n"u8);
        return header.WrittenMemory;
    }

    /// <summary>The mark of a body, as the header carries it.</summary>
    public static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>Reads a whole file; never throws for what is in it.</summary>
    public static LastKnownGoodContent Read(ReadOnlyMemory<byte> file, string environment)
    {
        if (file.IsEmpty)
        {
            return LastKnownGoodContent.Refused("it is empty", mayReplace: true);
        }

        var end = file.Span[..Math.Min(file.Length, LongestHeader)].IndexOf((byte)'\n');
        if (end < 0 || ReadHeader(file[..end]) is not { } header)
        {
            return LastKnownGoodContent.Refused("it is no last-known-good file, and is left as it is", mayReplace: false);
        }

        if (header.Environment != environment)
        {
            return LastKnownGoodContent.Refused("it belongs to another environment, and is left as it is", mayReplace: false);
        }

        var body = file[(end + 1)..];
        if (header.Version > ReaderVersion)
        {
            return LastKnownGoodContent.Refused("a newer version of the library wrote it", mayReplace: true);
        }

        return Hash(body.Span) == header.BodyHash
            ? ReadBody(body, header.BodyHash)
            : LastKnownGoodContent.Refused("it is damaged", mayReplace: true);
    }

    private static (int Version, string Environment, string BodyHash)? ReadHeader(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            return (root.GetProperty("lastKnownGood").GetInt32(), root.GetProperty("environment").GetString()!, root.GetProperty("sha256").GetString()!);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static LastKnownGoodContent ReadBody(ReadOnlyMemory<byte> body, string hash)
    {
        var contents = new Dictionary<string, FlagSet>(StringComparer.Ordinal);
        var problems = new List<string>();
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = JsonCursor.MaximumStoredDepth });
            foreach (var provider in json.RootElement.GetProperty("providers").EnumerateArray())
            {
                var name = provider.GetProperty("name").GetString()!;
                try
                {
                    var raw = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(provider.GetProperty("content"));
                    contents[name] = FlagSetGuard.Check(StoredFlags.Read(raw, "last known good"));
                }
                catch (Exception exception)
                {
                    problems.Add($"the content of {name} cannot be read: {exception.Message}");
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return LastKnownGoodContent.Refused("it is damaged", mayReplace: true);
        }

        return new LastKnownGoodContent(contents, problems, hash, MayReplace: true);
    }
}

/// <summary>What a last-known-good file held.</summary>
/// <param name="Contents">By provider.</param>
/// <param name="Problems">What was ignored, as the end of a sentence.</param>
/// <param name="Hash">The mark of the body; null where nothing was read.</param>
/// <param name="MayReplace">False for a file that is not this client's to overwrite.</param>
internal sealed record LastKnownGoodContent(
    IReadOnlyDictionary<string, FlagSet> Contents, IReadOnlyList<string> Problems, string? Hash, bool MayReplace)
{
    /// <summary>A file that could not be used at all.</summary>
    public static LastKnownGoodContent Refused(string problem, bool mayReplace) =>
        new(new Dictionary<string, FlagSet>(StringComparer.Ordinal), [problem], null, mayReplace);
}
