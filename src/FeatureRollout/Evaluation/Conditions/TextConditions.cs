using System.Collections.Frozen;

namespace FeatureRollout.Evaluation.Conditions;

/// <summary>A text equal to another, unit by unit.</summary>
internal sealed class TextEquals(string attribute, string text) : AttributeCondition(attribute)
{
    protected override bool Holds(in AttributeValue value) =>
        value.Kind == AttributeKind.Text && string.Equals(value.Text, text, StringComparison.Ordinal);
}

/// <summary>A text that is one of a few.</summary>
internal sealed class TextIsOneOf(string attribute, IEnumerable<string> texts) : AttributeCondition(attribute)
{
    private readonly FrozenSet<string> _texts = texts.ToFrozenSet(StringComparer.Ordinal);

    protected override bool Holds(in AttributeValue value) =>
        value.Kind == AttributeKind.Text && _texts.Contains(value.Text);
}

/// <summary>A text with a part, or a list with an element.</summary>
internal sealed class TextContains(string attribute, string part) : AttributeCondition(attribute)
{
    protected override bool Holds(in AttributeValue value) => value.Kind switch
    {
        AttributeKind.Text => value.Text.Contains(part, StringComparison.Ordinal),
        AttributeKind.Texts => value.Texts.AsSpan().Contains(part),
        _ => false,
    };
}

/// <summary>A text with a beginning.</summary>
internal sealed class TextStartsWith(string attribute, string part) : AttributeCondition(attribute)
{
    protected override bool Holds(in AttributeValue value) =>
        value.Kind == AttributeKind.Text && value.Text.StartsWith(part, StringComparison.Ordinal);
}

/// <summary>A text with an end.</summary>
internal sealed class TextEndsWith(string attribute, string part) : AttributeCondition(attribute)
{
    protected override bool Holds(in AttributeValue value) =>
        value.Kind == AttributeKind.Text && value.Text.EndsWith(part, StringComparison.Ordinal);
}

/// <summary>A truth value.</summary>
internal sealed class BooleanEquals(string attribute, bool expected) : AttributeCondition(attribute)
{
    protected override bool Holds(in AttributeValue value) =>
        value.Kind == AttributeKind.Boolean && value.Boolean == expected;
}

/// <summary>An attribute that is there.</summary>
internal sealed class HasAttribute(string attribute) : AttributeCondition(attribute)
{
    protected override bool Holds(in AttributeValue value) => value.Kind != AttributeKind.Missing;
}
