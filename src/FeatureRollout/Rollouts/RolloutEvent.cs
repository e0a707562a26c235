namespace FeatureRollout;

/// <summary>One change as it was written down; immutable.</summary>
public sealed record RolloutEvent
{
    /// <summary>Its place among all events of the environment; given by the store, rising without meaning in gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>The flag or rollout that it is about.</summary>
    public required string Key { get; init; }

    /// <summary>The version of the document that the change led to.</summary>
    public required long Version { get; init; }

    /// <summary>When, by the store's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: a person's name, or <c>controller</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>Why, in words; null where nothing was said.</summary>
    public string? Reason { get; init; }

    /// <summary>What.</summary>
    public required RolloutChange Change { get; init; }

    /// <summary>Where the rollout stood before; null where there was none.</summary>
    public RolloutPosition? From { get; init; }

    /// <summary>Where it stood afterwards; null where there is none.</summary>
    public RolloutPosition? To { get; init; }

    /// <summary>What was read and judged for it.</summary>
    public IReadOnlyList<CriterionResult> Readings { get; init; } = [];

    /// <summary>The trigger, band or alert rule that matched; null for none.</summary>
    public string? Rule { get; init; }

    /// <summary>Whether a person insisted although conditions were not met.</summary>
    public bool Forced { get; init; }

    /// <summary>The conditions that were not met, where it was forced.</summary>
    public IReadOnlyList<string> Unmet { get; init; } = [];

    /// <summary>When, what, who and why on one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {Key} {Change.GetType().Name} by {Actor}{(To is { } to ? $": {to.Status}{(to.Stage is null ? "" : $", {to.Stage}")}, {to.Percentage}" : "")}{(Reason is null ? "" : $". {Reason}")}");
}

/// <summary>Where a rollout stands, in short.</summary>
/// <param name="Status">The status.</param>
/// <param name="Stage">The stage's name; null in none.</param>
/// <param name="Step">The step's index.</param>
/// <param name="Percentage">The share of customers that are in.</param>
public sealed record RolloutPosition(RolloutStatus Status, string? Stage, int Step, Percentage Percentage);
