using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>A feature as it was read, before it is a flag.</summary>
internal sealed record UnleashFeature
{
    public required SourceNode At { get; init; }

    public required string Name { get; init; }

    /// <summary>Its key here.</summary>
    public required string Key { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>In order; the first that lets a customer in decides about the variant. Never empty.</summary>
    public required IReadOnlyList<UnleashStrategy> Strategies { get; init; }

    /// <summary>The variants of all strategies that have none of their own.</summary>
    public UnleashChoice? Choice { get; init; }

    /// <summary>All variants that anything chooses from.</summary>
    public required IReadOnlyList<FlagVariant> Variants { get; init; }

    public IReadOnlyList<SourceNode> Dependencies => At.ItemsOf("dependencies");

    /// <summary>Whether it is on for everybody whenever it is enabled.</summary>
    public bool IsForAll => Strategies.Any(strategy => strategy is { IsForAll: true, Meaning: { When: ConditionText.Always, Window: { From: null, Until: null } } });

    /// <summary>What the strategy chooses from; null for no variant.</summary>
    public UnleashChoice? ChoiceOf(UnleashStrategy strategy) => strategy.Choice ?? Choice;
}

/// <summary>One way into a feature.</summary>
internal sealed record UnleashStrategy
{
    public required SourceNode At { get; init; }

    /// <summary>Whom it is about.</summary>
    public required UnleashMeaning Meaning { get; init; }

    /// <summary>The share of them that it lets in.</summary>
    public Percentage Share { get; init; } = Percentage.Full;

    /// <summary>The attributes that it draws by, the first that a customer has; none where it draws nobody out.</summary>
    public IReadOnlyList<string> Units { get; init; } = [];

    /// <summary>What is hashed with them.</summary>
    public string Salt { get; init; } = "";

    /// <summary>Its own variants.</summary>
    public UnleashChoice? Choice { get; init; }

    /// <summary>Where it only lists customers, who they are.</summary>
    public IReadOnlyList<string>? Customers { get; init; }

    public bool IsForAll => Units.Count == 0;
}

/// <summary>Variants to choose from.</summary>
/// <param name="At">Where they stand.</param>
/// <param name="Weights">Each with its weight; one at least is over 0.</param>
/// <param name="Overrides">Which variants are fixed for whom, by conditions.</param>
/// <param name="Units">The attributes that it draws by; none where it goes by the strategy's.</param>
internal sealed record UnleashChoice(
    SourceNode At, IReadOnlyList<VariantWeight> Weights, IReadOnlyList<(string Variant, string When)> Overrides, IReadOnlyList<string> Units)
{
    /// <summary>Whether there is something to draw.</summary>
    public bool IsDrawn => Weights.Count(weight => weight.Weight > 0) > 1;

    public bool Equals(UnleashChoice? other) =>
        other is not null && Weights.SequenceEqual(other.Weights) && Overrides.SequenceEqual(other.Overrides) && Units.SequenceEqual(other.Units, StringComparer.Ordinal);

    public override int GetHashCode() => Weights.Count;
}
