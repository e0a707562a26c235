using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using FeatureRollout.Evaluation;
using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Tests.Evaluation.Conditions;

/// <summary>
/// What conditions mean, written again without care for speed and by other means: truth as a nullable boolean,
/// forms as regular expressions, versions as big integers, dates by the runtime.
/// </summary>
internal sealed class ReferenceInterpreter(Func<string, Truth> segments)
{
    public Truth Evaluate(ConditionNode node, EvaluationContext context) => Answer(node, context) switch
    {
        null => Truth.Undecided,
        true => Truth.True,
        false => Truth.False,
    };

    /// <summary>C#'s own &amp; and | on nullable booleans are Kleene's.</summary>
    private bool? Answer(ConditionNode node, EvaluationContext context) => node switch
    {
        NotNode not => !Answer(not.Operand, context),
        LogicalNode { Operator: LogicalOperator.And } and =>
            and.Operands.Select(operand => Answer(operand, context)).Aggregate((a, b) => a & b),
        LogicalNode or => or.Operands.Select(operand => Answer(operand, context)).Aggregate((a, b) => a | b),
        SegmentNode segment => segments(segment.Name) switch { Truth.True => true, Truth.False => false, _ => null },
        HasNode has => Attribute(context, has.Attribute) is not null,
        ComparisonNode c => Compare(Attribute(context, c.Attribute), c.Operator, c.Value),
        MembershipNode m => m.Negated ^ m.Values.Any(value => Compare(Attribute(context, m.Attribute), ComparisonOperator.Equal, value)),
        MatchNode match => Attribute(context, match.Attribute) is string text && Match(text, match.Pattern).Success,
        TextPartNode part => (part.Operator, Attribute(context, part.Attribute)) switch
        {
            (TextPartOperator.Contains, string text) => text.Contains(part.Part, StringComparison.Ordinal),
            (TextPartOperator.Contains, string[] texts) => Array.Exists(texts, text => text == part.Part),
            (TextPartOperator.StartsWith, string text) => text.StartsWith(part.Part, StringComparison.Ordinal),
            (TextPartOperator.EndsWith, string text) => text.EndsWith(part.Part, StringComparison.Ordinal),
            _ => false,
        },
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    private static object? Attribute(EvaluationContext context, string name)
    {
        foreach (var (key, value) in context.Attributes)
        {
            if (key == name)
            {
                return value.Kind switch
                {
                    AttributeKind.Text => value.Text,
                    AttributeKind.Number => value.Number,
                    AttributeKind.Boolean => value.Boolean,
                    AttributeKind.Time => new DateTimeOffset(value.UtcTicks, TimeSpan.Zero),
                    AttributeKind.Texts => value.Texts,
                    _ => null,
                };
            }
        }

        return name == "customerId" ? context.CustomerId : null;
    }

    private static bool Compare(object? actual, ComparisonOperator comparison, ConditionLiteral expected)
    {
        if (comparison == ComparisonOperator.NotEqual)
        {
            return !Compare(actual, ComparisonOperator.Equal, expected);
        }

        int? order = (actual, expected) switch
        {
            (string text, TextLiteral literal) => text == literal.Value ? 0 : null,
            (bool boolean, BooleanLiteral literal) => boolean == literal.Value ? 0 : null,
            (double number, NumberLiteral literal) => Order(number, literal.Value),
            (string text, NumberLiteral literal) when Match(text, @"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?\z").Success
                && double.IsFinite(double.Parse(text, CultureInfo.InvariantCulture)) =>
                Order(double.Parse(text, CultureInfo.InvariantCulture), literal.Value),
            (DateTimeOffset time, DateLiteral literal) => time.CompareTo(new DateTimeOffset(literal.UtcTicks, TimeSpan.Zero)),
            (string text, DateLiteral literal) when Match(text, @"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+(Z|[-+][0-9:]+)?)?\z").Success
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) =>
                time.CompareTo(new DateTimeOffset(literal.UtcTicks, TimeSpan.Zero)),
            (string text, VersionLiteral literal) => Versions(text, literal.Value.ToString()),
            _ => null,
        };
        return comparison switch
        {
            ComparisonOperator.Equal => order == 0,
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static int? Order(double left, double right) =>
        left < right ? -1 : left > right ? 1 : left == right ? 0 : null;

    /// <summary>Null where either is no version.</summary>
    private static int? Versions(string left, string right)
    {
        const string Number = "(0|[1-9][0-9]*)";
        const string Words = @"([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)";
        const string Form = $@"^{Number}\.{Number}\.{Number}(?:-{Words})?(?:\+{Words})?\z";
        var a = Match(left, Form);
        var b = Match(right, Form);
        if (!a.Success || !b.Success || HasLeadingZero(a.Groups[4].Value) || HasLeadingZero(b.Groups[4].Value))
        {
            return null;
        }

        for (var i = 1; i <= 3; i++)
        {
            var order = BigInteger.Parse(a.Groups[i].Value, CultureInfo.InvariantCulture)
                .CompareTo(BigInteger.Parse(b.Groups[i].Value, CultureInfo.InvariantCulture));
            if (order != 0)
            {
                return order;
            }
        }

        if (!a.Groups[4].Success || !b.Groups[4].Success)
        {
            return b.Groups[4].Success.CompareTo(a.Groups[4].Success);
        }

        var lefts = a.Groups[4].Value.Split('.');
        var rights = b.Groups[4].Value.Split('.');
        for (var i = 0; i < Math.Min(lefts.Length, rights.Length); i++)
        {
            var leftIsNumber = BigInteger.TryParse(lefts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var leftNumber);
            var rightIsNumber = BigInteger.TryParse(rights[i], NumberStyles.None, CultureInfo.InvariantCulture, out var rightNumber);
            var order = leftIsNumber && rightIsNumber ? leftNumber.CompareTo(rightNumber)
                : leftIsNumber != rightIsNumber ? (leftIsNumber ? -1 : 1)
                : string.CompareOrdinal(lefts[i], rights[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return lefts.Length.CompareTo(rights.Length);
    }

    private static bool HasLeadingZero(string prerelease) =>
        prerelease.Split('.').Any(word => Match(word, "^0[0-9]+$").Success);

    private static Match Match(string text, string pattern) =>
        Regex.Match(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(30));
}
