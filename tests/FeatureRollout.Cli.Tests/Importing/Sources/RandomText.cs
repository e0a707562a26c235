using System.Globalization;
using System.Text;
using System.Text.Json;

namespace FeatureRollout.Cli.Tests.Importing.Sources;

/// <summary>Small files at random.</summary>
internal static class RandomText
{
    private static readonly string[] Scalars = ["1", "-0.5", "2e3", "true", "false", "null", "\"\"", "\"a b\"", "\"ä€😀\"", "\"\\u00df\\\"\"", "\"line\\nline\"", "\"true\"", "\"12\"", "\"<<\"", "\"- a: b\""];

    /// <summary>JSON over several lines, all names different within a map.</summary>
    public static string Json(Random random)
    {
        var text = new StringBuilder();
        Write(text, random, depth: 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Random random, int depth)
    {
        var isMap = random.Next(2) == 0;
        if (depth > 4 || random.Next(3) == 0)
        {
            text.Append(Scalars[random.Next(Scalars.Length)]);
            return;
        }

        text.Append(isMap ? '{' : '[');
        var count = random.Next(4);
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : random.Next(2) == 0 ? "," : ", ").Append(random.Next(4) == 0 ? "\n  " : "");
            if (isMap)
            {
                text.Append(JsonSerializer.Serialize($"{(random.Next(3) == 0 ? "ö 'x'\"" : "name")}{i.ToString(CultureInfo.InvariantCulture)}")).Append(": ");
            }

            Write(text, random, depth + 1);
        }

        text.Append(isMap ? '}' : ']');
    }
}
