namespace FeatureRollout;

/// <summary>
/// A change of a kind that a newer version of the library wrote and this one does not know. It is kept as it was written,
/// so that a history stays readable and complete in a fleet of mixed versions.
/// </summary>
/// <param name="Kind">The kind as it was written.</param>
/// <param name="Json">The whole change as JSON, kind included.</param>
public sealed record UnknownRolloutChange(string Kind, string Json) : RolloutChange;
