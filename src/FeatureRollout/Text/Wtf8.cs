using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace FeatureRollout.Text;

/// <summary>
/// UTF-8 for any sequence of UTF-16 units: a lone surrogate becomes the three bytes that its code point would take,
/// so that no two strings have the same bytes and none is refused. For well-formed text it is plain UTF-8.
/// </summary>
internal static class Wtf8
{
    /// <summary>The most bytes that one UTF-16 unit can take.</summary>
    public const int MaximumBytesPerUnit = 3;

    /// <summary>Encodes as much as fits; the status is never <see cref="OperationStatus.InvalidData"/>.</summary>
    public static OperationStatus Encode(ReadOnlySpan<char> text, Span<byte> bytes, out int read, out int written)
    {
        read = written = 0;
        while (true)
        {
            var status = Utf8.FromUtf16(
                text[read..], bytes[written..], out var unitsRead, out var bytesWritten, replaceInvalidSequences: false);
            read += unitsRead;
            written += bytesWritten;
            if (status != OperationStatus.InvalidData)
            {
                return status;
            }

            if (bytes.Length - written < 3)
            {
                return OperationStatus.DestinationTooSmall;
            }

            int unit = text[read++];
            bytes[written++] = (byte)(0xE0 | (unit >> 12));
            bytes[written++] = (byte)(0x80 | ((unit >> 6) & 0x3F));
            bytes[written++] = (byte)(0x80 | (unit & 0x3F));
        }
    }

    /// <summary>Encodes the whole text, or answers false where it does not fit.</summary>
    public static bool TryGetBytes(ReadOnlySpan<char> text, Span<byte> bytes, out int written) =>
        Encode(text, bytes, out _, out written) == OperationStatus.Done;

    /// <summary>Decodes what <see cref="Encode"/> made; other invalid bytes become U+FFFD.</summary>
    public static string GetString(ReadOnlySpan<byte> bytes)
    {
        var units = new char[bytes.Length];
        int read = 0, written = 0;
        while (true)
        {
            var status = Utf8.ToUtf16(
                bytes[read..], units.AsSpan(written), out var bytesRead, out var unitsWritten, replaceInvalidSequences: false);
            read += bytesRead;
            written += unitsWritten;
            if (status != OperationStatus.InvalidData)
            {
                return new string(units, 0, written);
            }

            var rest = bytes[read..];
            if (rest is [0xED, >= 0xA0 and <= 0xBF, >= 0x80 and <= 0xBF, ..])
            {
                units[written++] = (char)(0xD000 | ((rest[1] & 0x3F) << 6) | (rest[2] & 0x3F));
                read += 3;
            }
            else
            {
                _ = Rune.DecodeFromUtf8(rest, out _, out var skipped);
                units[written++] = '\uFFFD';
                read += skipped;
            }
        }
    }
}
