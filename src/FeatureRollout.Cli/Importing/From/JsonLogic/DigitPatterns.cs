using System.Globalization;

namespace FeatureRollout.Cli.Importing.From.JsonLogic;

/// <summary>Regular expressions for whole numbers without leading zeros that are above or below another.</summary>
internal static class DigitPatterns
{
    public const string Any = "(0|[1-9][0-9]*)";

    /// <summary>All above.</summary>
    /// <param name="digits">A whole number without leading zeros.</param>
    public static string Above(string digits)
    {
        if (digits == "0")
        {
            return "[1-9][0-9]*";
        }

        List<string> forms = [$"[1-9][0-9]{{{Number(digits.Length)},}}"];
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] < '9')
            {
                forms.Add(digits[..i] + OneOf((char)(digits[i] + 1), '9') + Rest(digits, i));
            }
        }

        return Either(forms);
    }

    /// <summary>All below; null where there is none.</summary>
    /// <param name="digits">A whole number without leading zeros.</param>
    public static string? Below(string digits)
    {
        List<string> forms = [];
        if (digits.Length > 1)
        {
            forms.Add(digits.Length == 2 ? "[0-9]" : $"0|[1-9][0-9]{{0,{Number(digits.Length - 2)}}}");
        }

        for (var i = 0; i < digits.Length; i++)
        {
            var lowest = i == 0 && digits.Length > 1 ? '1' : '0';
            if (digits[i] > lowest)
            {
                forms.Add(digits[..i] + OneOf(lowest, (char)(digits[i] - 1)) + Rest(digits, i));
            }
        }

        return forms.Count == 0 ? null : Either(forms);
    }

    private static string OneOf(char first, char last) => first == last ? first.ToString() : $"[{first}-{last}]";

    private static string Rest(string digits, int i) => (digits.Length - i - 1) switch
    {
        0 => "",
        1 => "[0-9]",
        var more => $"[0-9]{{{Number(more)}}}",
    };

    private static string Either(List<string> forms) => forms is [var one] && !one.Contains('|', StringComparison.Ordinal) ? one : $"({string.Join('|', forms)})";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
