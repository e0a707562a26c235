namespace FeatureRollout;

/// <summary>What was counted for one flag in this process since it started.</summary>
public sealed record FlagStatistics
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>Questions answered on.</summary>
    public required long EnabledEvaluations { get; init; }

    /// <summary>Questions answered off.</summary>
    public required long DisabledEvaluations { get; init; }

    /// <summary>
    /// About how many different customers were answered on; the standard error is
    /// <see cref="EnabledCustomersRelativeError"/> of it.
    /// </summary>
    public required long EnabledCustomers { get; init; }

    /// <summary>The relative standard error of <see cref="EnabledCustomers"/>, as a fraction.</summary>
    public required double EnabledCustomersRelativeError { get; init; }

    /// <summary>Outcomes recorded under answers that were on, in the last hour.</summary>
    public required ArmStatistics On { get; init; }

    /// <summary>Outcomes recorded under answers that were off, in the last hour.</summary>
    public required ArmStatistics Off { get; init; }
}
