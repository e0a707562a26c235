using System.Buffers;
using System.Globalization;
using System.Text;

namespace FeatureRollout.Dashboard;

/// <summary>
/// Makes text of unknown origin fit to be looked at: what could not be seen, or would turn the text around it, stands as an escape, such as <c>\u202E</c>.
/// </summary>
internal static class VisibleText
{
    /// <summary>Printable ASCII: all that most texts are made of.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).ToArray());

    /// <summary>The text with escapes.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (text.AsSpan().IndexOfAnyExcept(Plain) < 0)
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 16);
        foreach (var (part, _) in Parts(text))
        {
            shown.Append(part);
        }

        return shown.ToString();
    }

    /// <summary>The text for an element, its escapes marked so that they are not taken for text.</summary>
    public static Html Marked(string? text) => string.IsNullOrEmpty(text)
        ? Html.Empty
        : Html.Join(Parts(text).Select(part => part.IsEscape ? Html.Of($"<span class=\"escape\">{part.Text}</span>") : Html.Text(part.Text)));

    private static IEnumerable<(string Text, bool IsEscape)> Parts(string text)
    {
        var from = 0;
        var at = 0;
        while (at < text.Length)
        {
            var isWhole = Rune.TryGetRuneAt(text, at, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            if (isWhole && IsSeen(rune))
            {
                at += length;
                continue;
            }

            if (at > from)
            {
                yield return (text[from..at], false);
            }

            yield return (Escape(isWhole ? rune.Value : text[at]), true);
            at += length;
            from = at;
        }

        if (from < text.Length)
        {
            yield return (text[from..], false);
        }
    }

    private static string Escape(int code) => code switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        > 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{{{code:X}}}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{code:X4}"),
    };

    /// <summary>A zero width joiner holds emoji and many scripts together, and is let through.</summary>
    private static bool IsSeen(Rune rune) => rune.Value is ' ' or 0x200D || Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
