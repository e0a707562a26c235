using System.Text;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Regular expressions of JavaScript as .NET writes them, where the same signs mean other things.</summary>
internal static class JavaScriptPattern
{
    /// <summary>The expression for .NET; what is an expression in neither stays none.</summary>
    public static string Translate(string pattern)
    {
        var text = new StringBuilder();
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var unit = pattern[i];
            if (unit == '\\' && i + 1 < pattern.Length)
            {
                i++;
                _ = text.Append(Escape(pattern[i], inClass));
                continue;
            }

            _ = unit == '$' && !inClass ? text.Append(@"\z")
                : unit == '.' && !inClass ? text.Append(@"[^\n\r\u2028\u2029]")
                : unit == '[' && inClass ? text.Append(@"\[")
                : text.Append(unit);
            inClass = unit == '[' || (inClass && unit != ']');
        }

        return text.ToString();
    }

    /// <summary>Digits and letters are ASCII's; a slash needs no escape.</summary>
    private static string Escape(char unit, bool inClass) => unit switch
    {
        'd' => inClass ? "0-9" : "[0-9]",
        'w' => inClass ? "A-Za-z0-9_" : "[A-Za-z0-9_]",
        'D' when !inClass => "[^0-9]",
        'W' when !inClass => "[^A-Za-z0-9_]",
        '/' => "/",
        _ => "\\" + unit,
    };
}
