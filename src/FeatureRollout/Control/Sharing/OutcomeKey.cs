namespace FeatureRollout.Control.Sharing;

/// <summary>One stay of a flag in a stage.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Stage">The stage; null under no rollout.</param>
/// <param name="Generation">Which stay.</param>
internal readonly record struct OutcomeKey(string Flag, string? Stage, int Generation)
{
    /// <summary>The same for every process and every run of one, so that who takes over goes on where another was.</summary>
    public string Run => FormattableString.Invariant($"{Flag}/{Generation}/{Stage}");
}
