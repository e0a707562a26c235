using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>Conditions on one attribute: any of a clause's values, by its operator. Values of a kind that can never match are passed over.</summary>
internal sealed class ValueConditions(Import import, string attribute, string name)
{
    private static readonly HashSet<string> Operators = new(StringComparer.Ordinal)
    {
        "in", "startsWith", "endsWith", "matches", "contains", "lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "before", "after",
        "semVerEqual", "semVerLessThan", "semVerGreaterThan",
    };

    /// <summary>Whether this is one of LaunchDarkly's operators, but for the one about segments.</summary>
    public static bool Knows(string op) => Operators.Contains(op);

    /// <summary>The attribute and the operator hold with any of the values.</summary>
    public string Any(string op, IReadOnlyList<SourceNode> values) => op switch
    {
        "in" => In(values),
        _ => ConditionText.Any(values.Select(value => One(op, value)).OfType<string>()),
    };

    private string? One(string op, SourceNode value) => op switch
    {
        "startsWith" or "endsWith" or "contains" => value.Kind == SourceKind.Text ? ConditionText.Compare(attribute, op, ConditionText.Text(value.Text)) : null,
        "matches" => value.Kind == SourceKind.Text ? Matches(value) : null,
        "lessThan" => Number("<", value),
        "lessThanOrEqual" => Number("<=", value),
        "greaterThan" => Number(">", value),
        "greaterThanOrEqual" => Number(">=", value),
        "before" => Moment("<", value),
        "after" => Moment(">", value),
        "semVerEqual" => Version("==", value),
        "semVerLessThan" => Version("<", value),
        _ => Version(">", value),
    };

    /// <summary>One of the values, or a list with one of the texts; <c>contains</c> alone would also hold for a part of a text.</summary>
    private string In(IReadOnlyList<SourceNode> values)
    {
        if (attribute == "customerId" && values.All(value => value.Kind == SourceKind.Text))
        {
            return LongConditions.InTexts(import, name, attribute, [.. values.Select(value => value.Text)]);
        }

        var numbers = attribute == "customerId" ? ConditionText.Never : LongConditions.In(import, name, attribute, values.Select(NumberOf).OfType<string>());
        var single = ConditionText.Any(
        [
            LongConditions.In(import, name, attribute, values.Select(Literal).OfType<string>()),
            numbers == ConditionText.Never ? numbers : ConditionText.All([numbers, ConditionText.Not(ConditionText.IsText(attribute))]),
        ]);
        var texts = values.Where(value => value.Kind == SourceKind.Text).Select(value => ConditionText.Text(value.Text)).Distinct(StringComparer.Ordinal).ToArray();
        if (ContextAttributes.IsSingle(attribute) || texts.Length == 0)
        {
            return single;
        }

        var listed = LongConditions.Any(import, name, [.. texts.Select(text => ConditionText.Compare(attribute, "contains", text))]);
        return ConditionText.Any([single, ConditionText.All([listed, ConditionText.Not(ConditionText.IsText(attribute))])]);
    }

    private static string? Literal(SourceNode value) => value.Kind switch
    {
        SourceKind.Text => ConditionText.Text(value.Text),
        SourceKind.Boolean => value.Text,
        _ => null,
    };

    private static string? NumberOf(SourceNode value) =>
        value.Kind == SourceKind.Number && double.TryParse(value.Text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? ConditionText.Number(number)
            : null;

    private string? Number(string sign, SourceNode value) =>
        NumberOf(value) is { } number ? ConditionText.CompareNumber(attribute, sign, number) : null;

    private string? Matches(SourceNode value)
    {
        var condition = ConditionText.Compare(attribute, "matches", ConditionText.Text(value.Text));
        if (Condition.TryParse(condition, out _, out _))
        {
            return condition;
        }

        import.Lose(value, "this is no regular expression of .NET; it matches nothing here.");
        return null;
    }

    /// <summary>A moment, which attributes may have as such, as text or in milliseconds since 1970.</summary>
    private string? Moment(string sign, SourceNode value)
    {
        DateTimeOffset moment;
        if (value.Kind == SourceKind.Number && NumberOf(value) is not null)
        {
            var milliseconds = (long)Math.Clamp(
                double.Parse(value.Text, CultureInfo.InvariantCulture),
                DateTimeOffset.MinValue.ToUnixTimeMilliseconds(),
                DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
            moment = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
        else if (value.Kind != SourceKind.Text
            || !value.Text.Contains('T', StringComparison.Ordinal)
            || !DateTimeOffset.TryParse(value.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment))
        {
            return null;
        }

        var number = (moment - DateTimeOffset.UnixEpoch).TotalMilliseconds;
        return ConditionText.Any([
            ConditionText.Compare(attribute, sign, ConditionText.Moment(moment)), ConditionText.CompareNumber(attribute, sign, ConditionText.Number(number))]);
    }

    /// <summary>A version; LaunchDarkly takes those with one or two numbers too.</summary>
    private string? Version(string sign, SourceNode value)
    {
        if (value.Kind != SourceKind.Text)
        {
            return null;
        }

        var end = value.Text.AsSpan().IndexOfAny('-', '+');
        var (numbers, rest) = end < 0 ? (value.Text, "") : (value.Text[..end], value.Text[end..]);
        var missing = 2 - numbers.Count(unit => unit == '.');
        var condition = ConditionText.Compare(attribute, sign, $"semver('{numbers}{(missing > 0 ? string.Concat(Enumerable.Repeat(".0", missing)) : "")}{rest}')");
        if (value.Text.Contains('\'', StringComparison.Ordinal) || !Condition.TryParse(condition, out _, out _))
        {
            import.Lose(value, "this is no version here; nothing compares with it.");
            return null;
        }

        import.Tell(value, $"a version in \"{attribute}\" needs three numbers here: 2.1 is none, 2.1.0 is.");
        return condition;
    }
}
