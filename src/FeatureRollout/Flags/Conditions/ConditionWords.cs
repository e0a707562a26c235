using FeatureRollout.Text;

namespace FeatureRollout.Flags.Conditions;

/// <summary>The words and signs of the language, and what people write instead of them.</summary>
internal static class ConditionWords
{
    public const string And = "and";
    public const string Or = "or";
    public const string Not = "not";
    public const string In = "in";
    public const string Contains = "contains";
    public const string StartsWith = "startsWith";
    public const string EndsWith = "endsWith";
    public const string Matches = "matches";
    public const string True = "true";
    public const string False = "false";
    public const string Has = "has";
    public const string Segment = "segment";
    public const string Date = "date";
    public const string Version = "semver";

    /// <summary>What may stand between an attribute and a value.</summary>
    public static readonly string[] Operators = [In, Not, Contains, StartsWith, EndsWith, Matches];

    /// <summary>What may follow a whole comparison.</summary>
    public static readonly string[] Connectives = [And, Or];

    /// <summary>What may stand before an opening parenthesis where a condition starts.</summary>
    public static readonly string[] Questions = [Has, Segment, Not];

    /// <summary>Words that may stand where a value is expected.</summary>
    public static readonly string[] Values = [True, False, Date, Version];

    /// <summary>Words that are attributes only in backquotes. The functions are words only before a parenthesis.</summary>
    private static readonly string[] Reserved = [And, Or, True, False, .. Operators];

    /// <summary>Signs of other languages that begin like one of this language, each with the one that is meant.</summary>
    public static readonly (string Written, string Meant)[] LongerSigns =
        [("===", "=="), ("!==", "!="), ("<>", "!="), ("=>", ">="), ("=<", "<=")];

    /// <summary>Characters that begin nothing, each with what is probably meant.</summary>
    public static readonly (string Written, string Meant)[] OtherSigns =
    [
        ("=", "=="), ("&", "&&"), ("|", "||"), ("~", "matches"),
        ("\u2018", "a straight quote"), ("\u2019", "a straight quote"), ("\u201C", "a straight quote"), ("\u201D", "a straight quote"),
        ("\u2260", "!="), ("\u2264", "<="), ("\u2265", ">="), ("\u00AC", "not"), ("+", "a number without a plus sign"),
    ];

    public static bool IsReserved(string name) => Reserved.Contains(name, StringComparer.Ordinal);

    /// <summary>
    /// A sentence that names the nearest word, or the one that was begun, to append to a message; empty where there is none.
    /// </summary>
    public static string DidYouMean(string found, params IReadOnlyList<string> words)
    {
        var word = NearestName.To(found, words)
            ?? (found.Length >= 3 ? words.FirstOrDefault(word => word.StartsWith(found, StringComparison.OrdinalIgnoreCase)) : null);
        return word is null ? "" : $" Did you mean '{word}'?";
    }
}
