using System.Globalization;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>
/// Truth, numbers and comparisons of JsonLogic values, as https://github.com/diegoholiveira/jsonlogic has them, the library of flagd
/// and of GO Feature Flag.
/// </summary>
internal static class LogicValues
{
    public static bool IsTrue(object? value) => value switch
    {
        bool truth => truth,
        double number => number != 0,
        string text => text.Length > 0,
        object?[] list => list.Length > 0,
        _ => false,
    };

    public static double ToNumber(object? value) => value switch
    {
        null => 0,
        double number => number,
        bool truth => truth ? 1 : 0,
        string text when string.IsNullOrWhiteSpace(text) => 0,
        string text => ParseNumber(text) ?? double.NaN,
        _ => double.NaN,
    };

    public static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    public static bool AreEqual(object? left, object? right) =>
        left is null || right is null ? left is null && right is null
        : left is string one && right is string other ? string.Equals(one, other, StringComparison.Ordinal)
        : ToNumber(left) == ToNumber(right);

    public static bool AreSame(object? left, object? right) =>
        left?.GetType() == right?.GetType() && AreEqual(left, right);

    /// <summary>Texts compare by code points, everything else as numbers.</summary>
    public static bool IsLess(object? left, object? right) =>
        left is string one && right is string other
            ? string.CompareOrdinal(one, other) < 0
            : ToNumber(left) < ToNumber(right);

    public static string ToText(object? value) => value switch
    {
        null => "",
        string text => text,
        bool truth => truth ? "true" : "false",
        double number => ToText(number),
        _ => "",
    };

    /// <summary>Without an exponent.</summary>
    public static string ToText(double number) =>
        Math.Abs(number) < 1e28 && (number == 0 || Math.Abs(number) > 1e-20)
            ? ((decimal)number).ToString("0.############################", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
}
