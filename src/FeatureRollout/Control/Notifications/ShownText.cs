using System.Globalization;
using System.Text;

namespace FeatureRollout.Control.Notifications;

/// <summary>
/// Makes text that people or customers gave fit to be shown: on one line, without invisible characters, and without
/// meaning to whatever shows it.
/// </summary>
internal static class ShownText
{
    /// <summary>What stands where nothing is known.</summary>
    public const string Nothing = "–";

    private const int Longest = 500;

    /// <summary>A word joiner: invisible, and no service sees a mention behind it.</summary>
    private const char Joiner = '\u2060';

    /// <summary>The text on one line, at most 500 characters; a dash for none.</summary>
    public static string OneLine(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Nothing;
        }

        var shown = new StringBuilder(Math.Min(text.Length, Longest + 1));
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            if (shown.Length >= Longest)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(IsPlain(rune) ? rune.ToString() : " ");
        }

        return shown.ToString();
    }

    /// <summary>For Markdown: no markup, no HTML, no mention, no link; on one line.</summary>
    public static string Markdown(string? text)
    {
        var line = OneLine(text);
        var shown = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            var next = i + 1 < line.Length ? line[i + 1] : ' ';
            shown.Append(line[i] switch
            {
                '&' when next == '#' || char.IsAsciiLetter(next) => "&amp;",
                '<' when next is '/' or '!' or '?' || char.IsAsciiLetter(next) => "&lt;",
                '>' when i == 0 => "&gt;",
                '@' => "@" + Joiner,
                ':' when next == '/' => ":" + Joiner,
                '\\' or '`' or '*' or '[' or ']' or '|' or '~' => "\\" + line[i],
                '#' or '+' or '-' when i == 0 => "\\" + line[i],
                '_' when !InWord(line, i) => "\\_",
                _ => line[i].ToString(),
            });
        }

        return shown.ToString();
    }

    /// <summary>For Slack: no mention, no link, no channel.</summary>
    public static string Slack(string text) => new StringBuilder(text)
        .Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("@", "@" + Joiner).ToString();

    /// <summary>At most so many characters, no half of a pair at the end.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var end = longest - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + "…";
    }

    /// <summary>A time in its two largest units, such as <c>1h 23m</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Math.Round(time.TotalMilliseconds))}ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds}s"),
        { TotalHours: < 1 } => Two(time.Minutes, "m", time.Seconds, "s"),
        { TotalDays: < 1 } => Two(time.Hours, "h", time.Minutes, "m"),
        _ => Two(time.Days, "d", time.Hours, "h"),
    };

    private static string Two(int large, string unit, int small, string smallUnit) => small == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{large}{unit}")
        : string.Create(CultureInfo.InvariantCulture, $"{large}{unit} {small}{smallUnit}");

    /// <summary>Underscores inside words, as in flag keys, mark nothing.</summary>
    private static bool InWord(string line, int at) =>
        at > 0 && at + 1 < line.Length && char.IsLetterOrDigit(line[at - 1]) && (char.IsLetterOrDigit(line[at + 1]) || line[at + 1] == '_');

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
        || rune.Value == 0x200D;
}
