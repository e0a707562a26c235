using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FeatureRollout.Flags.Plans;

/// <summary>Limits of metrics as text, such as <c>&gt; 800ms</c>.</summary>
internal static class LimitText
{
    /// <summary>Reads a limit, or says what is wrong.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out MetricLimit? limit, out string message)
    {
        limit = null;
        message = "";
        var rest = text.AsSpan().Trim();
        var comparison = rest is ['<' or '>', '=', ..] ? 2 : rest is ['<' or '>', ..] ? 1 : 0;
        if (comparison == 0)
        {
            message = "a limit says its direction, such as \"< 500ms\" or \">= 80%\"";
            return false;
        }

        var number = rest[comparison..].Trim();
        var digits = number.LastIndexOfAnyInRange('0', '9') + 1;
        if (Factor(number[digits..].Trim()) is not { } factor)
        {
            message = $"unknown unit \"{number[digits..].Trim()}\"; there is %, ms, s, m, h, d, or none for a plain number";
            return false;
        }

        if (!double.TryParse(number[..digits], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            || !double.IsFinite(value * factor))
        {
            message = "a limit is a comparison and a number, such as \"< 500ms\"";
            return false;
        }

        limit = new MetricLimit(rest[..comparison].ToString(), value * factor, text);
        return true;
    }

    private static double? Factor(ReadOnlySpan<char> unit) => unit switch
    {
        "" => 1,
        "%" => 0.01,
        "ms" => 0.001,
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => null,
    };
}
