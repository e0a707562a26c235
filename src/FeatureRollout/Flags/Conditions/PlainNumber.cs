using System.Globalization;

namespace FeatureRollout.Flags.Conditions;

/// <summary>
/// Numbers as a condition and a text attribute write them: <c>-?digits(.digits)?((e|E)(+|-)?digits)?</c>,
/// ASCII digits, no spaces, no grouping, the same in every culture.
/// </summary>
internal static class PlainNumber
{
    /// <summary>Reads a number; false for any other form and for one too large to be finite.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        return HasForm(text)
            && double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out value)
            && double.IsFinite(value);
    }

    private static bool HasForm(ReadOnlySpan<char> text)
    {
        var rest = text is ['-', ..] ? text[1..] : text;
        if (!SkipDigits(ref rest))
        {
            return false;
        }

        if (rest is ['.', ..])
        {
            rest = rest[1..];
            if (!SkipDigits(ref rest))
            {
                return false;
            }
        }

        if (rest is ['e' or 'E', ..])
        {
            rest = rest is [_, '+' or '-', ..] ? rest[2..] : rest[1..];
            if (!SkipDigits(ref rest))
            {
                return false;
            }
        }

        return rest.IsEmpty;
    }

    private static bool SkipDigits(ref ReadOnlySpan<char> text)
    {
        var count = AsciiDigits.CountAtStart(text);
        text = text[count..];
        return count > 0;
    }
}
