namespace FeatureRollout;

/// <summary>What people write about a rollout: which flags a plan moves.</summary>
public sealed record RolloutDefinition
{
    /// <summary>The rollout's key, which is the key of its first flag.</summary>
    public required string Key { get; init; }

    /// <summary>The plan's name: one of the flag files, or of <see cref="ShippedPlans"/> where these have none of that name.</summary>
    public required string Plan { get; init; }

    /// <summary>More flags that move together with the first.</summary>
    public IReadOnlyList<string> MoreFlags { get; init; } = [];

    /// <summary>Customers that are on from the first stage.</summary>
    public CustomerList Customers { get; init; } = CustomerList.Empty;

    /// <summary>Whether the controller only records what it would do. Default false.</summary>
    public bool ObserveOnly { get; init; }
}
