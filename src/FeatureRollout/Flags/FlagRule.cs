namespace FeatureRollout;

/// <summary>A percentage for the customers whose attributes meet a condition. Two are equal where all of it is.</summary>
/// <param name="When">The condition.</param>
/// <param name="Percentage">The share of these customers that are in.</param>
public sealed record FlagRule(Condition When, Percentage Percentage)
{
    /// <summary>
    /// Where the share begins on the scale from 0 % to 100 %: in are those from here to here and <see cref="Percentage"/>, together at
    /// most 100 %. Default 0.
    /// </summary>
    public Percentage From { get; init; }

    /// <summary>What is hashed together with the customer in this rule, its variants included; may be empty. Default the flag's.</summary>
    public string? Salt { get; init; }

    /// <summary>The name of this rule's bucketing. Default the flag's.</summary>
    public string? Bucketing { get; init; }

    /// <summary>The attribute that this rule draws by. Default the flag's; lists and overrides stay about the flag's.</summary>
    public string? Unit { get; init; }

    /// <summary>Which of the flag's variants those that are in get, with what weights. Default the flag's own weights.</summary>
    public IReadOnlyList<VariantWeight>? Variants { get; init; }

    /// <summary>Whether those whom the percentage leaves out go on to the next rule, else they are off. Default false.</summary>
    public bool Continue { get; init; }

    /// <summary>Whether it draws as the flag does.</summary>
    internal bool DrawsAsFlag => this is { From.Thousandths: 0, Salt: null, Bucketing: null, Unit: null, Variants: null };

    /// <inheritdoc/>
    public bool Equals(FlagRule? other) =>
        other is not null
        && When.Equals(other.When)
        && (Percentage, From, Continue) == (other.Percentage, other.From, other.Continue)
        && (Salt, Bucketing, Unit) == (other.Salt, other.Bucketing, other.Unit)
        && (Variants is null ? other.Variants is null : other.Variants is not null && Variants.SequenceEqual(other.Variants));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(When, Percentage, From, Salt, Variants?.Count);
}

/// <summary>How much of a rule's customers get one of the flag's variants.</summary>
/// <param name="Name">The variant's name.</param>
/// <param name="Weight">Its share, in proportion to the sum of the rule's weights; 0 or more, at most three decimals.</param>
public sealed record VariantWeight(string Name, decimal Weight);
