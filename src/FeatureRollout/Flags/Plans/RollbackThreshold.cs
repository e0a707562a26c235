namespace FeatureRollout;

/// <summary>Rolls back to zero when the error rate is over a limit.</summary>
/// <param name="ErrorRate">The limit as a fraction; more than 0, under 1.</param>
/// <param name="TimeWindow">The window.</param>
/// <param name="Proof">What proves it. Default the plain threshold with the plan's minimum samples.</param>
public sealed record RollbackThreshold(double ErrorRate, TimeSpan TimeWindow, CriterionProof Proof = CriterionProof.Threshold);
