using System.Globalization;
using System.Text;

namespace FeatureRollout.Flags.Conditions;

/// <summary>The words in which errors speak of what was found.</summary>
internal static class ConditionMessage
{
    private const int LongestShown = 40;

    /// <summary>A piece of a condition in quotes: shortened, and with characters that nobody could see as <c>\uXXXX</c>.</summary>
    public static string Show(string piece)
    {
        var shown = new StringBuilder("'");
        foreach (var character in piece.AsSpan(0, Math.Min(piece.Length, LongestShown)))
        {
            if (char.IsControl(character) || char.IsSurrogate(character) || char.IsWhiteSpace(character) && character != ' ')
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
    public static string Show(in ConditionToken token) => token.Kind switch
    {
        ConditionTokenKind.End => "the end",
        ConditionTokenKind.Name or ConditionTokenKind.QuotedName => "the name " + Show(token.Value),
        ConditionTokenKind.Text => "the text " + Show(token.Value),
        ConditionTokenKind.Number => "the number " + Show(token.Value),
        _ => Show(token.Value),
    };
}
