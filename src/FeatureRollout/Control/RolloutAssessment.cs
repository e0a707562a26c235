namespace FeatureRollout;

/// <summary>A rollout as it is judged at one moment.</summary>
public sealed record RolloutAssessment
{
    /// <summary>The rollout.</summary>
    public required RolloutState Rollout { get; init; }

    /// <summary>When it was judged.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The criteria for advancing.</summary>
    public required IReadOnlyList<CriterionResult> AdvanceWhen { get; init; }

    /// <summary>The reasons to hold.</summary>
    public required IReadOnlyList<CriterionResult> HoldWhen { get; init; }

    /// <summary>The triggers.</summary>
    public required IReadOnlyList<CriterionResult> RollbackWhen { get; init; }

    /// <summary>The bands.</summary>
    public required IReadOnlyList<CriterionResult> Bands { get; init; }

    /// <summary>The alert rules.</summary>
    public required IReadOnlyList<CriterionResult> Alerts { get; init; }

    /// <summary>The metrics with a target.</summary>
    public required IReadOnlyList<CriterionResult> Targets { get; init; }

    /// <summary>What still stands before the next stage, each in one sentence.</summary>
    public required IReadOnlyList<string> Unmet { get; init; }

    /// <summary>What the controller does at its next look, in words.</summary>
    public required string Next { get; init; }

    /// <summary>What looks wrong without being a reason to act, such as a sample ratio mismatch or too little volume.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Where it stands, what comes next, what is missing and every verdict, a line each.</summary>
    public override string ToString()
    {
        IEnumerable<string> lines =
        [
            Rollout.ToString(),
            Next,
            .. Unmet.Select(unmet => "- " + unmet),
            .. AdvanceWhen.Select(result => "advance when " + result),
            .. HoldWhen.Select(result => "hold when " + result),
            .. RollbackWhen.Select(result => "roll back when " + result),
            .. Bands.Select(result => "band " + result),
            .. Warnings.Select(warning => "warning: " + warning),
        ];
        return string.Join('\n', lines);
    }
}
