namespace FeatureRollout;

/// <summary>What has been counted for a rollout in its present stage.</summary>
public sealed record RolloutStats
{
    /// <summary>The rollout or flag.</summary>
    public required string Key { get; init; }

    /// <summary>About how many customers the flag has been on for; with the relative error below.</summary>
    public required long EnabledCustomers { get; init; }

    /// <summary>The relative standard error of <see cref="EnabledCustomers"/>.</summary>
    public required double EnabledCustomersRelativeError { get; init; }

    /// <summary>Outcomes that failed, with the flag on.</summary>
    public required long ErrorCount { get; init; }

    /// <summary>Failures as a fraction of outcomes, with the flag on; null without any.</summary>
    public required double? ErrorRate { get; init; }

    /// <summary>Successes as a fraction of outcomes, with the flag on; null without any.</summary>
    public required double? SuccessRate { get; init; }

    /// <summary>Outcomes with the flag on, of the last hour.</summary>
    public required ArmStatistics On { get; init; }

    /// <summary>Outcomes with the flag off, of the last hour.</summary>
    public required ArmStatistics Off { get; init; }

    /// <summary>The most frequent errors with the flag on, most frequent first.</summary>
    public IReadOnlyList<ErrorCount> TopErrors { get; init; } = [];

    /// <summary>The newest errors with the flag on, newest first; at most 100.</summary>
    public IReadOnlyList<RecordedError> RecentErrors { get; init; } = [];
}
