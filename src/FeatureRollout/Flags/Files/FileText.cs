using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace FeatureRollout.Flags.Files;

/// <summary>The bytes of a file before they are read as JSON.</summary>
internal static class FileText
{
    /// <summary>Notes what keeps the bytes from being plain UTF-8.</summary>
    /// <param name="bytes">The file; without its byte order mark afterwards.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <returns>False where reading on would make no sense.</returns>
    public static bool Check(ref ReadOnlySpan<byte> bytes, FileErrors errors)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, ..] or [_, 0, ..])
        {
            errors.Add(0, "the file is in UTF-16 or UTF-32; save it as UTF-8 without a byte order mark");
            return false;
        }

        if (bytes is [0xEF, 0xBB, 0xBF, ..])
        {
            bytes = bytes[3..];
            errors.Add(0, "the file starts with a byte order mark; save it as UTF-8 without one");
        }

        if (!Utf8.IsValid(bytes))
        {
            var at = FirstInvalid(bytes);
            errors.Add(at, FormattableString.Invariant($"the byte 0x{bytes[at]:X2} is not UTF-8; save the file as UTF-8"));
        }

        return true;
    }

    /// <summary>
    /// A mark of a file's content, 16 hexadecimal digits: the same for the same bytes everywhere, and for others most
    /// likely another. It tells changes apart and withstands no attacker.
    /// </summary>
    public static string Mark(ReadOnlySpan<byte> bytes)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        var mark = (ulong)bytes.Length * Prime;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            mark = Mix(mark ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        rest.Clear();
        bytes.CopyTo(rest);
        mark = Mix(mark ^ BinaryPrimitives.ReadUInt64LittleEndian(rest));
        return mark.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

        static ulong Mix(ulong mark) => ((mark ^ (mark >> 32)) * Prime) ^ (mark >> 29);
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
