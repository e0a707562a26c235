using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace FeatureRollout.Cli.Importing.Sources;

/// <summary>What plain scalars mean by YAML's core schema.</summary>
internal static partial class YamlScalars
{
    /// <summary>So long may a number be that is not decimal; it is text where it is longer.</summary>
    private const int LongestNumber = 64;

    /// <summary>What a plain scalar is, and its text: of a number and a truth value as JSON writes them.</summary>
    public static (SourceKind Kind, string Text) Read(string value) => value switch
    {
        "" or "~" or "null" or "Null" or "NULL" => (SourceKind.Null, "null"),
        "true" or "True" or "TRUE" => (SourceKind.Boolean, "true"),
        "false" or "False" or "FALSE" => (SourceKind.Boolean, "false"),
        _ => Number(value) is { } number ? (SourceKind.Number, number) : (SourceKind.Text, value),
    };

    /// <summary>Infinity and what is no number stay text: JSON has no such numbers, and no share or weight is one.</summary>
    private static string? Number(string value)
    {
        if (value[0] is not (>= '0' and <= '9' or '-' or '+' or '.'))
        {
            return null;
        }

        if (value.Length is > 2 and <= LongestNumber && value[0] == '0' && value[1] is 'x' or 'o')
        {
            return Based(value.AsSpan(2), value[1] == 'x' ? 16 : 8);
        }

        if (Decimal().Match(value) is not { Success: true } match || (match.Groups["whole"].Length == 0 && match.Groups["part"].Length == 0))
        {
            return null;
        }

        var (whole, part, power) = (match.Groups["whole"].Value.TrimStart('0'), match.Groups["part"].Value, match.Groups["power"].Value);
        return $"{(value[0] == '-' ? "-" : "")}{(whole.Length == 0 ? "0" : whole)}{(part.Length == 0 ? "" : "." + part)}{power}";
    }

    private static string? Based(ReadOnlySpan<char> digits, int radix)
    {
        var number = BigInteger.Zero;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit) || Convert.ToInt32(digit.ToString(), 16) is var value && value >= radix)
            {
                return null;
            }

            number = (number * radix) + Convert.ToInt32(digit.ToString(), 16);
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^[-+]?(?<whole>[0-9]*)(\.(?<part>[0-9]*))?(?<power>[eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Decimal();
}
