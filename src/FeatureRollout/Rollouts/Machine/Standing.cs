using System.Globalization;

namespace FeatureRollout.Rollouts.Machine;

/// <summary>Where a rollout stands, in numbers and in words.</summary>
internal static class Standing
{
    /// <summary>The present stage; null in none.</summary>
    public static StageDefinition? StageOf(RolloutState state) =>
        state.Stage >= 0 && state.Stage < state.Plan.Stages.Count ? state.Plan.Stages[state.Stage] : null;

    /// <summary>The percentage of stage and step, or the one set by hand; zero in no stage. It holds while the rollout is active.</summary>
    public static Percentage PercentageOf(RolloutState state) =>
        StageOf(state) is { } stage ? state.PercentageByHand ?? stage.Steps[Math.Min(state.Step, stage.Steps.Count - 1)].Percentage : Percentage.Zero;

    /// <summary>Whether anybody can be in: not at tier 0, after a rollback, under the kill switch or in a drill.</summary>
    public static bool IsActive(RolloutState state) =>
        state.Drill is null && state.Stage >= 0
        && state.Status is RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused or RolloutStatus.Completed;

    /// <summary>Whether triggers are watched.</summary>
    public static bool IsGuarded(RolloutStatus status) => status is RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused;

    public static bool IsInLastStage(RolloutState state) => state.Stage == state.Plan.Stages.Count - 1;

    public static bool IsInLastStep(RolloutState state) => StageOf(state) is { } stage && state.Step == stage.Steps.Count - 1;

    /// <summary>Where a document stands, as the beginning of a sentence.</summary>
    public static string Describe(FlagDocument document) => $"\"{document.Key}\" " + document.Rollout switch
    {
        null => "leads no rollout",
        { Drill: not null } => "is in a drill",
        { Status: RolloutStatus.Draft } => "is a draft",
        { Status: RolloutStatus.Running } => "is running",
        { Status: RolloutStatus.Held, HeldUntil: { } until } => $"is held until {until.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC",
        { Status: RolloutStatus.Held } => "is held",
        { Status: RolloutStatus.Paused } => "is paused",
        { Status: RolloutStatus.Completed } => "is completed",
        { Status: RolloutStatus.RolledBack } => "is rolled back",
        _ => "is killed",
    };
}
