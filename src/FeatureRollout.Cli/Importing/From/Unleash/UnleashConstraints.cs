using System.Globalization;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>Reads constraints, all of which must hold.</summary>
internal sealed class UnleashConstraints(Import import, UnleashFields fields)
{
    private const string Clock = "currentTime";

    private static readonly string[] Known = ["contextName", "operator", "values", "value", "inverted", "caseInsensitive"];

    /// <summary>What the constraints ask of the customer, and when.</summary>
    /// <param name="owner">The flag or segment that has them.</param>
    /// <param name="constraints">The constraints.</param>
    public UnleashMeaning Read(string owner, IEnumerable<SourceNode> constraints)
    {
        var window = ClockWindow.Always;
        List<string> conditions = [];
        foreach (var constraint in constraints)
        {
            import.LoseOthers(constraint.Members, Known);
            if (constraint.TextOf("contextName") == Clock && WindowOf(constraint) is { } some)
            {
                window = window.And(some);
            }
            else
            {
                conditions.Add(Condition(owner, constraint));
            }
        }

        return new UnleashMeaning(window.IsEmpty ? ConditionText.Never : LongConditions.All(import, owner, conditions), window);
    }

    private static ClockWindow? WindowOf(SourceNode constraint)
    {
        if (MomentOf(constraint) is not { } moment)
        {
            return null;
        }

        // Unleash's clocks tick in milliseconds, and "after" leaves the moment itself out.
        var next = moment.AddMilliseconds(1);
        return (constraint.TextOf("operator"), constraint.IsTrue("inverted")) switch
        {
            ("DATE_AFTER", false) => new ClockWindow(next, null),
            ("DATE_AFTER", true) => new ClockWindow(null, next),
            ("DATE_BEFORE", false) => new ClockWindow(null, moment),
            ("DATE_BEFORE", true) => new ClockWindow(moment, null),
            _ => null,
        };
    }

    private static DateTimeOffset? MomentOf(SourceNode constraint) =>
        DateTimeOffset.TryParse(
            constraint.TextOf("value"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : null;

    private string Condition(string owner, SourceNode constraint)
    {
        var sign = constraint.TextOf("operator") ?? "";
        var attribute = fields.Of(constraint, constraint.TextOf("contextName") ?? "");
        if (attribute.Length == 0 || Plain(owner, constraint, sign, attribute) is not { } condition)
        {
            // Unleash's clients answer no for what they do not know, and do not turn it round.
            import.Lose(constraint, $"The constraint with the operator \"{sign}\" is not carried; it holds for nobody.");
            return ConditionText.Never;
        }

        return constraint.IsTrue("inverted") != (sign == "NOT_IN") ? ConditionText.Not(condition) : condition;
    }

    /// <summary>The condition before it is turned round; null where there is none.</summary>
    private string? Plain(string owner, SourceNode constraint, string sign, string attribute)
    {
        var values = constraint.TextsOf("values").Where(value => value.Length > 0).Select(value => value.Trim()).ToArray();
        return sign switch
        {
            "IN" or "NOT_IN" => LongConditions.InTexts(import, owner, attribute, values),
            "STR_STARTS_WITH" => Part(owner, constraint, values, attribute, "startsWith", "^(?:{0})"),
            "STR_ENDS_WITH" => Part(owner, constraint, values, attribute, "endsWith", @"(?:{0})\z"),
            "STR_CONTAINS" => Part(owner, constraint, values, attribute, "contains", "{0}"),
            "NUM_EQ" => Number(constraint, attribute, "=="),
            "NUM_GT" => Number(constraint, attribute, ">"),
            "NUM_GTE" => Number(constraint, attribute, ">="),
            "NUM_LT" => Number(constraint, attribute, "<"),
            "NUM_LTE" => Number(constraint, attribute, "<="),
            "DATE_AFTER" => Date(constraint, attribute, ">"),
            "DATE_BEFORE" => Date(constraint, attribute, "<"),
            "SEMVER_EQ" => Version(constraint, attribute, "=="),
            "SEMVER_GT" => Version(constraint, attribute, ">"),
            "SEMVER_GTE" => Version(constraint, attribute, ">="),
            "SEMVER_LT" => Version(constraint, attribute, "<"),
            "SEMVER_LTE" => Version(constraint, attribute, "<="),
            "REGEX" => Pattern(constraint, attribute),
            "IN_CIDR" => Addresses(owner, constraint, attribute, values),
            _ => null,
        };
    }

    private string Part(string owner, SourceNode constraint, string[] values, string attribute, string word, string pattern)
    {
        if (!constraint.IsTrue("caseInsensitive"))
        {
            return LongConditions.Any(import, owner, [.. values.Select(value => $"{ConditionText.Name(attribute)} {word} {ConditionText.Text(value)}")]);
        }

        var parts = values.Chunk(20).Select(chunk => string.Join('|', chunk.Select(Regex.Escape)));
        return LongConditions.Any(import, owner, [.. parts.Select(part => Matches(attribute, "(?i)" + string.Format(CultureInfo.InvariantCulture, pattern, part)))]);
    }

    private static string Matches(string attribute, string pattern) => $"{ConditionText.Name(attribute)} matches {ConditionText.Text(pattern)}";

    private static string Number(SourceNode constraint, string attribute, string sign) =>
        UnleashNodes.Number(constraint.TextOf("value")) is { } number
            ? ConditionText.Compare(attribute, sign, ConditionText.Number(number))
            : ConditionText.Never;

    private static string Date(SourceNode constraint, string attribute, string sign) =>
        MomentOf(constraint) is { } moment ? ConditionText.Compare(attribute, sign, ConditionText.Moment(moment)) : ConditionText.Never;

    private static string Version(SourceNode constraint, string attribute, string sign) =>
        constraint.TextOf("value") is { } version && SemanticVersion.TryParse(version, out _)
            ? ConditionText.Compare(attribute, sign, ConditionText.Version(version))
            : ConditionText.Never;

    private static string? Pattern(SourceNode constraint, string attribute) =>
        constraint.TextOf("value") is { } pattern && Re2Pattern.Translate(pattern) is { } translated
            ? Matches(attribute, constraint.IsTrue("caseInsensitive") ? "(?i)" + translated : translated)
            : null;

    private string Addresses(string owner, SourceNode constraint, string attribute, IReadOnlyList<string> values) =>
        LongConditions.Any(import, owner, [.. values.Select(value => Address(constraint, attribute, value))]);

    /// <summary>An address or a range of them.</summary>
    public string Address(SourceNode at, string attribute, string value)
    {
        if (AddressRange.Condition(attribute, value) is { } condition)
        {
            return condition;
        }

        import.Lose(at, $"The range of addresses {value} is not carried; nobody is in it.");
        return ConditionText.Never;
    }
}
