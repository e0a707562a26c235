using System.Globalization;
using System.Text;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>The order of texts, which conditions lack, as a regular expression: found in exactly the texts behind a given one, unit by unit.</summary>
internal static class TextOrder
{
    /// <summary>The expression.</summary>
    /// <param name="text">At least one character.</param>
    /// <param name="orEqual">Whether the text itself is among them.</param>
    public static string Behind(string text, bool orEqual)
    {
        var pattern = new StringBuilder("^");
        foreach (var unit in text)
        {
            _ = pattern.Append("(?:[^\\u0000-").Append(Escaped(unit)).Append("]|").Append(Escaped(unit));
        }

        return pattern.Append(orEqual ? "" : "[\\s\\S]").Append(')', text.Length).ToString();
    }

    private static string Escaped(char unit) =>
        char.IsAsciiLetterOrDigit(unit) ? unit.ToString() : "\\u" + ((int)unit).ToString("x4", CultureInfo.InvariantCulture);
}
