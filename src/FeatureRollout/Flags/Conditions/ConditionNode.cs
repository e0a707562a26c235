namespace FeatureRollout.Flags.Conditions;

/// <summary>A part of a condition, as it was written; equal where it means the same in the same order.</summary>
internal abstract record ConditionNode;

/// <summary>Several conditions joined by one operator.</summary>
/// <param name="Operator">The operator between each two.</param>
/// <param name="Operands">Two or more. Chains are one flat node, so that only parentheses and nots add depth.</param>
internal sealed record LogicalNode(LogicalOperator Operator, IReadOnlyList<ConditionNode> Operands) : ConditionNode
{
    public bool Equals(LogicalNode? other) =>
        other is not null && Operator == other.Operator && Operands.SequenceEqual(other.Operands);

    public override int GetHashCode() => HashCode.Combine(Operator, Operands.Count, Operands[0]);
}

/// <summary>The opposite of a condition.</summary>
internal sealed record NotNode(ConditionNode Operand) : ConditionNode;

/// <summary>What holds for everybody, or for nobody.</summary>
internal sealed record ConstantNode(bool Value) : ConditionNode;

/// <summary>An attribute compared with a value.</summary>
/// <param name="Attribute">The attribute's name.</param>
/// <param name="Operator">Equality only, where the value is a text or a truth value.</param>
/// <param name="Value">The value on the right.</param>
internal sealed record ComparisonNode(string Attribute, ComparisonOperator Operator, ConditionLiteral Value) : ConditionNode;

/// <summary>Whether an attribute equals one of several values.</summary>
/// <param name="Attribute">The attribute's name.</param>
/// <param name="Negated">Whether it was written <c>not in</c>.</param>
/// <param name="Values">One or more.</param>
internal sealed record MembershipNode(string Attribute, bool Negated, IReadOnlyList<ConditionLiteral> Values) : ConditionNode
{
    public bool Equals(MembershipNode? other) =>
        other is not null
        && string.Equals(Attribute, other.Attribute, StringComparison.Ordinal)
        && Negated == other.Negated
        && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Attribute, Negated, Values.Count);
}

/// <summary>Whether a text attribute has a certain part, or a list attribute a certain element.</summary>
internal sealed record TextPartNode(string Attribute, TextPartOperator Operator, string Part) : ConditionNode;

/// <summary>Whether a text attribute matches a regular expression, which has been found to be one.</summary>
internal sealed record MatchNode(string Attribute, string Pattern) : ConditionNode;

/// <summary>Whether there is such an attribute.</summary>
internal sealed record HasNode(string Attribute) : ConditionNode;

/// <summary>Whether the customer is in a named segment.</summary>
internal sealed record SegmentNode(string Name) : ConditionNode;

/// <summary>A segment's name where a condition refers to it.</summary>
/// <param name="Name">The segment's name.</param>
/// <param name="Position">Where the quoted name stands, in UTF-16 units from the start of the condition.</param>
internal readonly record struct SegmentReference(string Name, int Position);

internal enum LogicalOperator
{
    And,
    Or,
}

internal enum ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal enum TextPartOperator
{
    Contains,
    StartsWith,
    EndsWith,
}
