using System.Globalization;
using System.Text;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// The text of JSON strings. Unlike the runtime's own, it takes half a surrogate pair as it is, because a customer
/// id may be any sequence of UTF-16 units.
/// </summary>
internal static class JsonEscapes
{
    /// <summary>Decodes what stands between the quotes of a string that has been read as valid JSON.</summary>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(raw);
        }

        var text = new StringBuilder(raw.Length);
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0 || plain + 1 >= raw.Length)
            {
                return text.Append(Encoding.UTF8.GetString(raw)).ToString();
            }

            text.Append(Encoding.UTF8.GetString(raw[..plain]));
            var kind = raw[plain + 1];
            raw = raw[(plain + 2)..];
            if (kind == 'u')
            {
                text.Append((char)ushort.Parse(raw[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                raw = raw[4..];
                continue;
            }

            text.Append(kind switch
            {
                (byte)'n' => '\n',
                (byte)'t' => '\t',
                (byte)'r' => '\r',
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                _ => (char)kind,
            });
        }
    }

    /// <summary>How many bytes of a JSON string stand before a place in its text.</summary>
    /// <param name="raw">What stands between the quotes.</param>
    /// <param name="position">The place in UTF-16 units; past the end it is the end.</param>
    public static int OffsetOf(ReadOnlySpan<byte> raw, int position)
    {
        var offset = 0;
        while (position > 0 && offset < raw.Length)
        {
            if (raw[offset] == '\\')
            {
                offset += raw.Length > offset + 1 && raw[offset + 1] == 'u' ? 6 : 2;
                position--;
                continue;
            }

            _ = Rune.DecodeFromUtf8(raw[offset..], out var rune, out var length);
            offset += length;
            position -= rune.Utf16SequenceLength;
        }

        return Math.Min(offset, raw.Length);
    }

    /// <summary>The text as a JSON string in ASCII, quotes included.</summary>
    public static string Escape(string text)
    {
        var json = new StringBuilder(text.Length + 2).Append('"');
        foreach (var unit in text)
        {
            if (unit is >= ' ' and < '\u007f' and not '"' and not '\\')
            {
                json.Append(unit);
            }
            else
            {
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
        }

        return json.Append('"').ToString();
    }

    /// <summary>Whether the text has no half of a surrogate pair.</summary>
    public static bool IsWellFormed(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }

    /// <summary>At most so many units of a text, on one line, for use in a message.</summary>
    public static string Clip(string text, int longest)
    {
        var clipped = text.Length <= longest ? text : text[..longest] + "…";
        return clipped.AsSpan().ContainsAnyInRange('\0', '\u001f')
            ? string.Concat(clipped.Select(unit => unit < ' ' ? ' ' : unit))
            : clipped;
    }
}
