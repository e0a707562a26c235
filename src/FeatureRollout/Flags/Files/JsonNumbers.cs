using System.Buffers.Text;
using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>Numbers with at most three decimals, read exactly as they are written.</summary>
internal static class JsonNumbers
{
    /// <summary>Longer numbers could be rounded by <see cref="decimal"/> on their way in.</summary>
    private const int LongestNumber = 24;

    /// <summary>Reads a number from 0 to a limit; false where the current number is outside or has more than three decimals.</summary>
    public static bool TryGetThousandths(in Utf8JsonReader reader, decimal limit, out decimal number)
    {
        number = 0;
        var raw = reader.ValueSpan;
        return raw.Length <= LongestNumber
            && reader.TryGetDecimal(out number)
            && number >= 0
            && number <= limit
            && decimal.IsInteger(number * 1000)
            && (number != 0 || IsZero(raw));
    }

    /// <summary>Whether the text, quoted by mistake, is a number.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out double _, out var read) && read == text.Length;

    /// <summary>Tells a zero that is written from one that a very small number was rounded to.</summary>
    private static bool IsZero(ReadOnlySpan<byte> raw)
    {
        foreach (var unit in raw)
        {
            if (unit is (byte)'e' or (byte)'E')
            {
                break;
            }

            if (unit is >= (byte)'1' and <= (byte)'9')
            {
                return false;
            }
        }

        return true;
    }
}
