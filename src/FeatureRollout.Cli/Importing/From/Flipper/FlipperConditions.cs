using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Cli.Importing.From.Flipper;

/// <summary>Writes expressions that draw nobody as conditions.</summary>
internal static class FlipperConditions
{
    /// <summary>The condition; null where there is none.</summary>
    public static string? Of(SourceNode expression)
    {
        var (name, arguments) = FlipperExpression.Call(expression);
        switch (name)
        {
            case "Any" or "All":
                var parts = arguments.Select(Of).ToArray();
                return parts.Contains(null, StringComparer.Ordinal) ? null
                    : name == "Any" ? ConditionText.Any(parts!) : ConditionText.All(parts!);
            case "Equal" or "NotEqual" or "GreaterThan" or "GreaterThanOrEqualTo" or "LessThan" or "LessThanOrEqualTo":
                return arguments is [var left, var right] && FlipperOperand.Of(left) is { } first && FlipperOperand.Of(right) is { } second
                    ? Comparison(name, first, second)
                    : null;
            default:
                return FlipperOperand.Of(expression) switch
                {
                    { Cast: "Boolean", Property: { } property } => IsTrue(property),
                    { Cast: null, Property: { } property } => ConditionText.All([ConditionText.Has(property), ConditionText.Compare(property, "!=", "false")]),
                    { Property: null, IsTime: false, Constant: { } constant } => ConditionText.Boolean(constant is not { Kind: SourceKind.Boolean, Text: "false" }),
                    _ => null,
                };
        }
    }

    private static string? Comparison(string function, FlipperOperand left, FlipperOperand right)
    {
        var (property, constant, sign) = left.Property is not null
            ? (left, right, Sign(function))
            : (right, left, Sign(function).Replace('<', '\0').Replace('>', '<').Replace('\0', '>'));
        if (property.Property is not { } attribute || constant.Constant is not { } value)
        {
            return null;
        }

        var isEquality = sign is "==" or "!=";
        switch (property.Cast)
        {
            case "Boolean":
                return value.Kind == SourceKind.Boolean && isEquality
                    ? (sign == "==") == (value.Text == "true") ? IsTrue(attribute) : ConditionText.Not(IsTrue(attribute))
                    : null;
            case "String":
                return value.Kind == SourceKind.Text && value.Text.Length > 0 && isEquality && !constant.IsTime ? AsText(attribute, sign, value.Text) : null;
            case "Number":
                return value.Kind == SourceKind.Number ? AsNumber(attribute, sign, value.Text) : null;
            default:
                return constant.IsTime ? AsTime(attribute, sign, value.Text)
                    : value.Kind == SourceKind.Number ? NumberOf(value.Text) is { } number ? OfNumber(attribute, sign, number) : null
                    : !isEquality ? null
                    : ConditionText.Compare(attribute, sign, value.Kind == SourceKind.Text ? ConditionText.Text(value.Text) : value.Text);
        }
    }

    /// <summary>No text is a number there, also where it looks like one.</summary>
    private static string OfNumber(string attribute, string sign, string number) => sign == "!="
        ? ConditionText.Not(ConditionText.CompareNumber(attribute, "==", number))
        : ConditionText.CompareNumber(attribute, sign, number);

    private static string IsTrue(string attribute) => ConditionText.In(attribute, ["true", "1", "'true'", "'1'"]);

    private static string AsText(string attribute, string sign, string text)
    {
        List<string> values = [ConditionText.Text(text)];
        if (text is "true" or "false" || PlainNumber.TryRead(text, out _))
        {
            values.Add(text);
        }

        var condition = ConditionText.In(attribute, values);
        return sign == "==" ? condition : ConditionText.Not(condition);
    }

    /// <summary>What is missing or no number counts as 0 there, and makes every comparison false here.</summary>
    private static string? AsNumber(string attribute, string sign, string text)
    {
        if (NumberOf(text) is not { } number || !PlainNumber.TryRead(text, out var value))
        {
            return null;
        }

        var (holdsForZero, opposite) = sign switch
        {
            "==" => (value == 0, "!="),
            "!=" => (value != 0, "=="),
            "<" => (value > 0, ">="),
            "<=" => (value >= 0, ">"),
            ">" => (value < 0, "<="),
            _ => (value <= 0, "<"),
        };
        return (holdsForZero, sign) switch
        {
            (true, "==") => ConditionText.Not(ConditionText.Any([ConditionText.Compare(attribute, "<", number), ConditionText.Compare(attribute, ">", number)])),
            (false, "!=") => ConditionText.Any([ConditionText.Compare(attribute, "<", number), ConditionText.Compare(attribute, ">", number)]),
            (true, _) => ConditionText.Not(ConditionText.Compare(attribute, opposite, number)),
            _ => ConditionText.Compare(attribute, sign, number),
        };
    }

    private static string? AsTime(string attribute, string sign, string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? ConditionText.Compare(attribute, sign, ConditionText.Moment(moment))
            : null;

    private static string? NumberOf(string text) => PlainNumber.TryRead(text, out var number) ? ConditionText.Number(number) : null;

    private static string Sign(string function) => function switch
    {
        "Equal" => "==",
        "NotEqual" => "!=",
        "GreaterThan" => ">",
        "GreaterThanOrEqualTo" => ">=",
        "LessThan" => "<",
        _ => "<=",
    };
}
