using System.Buffers;
using System.Text;

namespace FeatureRollout.Cli.Hygiene;

/// <summary>
/// Looks through one file's text, once for all keys. A key is used where it stands as a word: nothing but the ends of the file or what cannot be
/// in a key around it, or as whole parts between dots, as in <c>Flags.search</c>; <c>search</c> is not used by <c>search-tail</c>. Names in
/// calls such as <c>IsEnabled("search")</c> that are no key are unknown.
/// </summary>
internal sealed class SourceText(KeyTable keys, Dictionary<string, SourceUses> unknown)
{
    private static readonly SearchValues<byte> InKeys = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"u8);

    private static readonly HashSet<string> Calls = new(["IsEnabled", "GetFlag", "GetVariant", "RequireFeature", "ShouldEnableFeature"], StringComparer.Ordinal);

    /// <summary>Notes what stands in a text.</summary>
    public void Read(ReadOnlySpan<byte> text, string file)
    {
        var (at, line, counted) = (0, 1, 0);
        while (true)
        {
            var begin = text[at..].IndexOfAny(InKeys);
            if (begin < 0)
            {
                return;
            }

            begin += at;
            var length = text[begin..].IndexOfAnyExcept(InKeys);
            at = length < 0 ? text.Length : begin + length;
            var word = text[begin..at];
            if (IsUsed(word) || IsCall(word))
            {
                line += text[counted..begin].Count((byte)'\n');
                counted = begin;
                Note(word, new SourcePlace(file, line));
                if (IsCall(word) && NameIn(text[at..]) is { } name && keys.Find(name) is null)
                {
                    NoteUnknown(Encoding.ASCII.GetString(name), new SourcePlace(file, line));
                }
            }
        }
    }

    private bool IsUsed(ReadOnlySpan<byte> word) => keys.Find(word) is not null || Parts(word, note: null);

    private void Note(ReadOnlySpan<byte> word, SourcePlace place)
    {
        if (keys.Find(word) is { } uses)
        {
            uses.Add(place);
        }
        else
        {
            Parts(word, place);
        }
    }

    /// <summary>The longest keys that are whole parts of a word between dots; false for none.</summary>
    private bool Parts(ReadOnlySpan<byte> word, SourcePlace? note)
    {
        if (!word.Contains((byte)'.'))
        {
            return false;
        }

        var found = false;
        for (var begin = 0; begin < word.Length;)
        {
            var next = begin;
            for (var end = word.Length; end > begin; end = begin + word[begin..end].LastIndexOf((byte)'.'))
            {
                if (keys.Find(word[begin..end]) is { } uses)
                {
                    if (note is { } place)
                    {
                        uses.Add(place);
                    }

                    (found, next) = (true, end);
                    break;
                }

                if (!word[begin..end].Contains((byte)'.'))
                {
                    break;
                }
            }

            var dot = word[next..].IndexOf((byte)'.');
            begin = dot < 0 ? word.Length : next + dot + 1;
        }

        return found;
    }

    private static bool IsCall(ReadOnlySpan<byte> word)
    {
        var name = word[(word.LastIndexOf((byte)'.') + 1)..];
        return name.Length is >= 7 and <= 19 && name[0] is (byte)'I' or (byte)'G' or (byte)'R' or (byte)'S' && Calls.Contains(Encoding.ASCII.GetString(name));
    }

    /// <summary>The name in quotes that a call begins with; empty for none.</summary>
    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> text)
    {
        text = text.StartsWith("<"u8) && text.IndexOf((byte)'>') is > 0 and < 80 and var close ? text[(close + 1)..] : text;
        text = text.TrimStart(" \t\r\n"u8);
        if (!text.StartsWith("("u8))
        {
            return default;
        }

        text = text[1..].TrimStart(" \t\r\n@"u8);
        if (text.IsEmpty || text[0] is not ((byte)'"' or (byte)'\'' or (byte)'`'))
        {
            return default;
        }

        var length = text[1..].IndexOfAnyExcept(InKeys);
        return length > 0 && text[length + 1] == text[0] ? text.Slice(1, length) : default;
    }

    private void NoteUnknown(string name, SourcePlace place)
    {
        if (name.Length == 0)
        {
            return;
        }

        if (!unknown.TryGetValue(name, out var uses))
        {
            unknown[name] = uses = new SourceUses();
        }

        uses.Add(place);
    }
}
