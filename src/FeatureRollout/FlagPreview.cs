namespace FeatureRollout;

/// <summary>Who would change if a flag's percentage or bucketing were another one.</summary>
public sealed record FlagPreview
{
    /// <summary>The flag.</summary>
    public required string Flag { get; init; }

    /// <summary>The percentage now.</summary>
    public required Percentage From { get; init; }

    /// <summary>The percentage that is looked at.</summary>
    public required Percentage To { get; init; }

    /// <summary>Whether it was worked out customer by customer; else it is an estimate from those for whom the flag has been on.</summary>
    public required bool IsExact { get; init; }

    /// <summary>How many customers the flag is on for now.</summary>
    public required long EnabledNow { get; init; }

    /// <summary>How many it would be on for.</summary>
    public required long EnabledThen { get; init; }

    /// <summary>The ids of those who would be added; empty in an estimate.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>The ids of those who would be removed; empty in an estimate.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>The bucketing that is looked at; null where it stays as it is.</summary>
    public string? Bucketing { get; init; }

    /// <summary>Among those for whom the flag stays on, how many would get another variant; 0 in an estimate.</summary>
    public long OtherVariant { get; init; }

    /// <summary>
    /// The share of all customers that would change with the bucketing, 0 to 1, as it is on average when two draws know nothing of each
    /// other, lists and rules left out; null where the bucketing stays, or each customer was looked at.
    /// </summary>
    public double? ExpectedShare { get; init; }
}
