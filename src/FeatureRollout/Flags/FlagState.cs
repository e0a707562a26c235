namespace FeatureRollout;

/// <summary>
/// What has been decided about a flag since it was defined, by people or by a rollout; it lies over the definition.
/// A member that is null leaves the definition as it is.
/// </summary>
public sealed record FlagState
{
    /// <summary>The flag's key.</summary>
    public required string Key { get; init; }

    /// <summary>False kills the flag; true leaves it to the definition.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The share of customers that are in.</summary>
    public Percentage? Percentage { get; init; }

    /// <summary>Customers added to the definition's <c>include</c>.</summary>
    public CustomerList? Added { get; init; }

    /// <summary>Fixed answers for single customers, by customer id; each stands above the definition's for the same customer.</summary>
    public IReadOnlyDictionary<string, FlagOverride>? Overrides { get; init; }

    /// <summary>Where the flag stands on its plan; null where it is under no rollout.</summary>
    public RolloutStage? Stage { get; init; }

    /// <summary>
    /// The definition as the flag's rollout copied it; it stands in for the layers' definition, whose kill and exclusions
    /// alone still count. Null under no rollout.
    /// </summary>
    public FlagDefinition? Definition { get; init; }
}

/// <summary>The stage of a rollout, as evaluation sees it.</summary>
public sealed record RolloutStage
{
    /// <summary>The stage's name.</summary>
    public required string Name { get; init; }

    /// <summary>False at tier 0 and after a rollback: the flag is then off for everybody.</summary>
    public required bool Active { get; init; }

    /// <summary>The share of customers that the stage lets in.</summary>
    public Percentage Percentage { get; init; }

    /// <summary>
    /// Which stay in the stage this is: outcomes of answers given in another one are counted apart. A rollout raises it whenever
    /// counting begins anew; 0 or more.
    /// </summary>
    public int Generation { get; init; }

    /// <summary>Who is in at every percentage while the stage is active.</summary>
    public Audience Customers { get; init; } = Audience.Nobody;

    /// <summary>Only customers that meet this are drawn by percentage; it does not touch those who are named.</summary>
    public Condition? Eligible { get; init; }

    /// <summary>Percentages for parts of the customers; the first that matches counts, before the flag's rules.</summary>
    public IReadOnlyList<FlagRule> Strata { get; init; } = [];
}
