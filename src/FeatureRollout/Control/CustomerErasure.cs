namespace FeatureRollout;

/// <summary>What the erasure of a customer found.</summary>
public sealed record CustomerErasure
{
    /// <summary>The name that stands in past events in the customer's place.</summary>
    public required string Replacement { get; init; }

    /// <summary>The flags and rollouts whose fixed answers or lists held the customer, by key.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>How many events and recorded errors held the id.</summary>
    public required int Records { get; init; }

    /// <summary>Where definitions of files or configuration still name the customer, each by layer and place; people own these.</summary>
    public required IReadOnlyList<string> LeftInDefinitions { get; init; }
}
