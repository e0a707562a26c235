using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Criteria.Language;

namespace FeatureRollout;

/// <summary>
/// A comparison of two expressions over metrics, in the language of <c>docs/criteria.md</c>, such as
/// <c>error_rate &lt; 0.5% for 48h</c>. Immutable; two are equal where their texts are.
/// </summary>
public sealed class Criterion : IEquatable<Criterion>
{
    /// <summary>The longest criterion that is read, in UTF-16 units.</summary>
    public const int MaximumLength = 10_000;

    private Criterion(string text, CriterionNode root)
    {
        Text = text;
        Root = root;
    }

    /// <summary>The criterion as written.</summary>
    public string Text { get; }

    /// <summary>What the text means.</summary>
    internal CriterionNode Root { get; }

    /// <summary>Reads a criterion.</summary>
    /// <exception cref="CriterionSyntaxException">The text is none; the exception says where and why.</exception>
    public static Criterion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Criterion(text, CriterionParser.Parse(text));
    }

    /// <summary>Reads a criterion, or says what is wrong with the text.</summary>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out Criterion? criterion,
        [NotNullWhen(false)] out CriterionSyntaxException? error)
    {
        try
        {
            criterion = Parse(text);
            error = null;
            return true;
        }
        catch (CriterionSyntaxException exception)
        {
            criterion = null;
            error = exception;
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(Criterion? other) => other is not null && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Criterion);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The criterion as written.</summary>
    public override string ToString() => Text;
}
