using FeatureRollout.Flags;

namespace FeatureRollout.Control;

/// <summary>A flag as all layers together make it at one moment, in the way that answers are made.</summary>
/// <param name="Definition">The merged definition; under a rollout the copy that the rollout works with.</param>
/// <param name="State">The merged state; null where no layer has one.</param>
/// <param name="Percentage">The share that is in before rules; zero while it is off for everybody.</param>
/// <param name="KilledBy">The layers that kill it, in order.</param>
internal sealed record LayeredFlag(FlagDefinition Definition, FlagState? State, Percentage Percentage, IReadOnlyList<string> KilledBy)
{
    /// <summary>Whom it lets in, rules and lists included; where nobody has worked it out, as the percentage says.</summary>
    public FlagReach Reach { get => field ?? FlagReach.Of(Percentage); init; }

    /// <summary>Whom it would let in by what is said of itself, kill switches and required flags apart.</summary>
    public FlagReach OwnReach { get => field ?? Reach; init; }
}
