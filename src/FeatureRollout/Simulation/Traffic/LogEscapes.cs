using System.Text;

namespace FeatureRollout.Simulation.Traffic;

/// <summary>
/// Undoes the escapes of access logs: Apache's <c>\"</c>, <c>\\</c>, <c>\n</c> and their like, and the bytes <c>\xHH</c> that both servers
/// write, which together are UTF-8.
/// </summary>
internal static class LogEscapes
{
    private const string Letters = "nrtbvfa";
    private const string Meant = "\n\r\t\b\v\f\a";

    /// <summary>The text without escapes; a backslash that begins none stays.</summary>
    public static string Undo(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (TryReadByte(text, i, out var value))
            {
                bytes.Add(value);
                i += 3;
                continue;
            }

            Flush(bytes, plain);
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                plain.Append(text[i]);
                continue;
            }

            var letter = Letters.IndexOf(text[i + 1], StringComparison.Ordinal);
            plain.Append(letter >= 0 ? Meant[letter] : text[i + 1] is '"' or '\\' ? text[i + 1] : '\\');
            i += letter >= 0 || text[i + 1] is '"' or '\\' ? 1 : 0;
        }

        Flush(bytes, plain);
        return plain.ToString();
    }

    private static bool TryReadByte(string text, int at, out byte value)
    {
        value = 0;
        if (at + 3 >= text.Length || text[at] != '\\' || text[at + 1] != 'x' || !char.IsAsciiHexDigit(text[at + 2]) || !char.IsAsciiHexDigit(text[at + 3]))
        {
            return false;
        }

        value = Convert.FromHexString(text.AsSpan(at + 2, 2))[0];
        return true;
    }

    private static void Flush(List<byte> bytes, StringBuilder plain)
    {
        plain.Append(Encoding.UTF8.GetString([.. bytes]));
        bytes.Clear();
    }
}
