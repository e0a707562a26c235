using System.Buffers;
using System.Globalization;

namespace FeatureRollout.Control.Notifications;

/// <summary>Shows readings in the unit that their criterion speaks in.</summary>
internal static class ShownReading
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789._-");
    private static readonly SearchValues<char> EndsOfUnit = SearchValues.Create(" ),*+-/");

    private static readonly (string Suffix, double PerUnit)[] Units =
        [("ms", 0.001), ("%", 0.01), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)];

    /// <summary>A value of a criterion, such as <c>0.62 %</c> or <c>480 ms</c>; a dash for none.</summary>
    public static string Value(double? value, string criterion)
    {
        if (value is not { } number || !double.IsFinite(number))
        {
            return ShownText.Nothing;
        }

        var unit = UnitOf(criterion);
        foreach (var (suffix, perUnit) in Units)
        {
            if (string.Equals(suffix, unit, StringComparison.Ordinal))
            {
                return Number(number / perUnit) + " " + suffix;
            }
        }

        return Number(number);
    }

    /// <summary>A fraction as a percentage, such as <c>99.5%</c>; a dash for none.</summary>
    public static string Percent(double? fraction) =>
        fraction is { } share && double.IsFinite(share) ? (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%" : ShownText.Nothing;

    /// <summary>A number with at most four decimals, or in scientific form where it is very large or small.</summary>
    public static string Number(double number) => Math.Abs(number) is >= 1e15 or (> 0 and < 0.0001)
        ? number.ToString("0.###E0", CultureInfo.InvariantCulture)
        : number.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The unit of the number that follows the comparison; empty where none does.</summary>
    private static string UnitOf(string criterion)
    {
        var at = criterion.AsSpan().IndexOfAny('<', '>', '=');
        if (at < 0)
        {
            return "";
        }

        var right = criterion.AsSpan(at).TrimStart("<>=! ");
        var digits = right.IndexOfAnyExcept(Digits);
        if (digits <= 0)
        {
            return "";
        }

        var unit = right[digits..];
        var end = unit.IndexOfAny(EndsOfUnit);
        return (end < 0 ? unit : unit[..end]).ToString();
    }
}
