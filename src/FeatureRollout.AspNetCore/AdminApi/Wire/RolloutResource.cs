using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>A rollout in a list.</summary>
internal record RolloutSummaryResource
{
    /// <summary>Before what only the whole has, so that a terminal shows first what matters.</summary>
    private const int Early = -1;

    [JsonPropertyOrder(Early)]
    public required string Key { get; init; }

    [JsonPropertyOrder(Early)]
    public required long Version { get; init; }

    [JsonPropertyOrder(Early)]
    public required DateTimeOffset? ChangedAt { get; init; }

    /// <summary>The flags that it moves together.</summary>
    [JsonPropertyOrder(Early)]
    public required IReadOnlyList<string> Flags { get; init; }

    [JsonPropertyOrder(Early)]
    public required string Plan { get; init; }

    [JsonPropertyOrder(Early), JsonConverter(typeof(CamelCase<RolloutStatus>))]
    public required RolloutStatus Status { get; init; }

    [JsonPropertyOrder(Early)]
    public required string? Stage { get; init; }

    /// <summary>The stage's place, from 1; 0 in none.</summary>
    [JsonPropertyOrder(Early)]
    public required int StageNumber { get; init; }

    [JsonPropertyOrder(Early)]
    public required int StageCount { get; init; }

    [JsonPropertyOrder(Early)]
    public required decimal Percentage { get; init; }

    /// <summary>Whom the flag that leads it lets in, rules and lists included; null from a host that does not say so yet.</summary>
    [JsonPropertyOrder(Early)]
    public ReachResource? Reach { get; init; }

    [JsonPropertyOrder(Early)]
    public required DateTimeOffset? StageSince { get; init; }

    [JsonPropertyOrder(Early)]
    public required DateTimeOffset? HeldUntil { get; init; }

    [JsonPropertyOrder(Early)]
    public required string? Reason { get; init; }

    [JsonPropertyOrder(Early), JsonConverter(typeof(CamelCase<FlagHealth>))]
    public required FlagHealth Health { get; init; }

    [JsonPropertyOrder(Early)]
    public required IReadOnlyList<string> KilledBy { get; init; }

    [JsonPropertyOrder(Early)]
    public required bool ObserveOnly { get; init; }

    [JsonPropertyOrder(Early)]
    public required CountsResource Counts { get; init; }

    /// <param name="flag">The flag that leads it.</param>
    public static RolloutSummaryResource Of(FlagOverview flag)
    {
        var rollout = flag.Rollout!;
        return new RolloutSummaryResource
        {
            Key = rollout.Key,
            Version = flag.Version,
            ChangedAt = flag.ChangedAt,
            Flags = rollout.Flags,
            Plan = rollout.Plan.Name,
            Status = rollout.Status,
            Stage = rollout.StageName,
            StageNumber = rollout.Stage + 1,
            StageCount = rollout.Plan.Stages.Count,
            Percentage = flag.Percentage.Value,
            Reach = ReachResource.Of(flag.Reach),
            StageSince = rollout.StageSince,
            HeldUntil = rollout.HeldUntil,
            Reason = rollout.Reason,
            Health = flag.Health,
            KilledBy = flag.KilledBy,
            ObserveOnly = rollout.ObserveOnly,
            Counts = CountsResource.Of(flag.Statistics),
        };
    }
}

/// <summary>All of a rollout.</summary>
internal sealed record RolloutResource : RolloutSummaryResource
{
    [JsonConstructor]
    public RolloutResource()
    {
    }

    [SetsRequiredMembers]
    private RolloutResource(FlagOverview flag)
        : base(RolloutSummaryResource.Of(flag))
    {
        var rollout = flag.Rollout!;
        StepNumber = rollout.Stage < 0 ? 0 : rollout.Step + 1;
        StepSince = rollout.StepSince;
        StartedAt = rollout.StartedAt;
        CompletedAt = rollout.CompletedAt;
        PercentageByHand = rollout.PercentageByHand?.Value;
        Customers = [.. rollout.Customers.Take(FlagResource.Most)];
        CustomersCount = rollout.Customers.Count;
        DurationFactor = rollout.DurationFactor;
        Extended = DurationText.Write(rollout.Extended);
        WouldHave = rollout.WouldHave;
        DrillSince = rollout.Drill?.Since;
        Approvals = [.. rollout.Approvals.Select(given => new ApprovalResource(given.Stage, given.Name, given.Actor, given.At, given.Reason))];
        Ticks = [.. rollout.Ticks.Select(tick => new TickResource(tick.Stage, tick.Item, tick.Actor, tick.At))];
        Incidents = [.. rollout.Incidents.Select(IncidentResource.Of)];
        Alerts = [.. rollout.Alerts.Select(alert => new AlertResource(alert.Name, alert.Since))];
        Passages = [.. rollout.Passages.Select(passage => new PassageResource(passage.Stage, passage.From, passage.Until, passage.Percentage.Value))];
        Baselines = rollout.Baselines;
        Values = rollout.Values.ToDictionary(each => each.Key, each => each.Value.Count == 0 ? null : new ValueResource(each.Value[^1].Value, each.Value[^1].At), StringComparer.Ordinal);
        Milestones = [.. rollout.Milestones.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new MilestoneResource(each.Key, each.Value.Status, each.Value.Actor, each.Value.At))];
        CopiedPlan = PlanResource.Of(rollout.Plan);
    }

    /// <summary>The step's place in the stage, from 1; 0 in no stage.</summary>
    public required int StepNumber { get; init; }

    public required DateTimeOffset? StepSince { get; init; }

    public required DateTimeOffset? StartedAt { get; init; }

    public required DateTimeOffset? CompletedAt { get; init; }

    public required decimal? PercentageByHand { get; init; }

    /// <summary>Customers that are on from the first stage; the first 1,000.</summary>
    public required IReadOnlyList<string> Customers { get; init; }

    public required int CustomersCount { get; init; }

    public required double DurationFactor { get; init; }

    /// <summary>How much longer the stage lasts, because it was held.</summary>
    public required string Extended { get; init; }

    public required string? WouldHave { get; init; }

    public required DateTimeOffset? DrillSince { get; init; }

    public required IReadOnlyList<ApprovalResource> Approvals { get; init; }

    public required IReadOnlyList<TickResource> Ticks { get; init; }

    public required IReadOnlyList<IncidentResource> Incidents { get; init; }

    public required IReadOnlyList<AlertResource> Alerts { get; init; }

    public required IReadOnlyList<PassageResource> Passages { get; init; }

    public required IReadOnlyDictionary<string, double> Baselines { get; init; }

    /// <summary>The newest value reported by hand, by metric.</summary>
    public required IReadOnlyDictionary<string, ValueResource?> Values { get; init; }

    public required IReadOnlyList<MilestoneResource> Milestones { get; init; }

    /// <summary>The plan as it was when the rollout was created or last replanned.</summary>
    public required PlanResource CopiedPlan { get; init; }

    /// <param name="flag">The flag that leads it.</param>
    public static new RolloutResource Of(FlagOverview flag) => new(flag);
}

/// <summary>All rollouts.</summary>
internal sealed record RolloutsResource(string Environment, IReadOnlyList<RolloutSummaryResource> Rollouts);

/// <summary>An approval that was given; for the start where the stage is null.</summary>
internal sealed record ApprovalResource(string? Stage, string Approval, string Actor, DateTimeOffset At, string? Reason);

/// <summary>A checklist item that was ticked; of the plan's own list where the stage is null.</summary>
internal sealed record TickResource(string? Stage, string Item, string Actor, DateTimeOffset At);

/// <summary>Something that went wrong.</summary>
internal sealed record IncidentResource(string Id, string Severity, string Text, DateTimeOffset ReportedAt, string ReportedBy, DateTimeOffset? ResolvedAt, string? ResolvedBy)
{
    public static IncidentResource Of(RolloutIncident incident) => new(
        incident.Id, incident.Severity, incident.Text, incident.ReportedAt, incident.ReportedBy, incident.ResolvedAt, incident.ResolvedBy);
}

/// <summary>An alert that fires.</summary>
internal sealed record AlertResource(string Name, DateTimeOffset Since);

/// <summary>A stage that it has been in.</summary>
internal sealed record PassageResource(string Stage, DateTimeOffset From, DateTimeOffset? Until, decimal Percentage);

/// <summary>A value reported by hand.</summary>
internal sealed record ValueResource(double Value, DateTimeOffset At);

/// <summary>A milestone that was marked.</summary>
internal sealed record MilestoneResource(string Milestone, string Status, string Actor, DateTimeOffset At);

/// <summary>The id of a new incident.</summary>
internal sealed record ReportedResource(string Id);

/// <summary>How long the practised rollback took.</summary>
internal sealed record DrillResource(string Key, double TookMs);
