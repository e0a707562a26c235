using System.Globalization;
using System.Text;

namespace FeatureRollout.Control.Metrics;

/// <summary>Fills the placeholders of a metric's query.</summary>
internal static class MetricQuery
{
    /// <summary>
    /// Puts names in the place of <c>{flag}</c>, <c>{stage}</c> and <c>{environment}</c>; all other braces, which PromQL is
    /// full of, stay. What could end a string of PromQL is written as an escape that all its quoted strings know.
    /// </summary>
    public static string Fill(string query, string flag, string? stage, string environment)
    {
        var filled = new StringBuilder(query.Length);
        for (var at = 0; at < query.Length;)
        {
            var rest = query.AsSpan(at);
            var (length, value) =
                rest.StartsWith("{flag}", StringComparison.Ordinal) ? (6, flag)
                : rest.StartsWith("{stage}", StringComparison.Ordinal) ? (7, stage ?? "")
                : rest.StartsWith("{environment}", StringComparison.Ordinal) ? (13, environment)
                : (1, null);
            if (value is null)
            {
                filled.Append(query[at]);
            }
            else
            {
                Escape(value, filled);
            }

            at += length;
        }

        return filled.ToString();
    }

    private static void Escape(string value, StringBuilder into)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value < 0x20 || rune.Value is '"' or '\'' or '`' or '\\' or 0x7F)
            {
                into.Append("\\x").Append(rune.Value.ToString("x2", CultureInfo.InvariantCulture));
            }
            else
            {
                into.Append(rune.ToString());
            }
        }
    }
}
