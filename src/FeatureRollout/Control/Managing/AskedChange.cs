namespace FeatureRollout.Control.Managing;

/// <summary>What a person asks for, and what stands against it.</summary>
/// <param name="Change">What.</param>
/// <param name="Unmet">What is not met, each in one sentence.</param>
/// <param name="Refusal">How the refusal begins where it is not forced.</param>
internal sealed record AskedChange(RolloutChange Change, IReadOnlyList<string> Unmet, string Refusal)
{
    public AskedChange(RolloutChange change)
        : this(change, [], "")
    {
    }

    /// <summary>What was read and judged for it.</summary>
    public IReadOnlyList<CriterionResult> Readings { get; init; } = [];
}
