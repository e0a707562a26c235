namespace FeatureRollout.Rollouts.Machine;

/// <summary>The state machine: what each change does to a document. Pure.</summary>
internal static class RolloutMachine
{
    /// <summary>Applies a change.</summary>
    /// <param name="document">The document before.</param>
    /// <param name="change">The change.</param>
    /// <param name="at">When.</param>
    /// <param name="actor">Who.</param>
    /// <param name="reason">Why; null where nothing was said.</param>
    /// <returns>The document after it, with the same version: the store counts it up.</returns>
    /// <exception cref="RolloutRefusedException">The state does not allow the change.</exception>
    public static FlagDocument Apply(FlagDocument document, RolloutChange change, DateTimeOffset at, string actor, string? reason) =>
        throw new NotSupportedException();

    /// <summary>Where a document stands; null where it leads no rollout.</summary>
    public static RolloutPosition? PositionOf(FlagDocument document) => throw new NotSupportedException();
}
