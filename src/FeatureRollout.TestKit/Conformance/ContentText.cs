using System.Globalization;
using System.Text;

namespace FeatureRollout.TestKit.Conformance;

/// <summary>Content as a flag file in ASCII: any character of an id that could need care is escaped, lone surrogates included.</summary>
internal static class ContentText
{
    public static string FlagFile(IReadOnlyList<ContentFlag> flags)
    {
        var text = new StringBuilder("{ \"flags\": {");
        for (var i = 0; i < flags.Count; i++)
        {
            text.Append(i == 0 ? "\n  " : ",\n  ");
            Quote(text, flags[i].Key);
            text.Append(CultureInfo.InvariantCulture, $": {{ \"percentage\": {flags[i].Percentage.Value}, \"include\": [");
            var isFirst = true;
            foreach (var id in flags[i].Customers)
            {
                text.Append(isFirst ? "" : ",");
                Quote(text, id);
                isFirst = false;
            }

            text.Append("] }");
        }

        return text.Append("\n} }\n").ToString();
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var character in value)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ' ')
            {
                text.Append(character);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
        }

        text.Append('"');
    }
}
