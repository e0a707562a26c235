namespace FeatureRollout;

/// <summary>One stage of a plan.</summary>
public sealed record StageDefinition
{
    /// <summary>The stage's name, its own in the plan.</summary>
    public required string Name { get; init; }

    /// <summary>What the stage is for, in words.</summary>
    public string? Description { get; init; }

    /// <summary>The percentages and customers of the stage, in order; one at least. The first holds from the stage's start.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }

    /// <summary>The least time in the stage; counted from its start. Default none.</summary>
    public TimeSpan MinimumDuration { get; init; }

    /// <summary>See <see cref="PlanDefinition.MinimumSamples"/>; null where the plan's holds.</summary>
    public int? MinimumSamples { get; init; }

    /// <summary>See <see cref="PlanDefinition.Proof"/>; null where the plan's holds.</summary>
    public CriterionProof? Proof { get; init; }

    /// <summary>All of these must hold, with their <c>for</c>, before the next stage.</summary>
    public IReadOnlyList<Criterion> AdvanceWhen { get; init; } = [];

    /// <summary>Any of these holds the rollout where it is.</summary>
    public IReadOnlyList<Criterion> HoldWhen { get; init; } = [];

    /// <summary>Any of these is a failure.</summary>
    public IReadOnlyList<Criterion> RollbackWhen { get; init; } = [];

    /// <summary>Whether the criteria and triggers of all earlier stages hold here too. Default false.</summary>
    public bool Inherit { get; init; }

    /// <summary>Who must agree before the next stage.</summary>
    public IReadOnlyList<string> Approvals { get; init; } = [];

    /// <summary>What must be done before the stage begins.</summary>
    public IReadOnlyList<ChecklistItem> StartChecklist { get; init; } = [];

    /// <summary>What must be done before the stage ends.</summary>
    public IReadOnlyList<ChecklistItem> EndChecklist { get; init; } = [];

    /// <summary>What is done when a trigger fires; null where the plan's holds.</summary>
    public PlanAction? OnFailure { get; init; }

    /// <summary>Only customers that meet this are drawn by percentage; null for all.</summary>
    public Condition? Eligible { get; init; }

    /// <summary>Percentages for parts of the customers.</summary>
    public IReadOnlyList<FlagRule> Strata { get; init; } = [];

    /// <summary>Whether the controller goes on by itself once everything holds. Default true; false waits for a person's advance.</summary>
    public bool Automatic { get; init; } = true;

    /// <summary>How many requests a day are expected for customers that are in, from and to; null where nothing is.</summary>
    public ExpectedVolume? ExpectedVolume { get; init; }
}

/// <summary>One step within a stage.</summary>
public sealed record StepDefinition
{
    /// <summary>The share of customers that are in.</summary>
    public required Percentage Percentage { get; init; }

    /// <summary>Customers that are in from this step on, at every percentage and in all later stages.</summary>
    public Audience Customers { get; init; } = Audience.Nobody;

    /// <summary>How long after the stage's start it begins; rising from step to step.</summary>
    public TimeSpan After { get; init; }

    /// <summary>The local time of day at which it begins, on the day that <see cref="After"/> leads to, or the next; null for at once.</summary>
    public TimeOnly? Time { get; init; }
}

/// <summary>How many requests a day a stage expects.</summary>
/// <param name="From">At least.</param>
/// <param name="To">At most.</param>
public sealed record ExpectedVolume(long From, long To);
