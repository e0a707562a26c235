namespace FeatureRollout.Control.Managing;

/// <summary>Puts what was counted into what people read.</summary>
internal static class Statistics
{
    private static readonly ArmStatistics NoOutcomes = new() { Successes = 0, Failures = 0, LatencyCount = 0, LatencyP50 = null, LatencyP95 = null, LatencyP99 = null };

    /// <summary>The statistics of a flag with its errors; null for an unknown one.</summary>
    public static RolloutStats? Of(string key, IRolloutSubject subject) => Counted(key, subject) is { } counted
        ? counted with { TopErrors = subject.TopErrors(key), RecentErrors = subject.RecentErrors(key) }
        : null;

    /// <summary>The statistics of a flag without its errors; null for an unknown one.</summary>
    public static RolloutStats? Counted(string key, IRolloutSubject subject) => subject.Counts(key) is { } counts
        ? new RolloutStats
        {
            Key = key,
            EnabledCustomers = counts.EnabledCustomers,
            EnabledCustomersRelativeError = counts.RelativeError,
            ErrorCount = counts.On.Failures,
            ErrorRate = counts.On.ErrorRate,
            SuccessRate = 1 - counts.On.ErrorRate,
            On = counts.On,
            Off = counts.Off,
        }
        : null;

    /// <summary>Those of a flag that this process knows nothing of.</summary>
    public static RolloutStats Nothing(string key) => new()
    {
        Key = key,
        EnabledCustomers = 0,
        EnabledCustomersRelativeError = 0,
        ErrorCount = 0,
        ErrorRate = null,
        SuccessRate = null,
        On = NoOutcomes,
        Off = NoOutcomes,
    };
}
