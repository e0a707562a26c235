using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Evaluation.Conditions;

/// <summary>Makes conditions ready to be asked.</summary>
internal static class ConditionCompiler
{
    /// <summary>How long one match of a regular expression may take whose time is not linear in the text.</summary>
    public static readonly TimeSpan RegexTimeLimit = TimeSpan.FromMilliseconds(100);

    /// <summary>Compiles a condition.</summary>
    /// <param name="condition">What to compile.</param>
    /// <param name="resolveSegment">Asked once for each reference to a segment, in the order of the text; what it throws goes through.</param>
    public static CompiledCondition Compile(Condition condition, Func<string, SegmentTest> resolveSegment) =>
        Compile(condition, resolveSegment, RegexTimeLimit);

    /// <summary>Compiles a condition with another limit for one match of a regular expression.</summary>
    public static CompiledCondition Compile(Condition condition, Func<string, SegmentTest> resolveSegment, TimeSpan regexTimeLimit) =>
        Compile(condition.Root, resolveSegment, regexTimeLimit);

    /// <summary>Compiles a part of a condition.</summary>
    public static CompiledCondition Compile(ConditionNode node, Func<string, SegmentTest> resolveSegment, TimeSpan regexTimeLimit)
    {
        switch (node)
        {
            case LogicalNode logical:
                var operands = logical.Operands.Select(operand => Compile(operand, resolveSegment, regexTimeLimit)).ToArray();
                return logical.Operator == LogicalOperator.And ? new AllOf(operands) : new AnyOf(operands);
            case ConstantNode constant:
                return new Constant(constant.Value);
            case NotNode not:
                return new Negation(Compile(not.Operand, resolveSegment, regexTimeLimit));
            case ComparisonNode { Operator: ComparisonOperator.NotEqual } comparison:
                return new Negation(Compare(comparison.Attribute, ComparisonOperator.Equal, comparison.Value));
            case ComparisonNode comparison:
                return Compare(comparison.Attribute, comparison.Operator, comparison.Value);
            case MembershipNode membership:
                var isOneOf = IsOneOf(membership);
                return membership.Negated ? new Negation(isOneOf) : isOneOf;
            case TextPartNode part:
                return part.Operator switch
                {
                    TextPartOperator.Contains => new TextContains(part.Attribute, part.Part),
                    TextPartOperator.StartsWith => new TextStartsWith(part.Attribute, part.Part),
                    _ => new TextEndsWith(part.Attribute, part.Part),
                };
            case MatchNode match:
                return new TextMatches(match.Attribute, SharedPatterns.OfProcess.Get(match.Pattern, regexTimeLimit));
            case HasNode has:
                return new HasAttribute(has.Attribute);
            case SegmentNode segment:
                return new InSegment(resolveSegment(segment.Name));
            default:
                throw new ArgumentException($"No rule compiles a {node.GetType().Name}.", nameof(node));
        }
    }

    private static AttributeCondition Compare(string attribute, ComparisonOperator comparison, ConditionLiteral value) => value switch
    {
        TextLiteral text => new TextEquals(attribute, text.Value),
        BooleanLiteral boolean => new BooleanEquals(attribute, boolean.Value),
        NumberLiteral number => new NumberComparison(attribute, comparison, number.Value),
        DateLiteral date => new TimeComparison(attribute, comparison, date.UtcTicks),
        VersionLiteral version => new VersionComparison(attribute, comparison, version.Value),
        _ => throw new ArgumentException($"No rule compiles a {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>The texts of the list in one set, each other value by itself.</summary>
    private static CompiledCondition IsOneOf(MembershipNode membership)
    {
        var texts = membership.Values.OfType<TextLiteral>().Select(text => text.Value).ToArray();
        var conditions = membership.Values
            .Where(value => value is not TextLiteral)
            .Select(CompiledCondition (value) => Compare(membership.Attribute, ComparisonOperator.Equal, value))
            .ToList();
        if (texts.Length > 0)
        {
            conditions.Insert(0, texts.Length == 1 ? new TextEquals(membership.Attribute, texts[0]) : new TextIsOneOf(membership.Attribute, texts));
        }

        return conditions.Count == 1 ? conditions[0] : new AnyOf([.. conditions]);
    }
}
