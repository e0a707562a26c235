using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Flags.Conditions;

namespace FeatureRollout;

/// <summary>
/// A condition on a customer's attributes, such as <c>vertical == 'e-commerce' &amp;&amp; seats &gt;= 10</c>.
/// Immutable; two are equal where their texts are. The language is described in <c>docs/conditions.md</c>.
/// </summary>
public sealed class Condition : IEquatable<Condition>
{
    /// <summary>The longest condition that is read, in UTF-16 units.</summary>
    public const int MaximumLength = 10_000;

    private Condition(string text, ConditionNode root, IReadOnlyList<SegmentReference> segments)
    {
        Text = text;
        Root = root;
        Segments = segments;
    }

    /// <summary>The condition as it was written.</summary>
    public string Text { get; }

    /// <summary>What the text means.</summary>
    internal ConditionNode Root { get; }

    /// <summary>The segments referred to, in the order of the text; a name that stands twice comes twice.</summary>
    internal IReadOnlyList<SegmentReference> Segments { get; }

    /// <summary>Reads a condition.</summary>
    /// <exception cref="ConditionSyntaxException">The text is none; the exception says where and why.</exception>
    public static Condition Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new ConditionParser(text);
        var root = parser.Parse();
        return new Condition(text, root, parser.Segments);
    }

    /// <summary>Reads a condition, or says what is wrong with the text.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out Condition? condition,
        [NotNullWhen(false)] out ConditionSyntaxException? error)
    {
        try
        {
            condition = Parse(text);
            error = null;
            return true;
        }
        catch (ConditionSyntaxException exception)
        {
            condition = null;
            error = exception;
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(Condition? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Condition);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
