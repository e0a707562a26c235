using System.Text.Json;

namespace FeatureRollout.Cli.Completing;

/// <summary>The names in a flag file, read lightly: a file with errors still completes as far as it can be read.</summary>
/// <param name="Flags">The flags' keys, sorted.</param>
/// <param name="Stages">The stages' names by plan.</param>
internal sealed record FileNames(IReadOnlyList<string> Flags, IReadOnlyDictionary<string, IReadOnlyList<string>> Stages)
{
    public static readonly FileNames None = new([], new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));

    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a file; one that cannot be read has no names.</summary>
    public static FileNames Read(string path)
    {
        var flags = new SortedSet<string>(StringComparer.Ordinal);
        var stages = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        try
        {
            Read(File.ReadAllBytes(path), flags, stages);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            // Whoever completes a line wants no messages in it.
        }

        return new FileNames([.. flags], stages);
    }

    private static void Read(ReadOnlySpan<byte> text, SortedSet<string> flags, SortedDictionary<string, IReadOnlyList<string>> stages)
    {
        var reader = new Utf8JsonReader(text.StartsWith("\uFEFF"u8) ? text[3..] : text, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var section = reader.GetString();
            reader.Read();
            if (section is not ("flags" or "plans" or "rollouts") || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var key = reader.GetString()!;
                reader.Read();
                if (section == "plans")
                {
                    stages[key] = StagesOf(ref reader);
                }
                else
                {
                    flags.Add(key);
                    reader.Skip();
                }
            }
        }
    }

    private static List<string> StagesOf(ref Utf8JsonReader reader)
    {
        var names = new List<string>();
        var (depth, isInStages) = (reader.CurrentDepth, false);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return names;
        }

        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            isInStages = reader.CurrentDepth == depth + 1 ? reader.ValueTextEquals("stages"u8) : isInStages;
            if (isInStages && reader.CurrentDepth == depth + 3 && reader.ValueTextEquals("name"u8) && reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                names.Add(reader.GetString()!);
            }
        }

        return names;
    }
}
