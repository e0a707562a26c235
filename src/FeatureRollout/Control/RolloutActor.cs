namespace FeatureRollout;

/// <summary>Who changes something, and why.</summary>
/// <param name="Name">Who.</param>
/// <param name="Reason">Why.</param>
public readonly record struct RolloutActor(string Name, string? Reason = null);
