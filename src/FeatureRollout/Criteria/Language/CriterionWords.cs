using System.Globalization;
using FeatureRollout.Text;

namespace FeatureRollout.Criteria.Language;

/// <summary>The words and signs of the language.</summary>
internal static class CriterionWords
{
    public const string Over = "over";
    public const string For = "for";
    public const string While = "while";
    public const string Stage = "stage";
    public const string All = "all";
    public const string Targets = "targets";
    public const string Trailing = "average";
    public const string Open = "open";
    public const string Reported = "reported";

    /// <summary>What may follow a whole comparison.</summary>
    public static readonly string[] Clauses = [Over, For, While];

    /// <summary>The signs of comparison, longer ones first, and what they mean.</summary>
    public static readonly (string Written, CriterionSign Sign)[] Signs =
    [
        ("<=", CriterionSign.LessOrEqual), (">=", CriterionSign.GreaterOrEqual), ("==", CriterionSign.Equal),
        ("!=", CriterionSign.NotEqual), ("<", CriterionSign.Less), (">", CriterionSign.Greater),
    ];

    /// <summary>Signs of other languages, each with the one that is meant.</summary>
    public static readonly (string Written, string Meant)[] OtherSigns =
    [
        ("=>", "'>='"), ("=<", "'<='"), ("<>", "'!='"), ("===", "'=='"), ("=", "'=='"), ("\u2264", "'<='"), ("\u2265", "'>='"),
        ("\u2260", "'!='"), ("\u00D7", "'*' or 'x'"), ("\u00F7", "'/'"), ("\u2212", "'-'"), ("&&", "a second criterion"),
        ("||", "a second criterion"), ("$", "the number alone"), ("\u20AC", "the number alone"), ("\u20B9", "the number alone"),
    ];

    private static readonly (string Written, ReadingFunction Function)[] Functions =
    [
        ("avg", ReadingFunction.Average), ("min", ReadingFunction.Minimum), ("max", ReadingFunction.Maximum), ("sum", ReadingFunction.Sum),
        ("rate", ReadingFunction.Rate), ("count", ReadingFunction.Count), ("last", ReadingFunction.Last), ("slope", ReadingFunction.Slope),
        ("projected", ReadingFunction.Projected),
    ];

    private static readonly (string Written, CriterionWord Word)[] Values =
    [
        ("target", CriterionWord.Target), ("alert", CriterionWord.Alert), ("baseline", CriterionWord.Baseline),
        ("control", CriterionWord.Control), ("previous", CriterionWord.Previous), ("budget", CriterionWord.Budget),
    ];

    /// <summary>Everything that may stand before a parenthesis.</summary>
    public static readonly string[] Calls =
        [.. Functions.Select(function => function.Written), "p50", "p90", "p95", "p99", Trailing, Open, Reported, All];

    /// <summary>Everything that a side of a comparison may begin with, besides the metrics of a plan.</summary>
    public static readonly string[] Beginnings = [.. Calls, .. Values.Select(value => value.Written), .. OwnMetrics.Names];

    /// <summary>The function that is written so; null for none. A percentile is given with <paramref name="percentile"/>.</summary>
    public static ReadingFunction? FindFunction(string written, out decimal percentile)
    {
        percentile = 0;
        foreach (var (name, function) in Functions)
        {
            if (string.Equals(name, written, StringComparison.Ordinal))
            {
                return function;
            }
        }

        return IsPercentile(written)
            && decimal.TryParse(written.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out percentile)
            && percentile is > 0 and < 100
            ? ReadingFunction.Percentile
            : null;
    }

    /// <summary>Whether it looks like <c>p95</c>, in range or not.</summary>
    public static bool IsPercentile(string written) =>
        written.Length is > 1 and < 12 && written[0] == 'p' && char.IsAsciiDigit(written[1]) && char.IsAsciiDigit(written[^1])
        && written.Skip(1).All(character => char.IsAsciiDigit(character) || character == '.') && written.AsSpan().Count('.') <= 1;

    /// <summary>The word that is written so; null for none.</summary>
    public static CriterionWord? FindWord(string written)
    {
        foreach (var (name, word) in Values)
        {
            if (string.Equals(name, written, StringComparison.Ordinal))
            {
                return word;
            }
        }

        return null;
    }

    /// <summary>How a word is written.</summary>
    public static string Write(CriterionWord word) => Values.First(value => value.Word == word).Written;

    /// <summary>How a function is written, percentiles apart.</summary>
    public static string Write(ReadingFunction function) => Functions.First(known => known.Function == function).Written;

    /// <summary>Whether no metric can be called so.</summary>
    public static bool IsReserved(string name) =>
        name is Over or For or While or Stage or All or Targets or Trailing or Open or Reported
        || FindWord(name) is not null
        || IsPercentile(name)
        || FindFunction(name, out _) is not null
        || CriterionUnits.Find(name) is not null;

    /// <summary>A sentence that names the nearest word, with a space in front; empty where there is none.</summary>
    public static string DidYouMean(string found, IEnumerable<string> words) =>
        NearestName.To(found, words) is { } word ? $" Did you mean '{word}'?" : "";
}
