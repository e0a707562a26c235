using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage;

/// <summary>Where a flag stands, in a word or two, with the tone of it.</summary>
/// <param name="Text">The words.</param>
/// <param name="Tone">The class of its colour.</param>
internal sealed record StateWords(string Text, string Tone)
{
    public static StateWords Of(FlagOverview flag) => flag switch
    {
        { Rollout: { Drill: not null } } => new("In a drill", "fr-state-attention"),
        { Rollout: { Status: RolloutStatus.Killed } } => new("Killed", "fr-state-off"),
        { KilledBy.Count: > 0 } => new("Killed", "fr-state-off"),
        { Rollout: { } rollout } => Of(rollout),
        { State.Enabled: false } => new("Killed", "fr-state-off"),
        { Percentage: var percentage } when percentage == FeatureRollout.Percentage.Full => new("On for everybody", "fr-state-on"),
        { Percentage: var percentage } when percentage == FeatureRollout.Percentage.Zero => new("Off", "fr-state-idle"),
        _ => new("On for some", "fr-state-on"),
    };

    private static StateWords Of(RolloutState rollout) => rollout.Status switch
    {
        RolloutStatus.Draft => new("Draft", "fr-state-idle"),
        RolloutStatus.Running => new("Running", "fr-state-running"),
        RolloutStatus.Held => new("Held", "fr-state-attention"),
        RolloutStatus.Paused => new("Paused", "fr-state-attention"),
        RolloutStatus.Completed => new("Completed", "fr-state-on"),
        RolloutStatus.RolledBack => new("Rolled back", "fr-state-off"),
        _ => new(Standing.IsActive(rollout) ? "On" : "Off", "fr-state-off"),
    };
}
