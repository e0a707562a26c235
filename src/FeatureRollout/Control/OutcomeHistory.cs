namespace FeatureRollout;

/// <summary>How the work went with a flag on and with it off, over time.</summary>
public sealed record OutcomeHistory
{
    /// <summary>The flag or rollout.</summary>
    public required string Key { get; init; }

    /// <summary>The length of time between two points: 5 seconds, 1 minute or 1 hour; see <see cref="IRolloutManager.GetOutcomeHistoryAsync"/>.</summary>
    public required TimeSpan Step { get; init; }

    /// <summary>
    /// The points, oldest first, without gaps; those in which nothing was counted are there with zeros. The last one is the running step, which is not
    /// whole yet. Those of 5 seconds may begin later than was asked for.
    /// </summary>
    public required IReadOnlyList<OutcomePoint> Points { get; init; }
}

/// <summary>What was counted in one step of time.</summary>
/// <param name="At">When the step began, a whole multiple of the step in UTC.</param>
/// <param name="On">With the flag on.</param>
/// <param name="Off">With the flag off.</param>
public sealed record OutcomePoint(DateTimeOffset At, ArmPoint On, ArmPoint Off);

/// <summary>What was counted of one arm in one step of time.</summary>
/// <param name="Successes">Outcomes that succeeded.</param>
/// <param name="Failures">Outcomes that failed.</param>
/// <param name="LatencyP95">The 95th percentile of latency; null where none was measured, or not known for a time so short.</param>
public sealed record ArmPoint(long Successes, long Failures, TimeSpan? LatencyP95)
{
    /// <summary>All outcomes.</summary>
    public long Count => Successes + Failures;

    /// <summary>Failures as a fraction of all; null without any.</summary>
    public double? ErrorRate => Count == 0 ? null : (double)Failures / Count;
}
