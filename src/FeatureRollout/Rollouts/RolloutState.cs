namespace FeatureRollout;

/// <summary>
/// Everything that has been decided about one rollout; immutable. It changes only by
/// applying a <see cref="RolloutChange"/>, and applying all changes of its events in order gives it again.
/// </summary>
public sealed record RolloutState
{
    /// <summary>The rollout's key, which is the key of its first flag.</summary>
    public required string Key { get; init; }

    /// <summary>The flags that it moves together, the first of them <see cref="Key"/>.</summary>
    public required IReadOnlyList<string> Flags { get; init; }

    /// <summary>The plan, as it was when the rollout was created or last replanned.</summary>
    public required PlanDefinition Plan { get; init; }

    /// <summary>The flags' definitions as they were then, by key; kills and exclusions are taken from the living ones.</summary>
    public IReadOnlyDictionary<string, FlagDefinition> Definitions { get; init; } = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);

    /// <summary>Where it stands.</summary>
    public RolloutStatus Status { get; init; }

    /// <summary>What a revival goes back to; null where the rollout is not killed.</summary>
    public RolloutStatus? StatusBeforeKill { get; init; }

    /// <summary>The stage's index in the plan; −1 for none, that is tier 0.</summary>
    public int Stage { get; init; } = -1;

    /// <summary>The step's index in the stage.</summary>
    public int Step { get; init; }

    /// <summary>When the stage began; null in none.</summary>
    public DateTimeOffset? StageSince { get; init; }

    /// <summary>When the step began; null in none.</summary>
    public DateTimeOffset? StepSince { get; init; }

    /// <summary>Until when the rollout is held; null where it is not.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>When it was last started; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it completed; null before.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Why it stands where it stands, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>A percentage that a person set instead of the step's; null for the step's. Resuming ends it.</summary>
    public Percentage? PercentageByHand { get; init; }

    /// <summary>Customers that are on from the first stage, whatever the percentage.</summary>
    public CustomerList Customers { get; init; } = CustomerList.Empty;

    /// <summary>Since when outcomes count for criteria; a new start, stage or plan begins anew.</summary>
    public DateTimeOffset? CountedSince { get; init; }

    /// <summary>Counts up whenever criteria, detectors and timers begin anew.</summary>
    public int Generation { get; init; }

    /// <summary>Whether the controller only records what it would do.</summary>
    public bool ObserveOnly { get; init; }

    /// <summary>By what minimum durations are multiplied in this stage; 1 unless a fast track was taken.</summary>
    public double DurationFactor { get; init; } = 1;

    /// <summary>How much longer the stage lasts at least, because it was held.</summary>
    public TimeSpan Extended { get; init; }

    /// <summary>The rules that have held or paused it in this stage; a rule holds once.</summary>
    public IReadOnlyList<string> RulesTaken { get; init; } = [];

    /// <summary>The rule that paused it; null where a person did, or it is not paused. Its resumption starts the counting anew.</summary>
    public string? PausedBy { get; init; }

    /// <summary>What the controller last would have done while it only observes; null for nothing.</summary>
    public string? WouldHave { get; init; }

    /// <summary>The drill that is under way; null for none.</summary>
    public RolloutDrill? Drill { get; init; }

    /// <summary>Who agreed to what.</summary>
    public IReadOnlyList<RolloutApproval> Approvals { get; init; } = [];

    /// <summary>What was ticked.</summary>
    public IReadOnlyList<RolloutTick> Ticks { get; init; } = [];

    /// <summary>What went wrong, reported by hand; resolved ones included.</summary>
    public IReadOnlyList<RolloutIncident> Incidents { get; init; } = [];

    /// <summary>Values reported by hand, by metric, oldest first; the last 1,000 of each.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>> Values { get; init; } = new Dictionary<string, IReadOnlyList<MetricPoint>>(StringComparer.Ordinal);

    /// <summary>Values captured as baseline, by metric as criteria write it, such as <c>p95(latency)</c>.</summary>
    public IReadOnlyDictionary<string, double> Baselines { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Values at the end of the stage before, by metric as criteria write it.</summary>
    public IReadOnlyDictionary<string, double> Previous { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The alerts that are firing.</summary>
    public IReadOnlyList<FiringAlert> Alerts { get; init; } = [];

    /// <summary>The stages that it has been through, in order; the present one last.</summary>
    public IReadOnlyList<StagePassage> Passages { get; init; } = [];

    /// <summary>Milestones that people have marked, by name.</summary>
    public IReadOnlyDictionary<string, MilestoneMark> Milestones { get; init; } = new Dictionary<string, MilestoneMark>(StringComparer.Ordinal);

    /// <summary>The stage's name; null for none.</summary>
    public string? StageName => Stage >= 0 && Stage < Plan.Stages.Count ? Plan.Stages[Stage].Name : null;

    /// <summary>Key, status and stage on one line.</summary>
    public override string ToString() => $"{Key}: {Status}{(StageName is { } stage ? $", {stage}" : "")}";
}

/// <summary>An approval that was given.</summary>
/// <param name="Stage">For leaving which stage; null for the start.</param>
/// <param name="Name">What the plan asks for, such as <c>product-manager</c>.</param>
/// <param name="Actor">Who gave it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why; null where nothing was said.</param>
public sealed record RolloutApproval(string? Stage, string Name, string Actor, DateTimeOffset At, string? Reason);

/// <summary>A checklist item that was ticked.</summary>
/// <param name="Stage">Of which stage; null for the plan's own.</param>
/// <param name="Item">The item's name.</param>
/// <param name="Actor">Who ticked it.</param>
/// <param name="At">When.</param>
public sealed record RolloutTick(string? Stage, string Item, string Actor, DateTimeOffset At);

/// <summary>Something that went wrong, reported by hand.</summary>
public sealed record RolloutIncident
{
    /// <summary>The incident's own name.</summary>
    public required string Id { get; init; }

    /// <summary>How bad, as criteria name it, such as <c>P1</c> or <c>security</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>What, in words.</summary>
    public required string Text { get; init; }

    /// <summary>When it was reported.</summary>
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>Who reported it.</summary>
    public required string ReportedBy { get; init; }

    /// <summary>When it was resolved; null while it is open.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Who resolved it.</summary>
    public string? ResolvedBy { get; init; }
}

/// <summary>An alert that fires.</summary>
/// <param name="Name">The rule.</param>
/// <param name="Since">Since when.</param>
public sealed record FiringAlert(string Name, DateTimeOffset Since);

/// <summary>A stage that the rollout has been in.</summary>
/// <param name="Stage">Its name.</param>
/// <param name="From">When it began.</param>
/// <param name="Until">When it ended; null for the present one.</param>
/// <param name="Percentage">The highest percentage that it reached.</param>
public sealed record StagePassage(string Stage, DateTimeOffset From, DateTimeOffset? Until, Percentage Percentage);

/// <summary>A rollback that is only practised.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Actor">Who practises.</param>
/// <param name="Status">What stood before.</param>
public sealed record RolloutDrill(DateTimeOffset Since, string Actor, RolloutStatus Status);

/// <summary>What people say of a milestone.</summary>
/// <param name="Status">In words, such as <c>done</c>.</param>
/// <param name="Actor">Who says it.</param>
/// <param name="At">When.</param>
public sealed record MilestoneMark(string Status, string Actor, DateTimeOffset At);
