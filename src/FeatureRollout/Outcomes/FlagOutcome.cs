namespace FeatureRollout;

/// <summary>How a piece of work went that a flag had a say in.</summary>
/// <param name="Succeeded">Whether it did what it should.</param>
/// <param name="Latency">How long it took; null where that was not measured. A negative time counts as zero.</param>
public readonly record struct FlagOutcome(bool Succeeded, TimeSpan? Latency = null)
{
    /// <summary>What went wrong, of a failure; null where that was not said. It is kept where the answer was on.</summary>
    public OutcomeError? Error { get; init; }

    /// <summary>A success, with the time it took if known.</summary>
    public static FlagOutcome Success(TimeSpan? latency = null) => new(true, latency);

    /// <summary>A failure, with the time it took if known.</summary>
    public static FlagOutcome Failure(TimeSpan? latency = null) => new(false, latency);

    /// <summary>A failure with what went wrong, and the time it took if known.</summary>
    public static FlagOutcome Failure(OutcomeError error, TimeSpan? latency = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new FlagOutcome(false, latency) { Error = error };
    }
}
