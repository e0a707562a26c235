using System.Text;
using System.Text.RegularExpressions;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>Writes regular expressions of RE2, which Unleash's clients take, as .NET has them.</summary>
internal static class Re2Pattern
{
    private static readonly Dictionary<string, string> PosixClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = @"\x00-\x7F", ["blank"] = @"\t ", ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = "0-9", ["graph"] = "!-~", ["lower"] = "a-z", ["print"] = " -~", ["punct"] = @"!-/:-@\[-`{-~", ["space"] = @"\t\n\v\f\r ",
        ["upper"] = "A-Z", ["word"] = "0-9A-Za-z_", ["xdigit"] = "0-9A-Fa-f",
    };

    /// <summary>The pattern for .NET; null where RE2 has none like it, or this does not know how to write it.</summary>
    public static string? Translate(string pattern)
    {
        var written = new StringBuilder();
        var isMultiline = pattern.StartsWith("(?m", StringComparison.Ordinal);
        for (var i = 0; i < pattern.Length; i++)
        {
            var next = i + 1 < pattern.Length ? pattern[i + 1] : '\0';
            switch (pattern[i])
            {
                case '\\':
                    if (Escape(next, inClass: false) is not { } escape)
                    {
                        return null;
                    }

                    _ = written.Append(escape);
                    i++;
                    break;
                case '[':
                    if (Class(pattern, ref i) is not { } characters)
                    {
                        return null;
                    }

                    _ = written.Append(characters);
                    break;
                case '$' when !isMultiline:
                    _ = written.Append(@"\z");
                    break;
                case '(' when next == '?':
                    if (Group(pattern, ref i) is not { } group)
                    {
                        return null;
                    }

                    _ = written.Append(group);
                    break;
                default:
                    _ = written.Append(pattern[i]);
                    break;
            }
        }

        return IsPattern(written.ToString()) ? written.ToString() : null;
    }

    private static string? Escape(char letter, bool inClass) => letter switch
    {
        'd' => inClass ? "0-9" : "[0-9]",
        'D' => inClass ? null : "[^0-9]",
        'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
        'W' => inClass ? null : "[^0-9A-Za-z_]",
        's' => inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]",
        'S' => inClass ? null : @"[^\t\n\f\r ]",
        'b' or 'B' or 'A' or 'z' => inClass ? null : $@"\{letter}",
        'a' or 'f' or 't' or 'n' or 'r' or 'v' or 'x' => $@"\{letter}",
        _ => char.IsAsciiLetterOrDigit(letter) || letter == '\0' ? null : $@"\{letter}",
    };

    private static string? Class(string pattern, ref int at)
    {
        var written = new StringBuilder("[");
        var i = at + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            _ = written.Append('^');
            i++;
        }

        for (var first = i; i < pattern.Length && (pattern[i] != ']' || i == first); i++)
        {
            if (pattern[i] == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
            {
                var end = pattern.IndexOf(":]", i, StringComparison.Ordinal);
                if (end < 0 || !PosixClasses.TryGetValue(pattern[(i + 2)..end], out var named))
                {
                    return null;
                }

                _ = written.Append(named);
                i = end + 1;
            }
            else if (pattern[i] == '\\')
            {
                if (Escape(i + 1 < pattern.Length ? pattern[i + 1] : '\0', inClass: true) is not { } escape)
                {
                    return null;
                }

                _ = written.Append(escape);
                i++;
            }
            else
            {
                // .NET would read these as the beginning of a class or of a subtraction.
                _ = pattern[i] is '[' or ']' ? written.Append('\\').Append(pattern[i]) : written.Append(pattern[i]);
            }
        }

        at = i;
        return i < pattern.Length ? written.Append(']').ToString() : null;
    }

    /// <summary>What follows <c>(?</c>: a name or flags; RE2 has no look-around, no atomic groups and no conditions.</summary>
    private static string? Group(string pattern, ref int at)
    {
        var rest = pattern.AsSpan(at + 2);
        if (rest.StartsWith("P<") || (rest is ['<', ..] && rest is not ['<', '=' or '!', ..]))
        {
            at += rest[0] == 'P' ? 3 : 2;
            return "(?<";
        }

        var length = rest.IndexOfAnyExcept("imsU-");
        if (length < 0 || rest[length] is not (':' or ')') || rest[..length].Contains('U'))
        {
            return null;
        }

        var flags = rest[..(length + 1)].ToString();
        at += 1 + flags.Length;
        return "(?" + flags;
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
