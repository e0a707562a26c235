namespace FeatureRollout;

/// <summary>How a feature goes from nobody to everybody; immutable.</summary>
public sealed record PlanDefinition
{
    /// <summary>The plan's name.</summary>
    public required string Name { get; init; }

    /// <summary>The stages in order, one at least; before the first the feature is off.</summary>
    public required IReadOnlyList<StageDefinition> Stages { get; init; }

    /// <summary>What the plan is for, in words.</summary>
    public string? Description { get; init; }

    /// <summary>Who looks after it.</summary>
    public string? Owner { get; init; }

    /// <summary>The time zone of all local times in the plan, by its IANA name. Default <c>UTC</c>.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What proves that a rate or latency is over its limit, where the stage says nothing else. Default the detector.</summary>
    public CriterionProof Proof { get; init; }

    /// <summary>At how many looks in a row there must be proof before a trigger fires; 1 to 100, more against errors that come in bursts. Default 1.</summary>
    public int Confirmations { get; init; } = 1;

    /// <summary>How many samples a rate or a latency needs before it can pass, where the stage says nothing else. Default 100.</summary>
    public int MinimumSamples { get; init; } = 100;

    /// <summary>Holds in every stage, besides the stage's own; all must.</summary>
    public IReadOnlyList<Criterion> AdvanceWhen { get; init; } = [];

    /// <summary>Any of these holds the rollout where it is, in every stage.</summary>
    public IReadOnlyList<Criterion> HoldWhen { get; init; } = [];

    /// <summary>Any of these is a failure, in every stage.</summary>
    public IReadOnlyList<Criterion> RollbackWhen { get; init; } = [];

    /// <summary>Bands of readings with what is to be done; of those that match the most severe counts.</summary>
    public IReadOnlyList<DecisionBand> Bands { get; init; } = [];

    /// <summary>A trigger that stands above <see cref="Bands"/> and takes the feature to zero, in every stage; null for none.</summary>
    public RollbackThreshold? RollbackThreshold { get; init; }

    /// <summary>What is done when a trigger of <see cref="RollbackWhen"/> fires, where the stage says nothing else. Default to zero.</summary>
    public PlanAction OnFailure { get; init; } = new() { Action = RolloutAction.RollBack };

    /// <summary>Who must agree before the rollout starts.</summary>
    public IReadOnlyList<string> Approvals { get; init; } = [];

    /// <summary>What must be done before the rollout starts.</summary>
    public IReadOnlyList<ChecklistItem> Checklist { get; init; } = [];

    /// <summary>The metrics that criteria name and that are not the library's own, by name.</summary>
    public IReadOnlyDictionary<string, MetricDefinition> Metrics { get; init; } = new Dictionary<string, MetricDefinition>(StringComparer.Ordinal);

    /// <summary>The alert rules.</summary>
    public IReadOnlyList<AlertDefinition> Alerts { get; init; } = [];

    /// <summary>When advancing is allowed; always where there are none. Rollback ignores them.</summary>
    public IReadOnlyList<AdvanceWindow> AdvanceWindows { get; init; } = [];

    /// <summary>When advancing is not allowed. Rollback ignores them.</summary>
    public IReadOnlyList<Freeze> Freezes { get; init; } = [];

    /// <summary>How long the last stage stays guarded before the rollout completes. Default nothing.</summary>
    public TimeSpan Soak { get; init; }

    /// <summary>By what a fast track multiplies minimum durations; more than 0, at most 1. Default a half.</summary>
    public double FastTrackFactor { get; init; } = 0.5;

    /// <summary>The planned first day of the first stage, where the plan has a calendar.</summary>
    public DateOnly? Start { get; init; }

    /// <summary>What happens beside the stages.</summary>
    public IReadOnlyList<Milestone> Milestones { get; init; } = [];

    /// <summary>Reports that are sent by themselves.</summary>
    public IReadOnlyList<ReportSchedule> Reports { get; init; } = [];

    /// <summary>Messages of this plan instead of the library's, by event, with placeholders; see <c>docs/alerts.md</c>.</summary>
    public IReadOnlyDictionary<string, string> Messages { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
