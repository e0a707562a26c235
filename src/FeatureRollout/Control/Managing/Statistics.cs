namespace FeatureRollout.Control.Managing;

/// <summary>Puts what was counted into what people read.</summary>
internal static class Statistics
{
    /// <summary>The statistics of a flag; null for an unknown one.</summary>
    public static RolloutStats? Of(string key, IRolloutSubject subject) => subject.Counts(key) is { } counts
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
            TopErrors = subject.TopErrors(key),
            RecentErrors = subject.RecentErrors(key),
        }
        : null;
}
