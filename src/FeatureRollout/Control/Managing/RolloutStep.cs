namespace FeatureRollout.Control.Managing;

/// <summary>A change on its way into the store, with everything that its event will say.</summary>
/// <param name="Change">What.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why; null where nothing was said.</param>
internal sealed record RolloutStep(RolloutChange Change, string Actor, string? Reason)
{
    /// <summary>What the document is given another name by before the change; null for nothing. The event does not hold it.</summary>
    public CustomerRenaming? Renaming { get; init; }

    /// <summary>The trigger, band or alert rule that matched.</summary>
    public string? Rule { get; init; }

    /// <summary>What was read and judged for it.</summary>
    public IReadOnlyList<CriterionResult> Readings { get; init; } = [];

    /// <summary>Whether a person insisted.</summary>
    public bool Forced { get; init; }

    /// <summary>What was not met, where it was forced.</summary>
    public IReadOnlyList<string> Unmet { get; init; } = [];
}
