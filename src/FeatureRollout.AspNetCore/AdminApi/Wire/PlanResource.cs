using System.Text.Json.Serialization;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.AdminApi.Wire;

/// <summary>A plan, with what people need to follow it; criteria as text, times as the flag file writes them.</summary>
internal sealed record PlanResource(
    string Name,
    string? Description,
    string? Owner,
    string TimeZone,
    IReadOnlyList<StageResource> Stages,
    IReadOnlyList<string> AdvanceWhen,
    IReadOnlyList<string> HoldWhen,
    IReadOnlyList<string> RollbackWhen,
    IReadOnlyList<BandResource> Bands,
    IReadOnlyList<string> Approvals,
    IReadOnlyList<ChecklistItemResource> Checklist,
    int MinimumSamples,
    string Soak,
    IReadOnlyList<PlanMilestoneResource> Milestones)
{
    public static PlanResource Of(PlanDefinition plan) => new(
        plan.Name,
        plan.Description,
        plan.Owner,
        plan.TimeZone,
        [.. plan.Stages.Select(StageResource.Of)],
        StageResource.Texts(plan.AdvanceWhen),
        StageResource.Texts(plan.HoldWhen),
        StageResource.Texts(plan.RollbackWhen),
        [.. plan.Bands.Select(band => new BandResource(band.Name, band.When.Text, band.Then.Action))],
        plan.Approvals,
        ChecklistItemResource.Of(plan.Checklist),
        plan.MinimumSamples,
        DurationText.Write(plan.Soak),
        [.. plan.Milestones.Select(milestone => new PlanMilestoneResource(milestone.Name, milestone.Owner, milestone.Day))]);
}

/// <summary>All plans.</summary>
internal sealed record PlansResource(string Environment, IReadOnlyList<PlanResource> Plans);

/// <summary>A stage of a plan.</summary>
internal sealed record StageResource(
    string Name,
    string? Description,
    IReadOnlyList<StepResource> Steps,
    string MinimumDuration,
    int? MinimumSamples,
    IReadOnlyList<string> AdvanceWhen,
    IReadOnlyList<string> HoldWhen,
    IReadOnlyList<string> RollbackWhen,
    bool Inherit,
    IReadOnlyList<string> Approvals,
    IReadOnlyList<ChecklistItemResource> StartChecklist,
    IReadOnlyList<ChecklistItemResource> EndChecklist,
    string? Eligible,
    IReadOnlyList<RuleResource> Strata,
    bool Automatic)
{
    public static StageResource Of(StageDefinition stage) => new(
        stage.Name,
        stage.Description,
        [.. stage.Steps.Select(step => new StepResource(step.Percentage.Value, step.Customers.IsEmpty ? null : AudienceResource.Of(step.Customers), DurationText.Write(step.After), step.Time))],
        DurationText.Write(stage.MinimumDuration),
        stage.MinimumSamples,
        Texts(stage.AdvanceWhen),
        Texts(stage.HoldWhen),
        Texts(stage.RollbackWhen),
        stage.Inherit,
        stage.Approvals,
        ChecklistItemResource.Of(stage.StartChecklist),
        ChecklistItemResource.Of(stage.EndChecklist),
        stage.Eligible?.Text,
        RuleResource.Of(stage.Strata),
        stage.Automatic);

    public static IReadOnlyList<string> Texts(IReadOnlyList<Criterion> criteria) => [.. criteria.Select(criterion => criterion.Text)];
}

/// <summary>A step within a stage.</summary>
internal sealed record StepResource(decimal Percentage, AudienceResource? Customers, string After, TimeOnly? Time);

/// <summary>A band of readings with what is done.</summary>
internal sealed record BandResource(string? Name, string When, [property: JsonConverter(typeof(CamelCase<RolloutAction>))] RolloutAction Then);

/// <summary>Something to tick.</summary>
internal sealed record ChecklistItemResource(string Item, string? Owner, bool Required)
{
    public static IReadOnlyList<ChecklistItemResource> Of(IReadOnlyList<ChecklistItem> items) => [.. items.Select(item => new ChecklistItemResource(item.Name, item.Owner, item.Required))];
}

/// <summary>Something that happens beside the stages.</summary>
internal sealed record PlanMilestoneResource(string Milestone, string? Owner, int Day);
