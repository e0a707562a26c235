using System.Globalization;
using System.Text;

namespace FeatureRollout.Criteria.Language;

/// <summary>The words in which errors speak of what was found.</summary>
internal static class CriterionMessage
{
    private const int LongestShown = 40;

    /// <summary>The same text in every culture.</summary>
    public static string At(FormattableString message) => FormattableString.Invariant(message);

    /// <summary>A piece of a criterion in quotes: shortened, and with characters that nobody could see as <c>\uXXXX</c>.</summary>
    public static string Show(string piece)
    {
        var shown = new StringBuilder("'");
        foreach (var character in piece.AsSpan(0, Math.Min(piece.Length, LongestShown)))
        {
            if (char.IsControl(character) || char.IsSurrogate(character))
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
            else
            {
                shown.Append(character);
            }
        }

        return shown.Append(piece.Length > LongestShown ? "…'" : "'").ToString();
    }

    /// <summary>A token with what it is.</summary>
    public static string Show(in CriterionToken token) => token.Kind switch
    {
        CriterionTokenKind.End => "the end",
        CriterionTokenKind.Number => "the number " + Show(token.Text),
        _ => Show(token.Text),
    };
}
