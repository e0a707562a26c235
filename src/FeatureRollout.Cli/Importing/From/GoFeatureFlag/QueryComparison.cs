using System.Globalization;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Importing.From.JsonLogic;
using FeatureRollout.Cli.Importing.Sources;
using static FeatureRollout.Cli.Importing.ConditionText;

namespace FeatureRollout.Cli.Importing.From.GoFeatureFlag;

/// <summary>Comparisons of a query: each holds only where the attribute is of the kind of the value.</summary>
internal static class QueryComparison
{
    /// <summary>The sign or word here; null where it is none.</summary>
    public static string? Sign(string operation) => operation switch
    {
        "eq" or "EQ" or "==" => "==",
        "ne" or "NE" or "!=" => "!=",
        "gt" or "GT" or ">" => ">",
        "lt" or "LT" or "<" => "<",
        "ge" or "GE" or ">=" => ">=",
        "le" or "LE" or "<=" => "<=",
        "co" or "CO" => "contains",
        "sw" or "SW" => "startsWith",
        "ew" or "EW" => "endsWith",
        "in" or "IN" => "in",
        _ => null,
    };

    public static string Compare(SourceNode at, string name, string sign, IReadOnlyList<QueryToken> literals) => (sign, literals) switch
    {
        ("in", [{ Kind: QueryTokenKind.Text }, ..]) => In(name, literals.Select(literal => ConditionText.Text(literal.Text))),
        ("in", [{ Kind: QueryTokenKind.Whole or QueryTokenKind.Fraction }, ..]) => name == EvaluationContext.CustomerIdName
            ? Never
            : All([In(name, literals.Select(literal => Number(Parse(at, literal.Text)))), Not(ConditionText.IsText(name))]),
        (_, [{ Kind: QueryTokenKind.Text } text]) => CompareText(at, name, sign, text.Text),
        ("==" or "!=" or ">" or "<" or ">=" or "<=", [{ Kind: QueryTokenKind.Whole or QueryTokenKind.Fraction } number]) =>
            name == EvaluationContext.CustomerIdName ? Never : All([CompareNumber(name, sign, Parse(at, number.Text), number.Kind), Not(ConditionText.IsText(name))]),
        ("!=", [{ Kind: QueryTokenKind.Version } version]) => Any([Semver(name, "<", version), Semver(name, ">", version)]),
        ("==" or ">" or "<" or ">=" or "<=", [{ Kind: QueryTokenKind.Version } version]) => Semver(name, sign, version),
        ("==", [{ Kind: QueryTokenKind.Word, Text: "null" }]) => Not(Has(name)),
        ("!=", [{ Kind: QueryTokenKind.Word, Text: "null" }]) => Has(name),
        ("==" or "!=", [{ Kind: QueryTokenKind.Word, Text: "true" or "false" } truth]) =>
            Compare(name, "==", Boolean(truth.Text == "true" == (sign == "=="))),
        _ => throw new NotCarriedException(at, "The query compares what cannot be compared so."),
    };

    private static string Compare(string name, string sign, string value) => ConditionText.Compare(name, sign, value);

    /// <summary>Case counts in lists only.</summary>
    private static string CompareText(SourceNode at, string name, string sign, string text)
    {
        var isPlain = text.All(unit => !char.IsLetter(unit) && !char.IsSurrogate(unit));
        var (literal, pattern) = (ConditionText.Text(text), Regex.Escape(text));
        return sign switch
        {
            "==" => isPlain ? Compare(name, "==", literal) : Matches(name, $@"^{pattern}\z"),
            "!=" => All([ConditionText.IsText(name), Not(isPlain ? Compare(name, "==", literal) : Matches(name, $@"^{pattern}\z"))]),
            "contains" => isPlain ? All([Compare(name, "contains", literal), ConditionText.IsText(name)]) : Matches(name, pattern),
            "startsWith" => isPlain ? Compare(name, sign, literal) : Matches(name, "^" + pattern),
            "endsWith" => isPlain ? Compare(name, sign, literal) : Matches(name, pattern + @"\z"),
            _ => throw new NotCarriedException(at, "Texts have no order here."),
        };
    }

    private static string Matches(string name, string pattern) => Compare(name, "matches", ConditionText.Text("(?i)" + pattern));

    /// <summary>Against a whole number the attribute counts without its decimals.</summary>
    private static string CompareNumber(string name, string sign, double number, QueryTokenKind kind)
    {
        if (kind == QueryTokenKind.Fraction)
        {
            return sign == "!=" ? Any([Compare(name, "<", Number(number)), Compare(name, ">", Number(number))]) : Compare(name, sign, Number(number));
        }

        var below = number > 0 ? Compare(name, "<", Number(number)) : Compare(name, "<=", Number(number - 1));
        var above = number < 0 ? Compare(name, ">", Number(number)) : Compare(name, ">=", Number(number + 1));
        var notBelow = number > 0 ? Compare(name, ">=", Number(number)) : Compare(name, ">", Number(number - 1));
        var notAbove = number < 0 ? Compare(name, "<=", Number(number)) : Compare(name, "<", Number(number + 1));
        return sign switch
        {
            "==" => All([notBelow, notAbove]),
            "!=" => Any([below, above]),
            "<" => below,
            "<=" => notAbove,
            ">" => above,
            _ => notBelow,
        };
    }

    private static string Semver(string name, string sign, QueryToken version) => Compare(name, sign, ConditionText.Version(version.Text));

    private static double Parse(SourceNode at, string number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new NotCarriedException(at, "A number of the query is none.");
}
