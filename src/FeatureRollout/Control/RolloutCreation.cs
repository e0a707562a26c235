namespace FeatureRollout;

/// <summary>What a new rollout is made of.</summary>
public sealed record RolloutCreation
{
    /// <summary>The feature: the key of its flag.</summary>
    public required string FeatureName { get; init; }

    /// <summary>More flags that move together with it.</summary>
    public IReadOnlyList<string> MoreFlags { get; init; } = [];

    /// <summary>The plan: its own, one of the flag files, or one that ships. Default: what the flag file says under <c>rollouts</c>, else the pilot ladder.</summary>
    public PlanDefinition? Plan { get; init; }

    /// <summary>The name of a plan of the flag files or of one that ships, where <see cref="Plan"/> is null.</summary>
    public string? PlanName { get; init; }

    /// <summary>Customers that are on from the first stage.</summary>
    public CustomerList WhitelistedCustomers { get; init; } = CustomerList.Empty;

    /// <summary>A trigger above the plan's own and above its bands; null for none.</summary>
    public RollbackThreshold? RollbackThreshold { get; init; }

    /// <summary>Whether the controller only records what it would do.</summary>
    public bool ObserveOnly { get; init; }
}
