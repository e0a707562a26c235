namespace FeatureRollout.AdminApi.Wire;

/// <summary>What was counted in the present stage, in short.</summary>
/// <param name="EnabledCustomers">About how many customers it has been on for.</param>
/// <param name="EnabledCustomersRelativeError">The relative standard error of that.</param>
/// <param name="ErrorCount">Failures with the flag on.</param>
/// <param name="ErrorRate">As a fraction; null without outcomes.</param>
/// <param name="SuccessRate">As a fraction; null without outcomes.</param>
internal sealed record CountsResource(long EnabledCustomers, double EnabledCustomersRelativeError, long ErrorCount, double? ErrorRate, double? SuccessRate)
{
    public static CountsResource Of(RolloutStats stats) => new(stats.EnabledCustomers, stats.EnabledCustomersRelativeError, stats.ErrorCount, stats.ErrorRate, stats.SuccessRate);
}

/// <summary>What was counted in the present stage.</summary>
internal sealed record StatsResource(
    string Key,
    long EnabledCustomers,
    double EnabledCustomersRelativeError,
    long ErrorCount,
    double? ErrorRate,
    double? SuccessRate,
    ArmResource On,
    ArmResource Off,
    IReadOnlyList<ErrorCountResource> TopErrors,
    IReadOnlyList<ErrorResource> RecentErrors)
{
    public static StatsResource Of(RolloutStats stats) => new(
        stats.Key,
        stats.EnabledCustomers,
        stats.EnabledCustomersRelativeError,
        stats.ErrorCount,
        stats.ErrorRate,
        stats.SuccessRate,
        ArmResource.Of(stats.On),
        ArmResource.Of(stats.Off),
        [.. stats.TopErrors.Select(error => new ErrorCountResource(error.Error, error.Count, error.LastAt))],
        [.. stats.RecentErrors.Select(error => new ErrorResource(error.At, error.CustomerId, error.Stage, error.Error, error.Metadata))]);
}

/// <summary>Outcomes of the last hour with the flag on or off.</summary>
internal sealed record ArmResource(long Successes, long Failures, double? ErrorRate, long LatencyCount, double? LatencyP50Ms, double? LatencyP95Ms, double? LatencyP99Ms)
{
    public static ArmResource Of(ArmStatistics arm) => new(
        arm.Successes, arm.Failures, arm.ErrorRate, arm.LatencyCount, arm.LatencyP50?.TotalMilliseconds, arm.LatencyP95?.TotalMilliseconds, arm.LatencyP99?.TotalMilliseconds);
}

/// <summary>An error and how often it came.</summary>
internal sealed record ErrorCountResource(string Error, long Count, DateTimeOffset LastAt);

/// <summary>One error.</summary>
internal sealed record ErrorResource(DateTimeOffset At, string? CustomerId, string? Stage, string Error, IReadOnlyDictionary<string, string> Metadata);

/// <summary>How the work went over time.</summary>
internal sealed record HistoryResource(string Key, string Step, IReadOnlyList<HistoryPointResource> Points)
{
    public static HistoryResource Of(OutcomeHistory history) => new(
        history.Key,
        FeatureRollout.Flags.Plans.DurationText.Write(history.Step),
        [.. history.Points.Select(point => new HistoryPointResource(point.At, HistoryArmResource.Of(point.On), HistoryArmResource.Of(point.Off)))]);
}

/// <summary>One step of time.</summary>
internal sealed record HistoryPointResource(DateTimeOffset At, HistoryArmResource On, HistoryArmResource Off);

/// <summary>One step of time with the flag on or off.</summary>
internal sealed record HistoryArmResource(long Successes, long Failures, double? ErrorRate, double? LatencyP95Ms)
{
    public static HistoryArmResource Of(ArmPoint arm) => new(arm.Successes, arm.Failures, arm.ErrorRate, arm.LatencyP95?.TotalMilliseconds);
}
