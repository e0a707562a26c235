using System.Globalization;
using System.Text;

namespace FeatureRollout.Cli.Importing;

/// <summary>Writes conditions of docs/conditions.md; each method gives a text that stands by itself behind a <c>not</c> or beside an <c>and</c>.</summary>
internal static class ConditionText
{
    /// <summary>What holds for everybody.</summary>
    public const string Always = "true";

    /// <summary>What holds for nobody.</summary>
    public const string Never = "false";

    /// <summary>All hold; <see cref="Always"/> where there are none.</summary>
    public static string All(IEnumerable<string> conditions) => Join(conditions, " and ", neutral: Always, absorbing: Never);

    /// <summary>Any holds; <see cref="Never"/> where there are none.</summary>
    public static string Any(IEnumerable<string> conditions) => Join(conditions, " or ", neutral: Never, absorbing: Always);

    /// <summary>It does not hold.</summary>
    public static string Not(string condition) => condition switch
    {
        Always => Never,
        Never => Always,
        _ => $"not ({condition})",
    };

    /// <summary>There is such an attribute.</summary>
    public static string Has(string attribute) => $"has({Name(attribute)})";

    /// <summary>The customer is in a segment.</summary>
    public static string Segment(string name) => $"segment({Text(name)})";

    /// <summary>A comparison, such as <c>Compare("plan", "==", Text("pro"))</c>.</summary>
    public static string Compare(string attribute, string sign, string value) => $"{Name(attribute)} {sign} {value}";

    /// <summary>The attribute is one of these; <see cref="Never"/> where there are none.</summary>
    public static string In(string attribute, IEnumerable<string> values) =>
        values.ToArray() is { Length: > 0 } some ? $"{Name(attribute)} in [{string.Join(", ", some)}]" : Never;

    /// <summary>An attribute's name, in backquotes where it has to be.</summary>
    public static string Name(string attribute)
    {
        var isPlain = Condition.TryParse($"has({attribute})", out var condition, out _)
            && condition.Root is FeatureRollout.Flags.Conditions.HasNode { Attribute: var name } && name == attribute;
        return isPlain ? attribute : Quoted(attribute, '`');
    }

    /// <summary>The attribute is a text.</summary>
    public static string IsText(string attribute) => Compare(attribute, "startsWith", Text(""));

    /// <summary>A comparison with a number that texts do not meet, also those that look like one.</summary>
    public static string CompareNumber(string attribute, string sign, string number) =>
        attribute == EvaluationContext.CustomerIdName ? Never : All([Compare(attribute, sign, number), Not(IsText(attribute))]);

    /// <summary>A text value.</summary>
    public static string Text(string value) => Quoted(value, '\'');

    /// <summary>A number, in the shortest form that reads back.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A moment.</summary>
    public static string Moment(DateTimeOffset value) => $"date('{value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)}')";

    /// <summary>A version.</summary>
    public static string Version(string value) => $"semver({Text(value)})";

    /// <summary>A truth value.</summary>
    public static string Boolean(bool value) => value ? "true" : "false";

    private static string Join(IEnumerable<string> conditions, string word, string neutral, string absorbing)
    {
        var parts = conditions.Where(part => part != neutral).Distinct(StringComparer.Ordinal).ToArray();
        return parts.Contains(absorbing, StringComparer.Ordinal) ? absorbing
            : parts.Length == 0 ? neutral
            : parts.Length == 1 ? parts[0]
            : string.Join(word, parts.Select(part => $"({part})"));
    }

    private static string Quoted(string value, char quote)
    {
        var text = new StringBuilder().Append(quote);
        foreach (var unit in value)
        {
            _ = unit == quote || unit == '\\' ? text.Append('\\').Append(unit)
                : unit == '\n' ? text.Append("\\n")
                : unit == '\r' ? text.Append("\\r")
                : unit == '\t' ? text.Append("\\t")
                : char.IsControl(unit) || char.IsSurrogate(unit) ? text.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture))
                : text.Append(unit);
        }

        return text.Append(quote).ToString();
    }
}
