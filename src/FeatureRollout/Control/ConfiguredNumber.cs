using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control;

/// <summary>
/// The number in a file or the environment is where a flag starts; the store remembers the one that it last saw, and a
/// changed one is what an operator wants: less at once, more only where no rollout runs.
/// </summary>
internal static class ConfiguredNumber
{
    /// <summary>The name by which events tell configuration from people.</summary>
    public const string Actor = "configuration";

    /// <summary>What a changed number does to a document. Pure.</summary>
    public static IReadOnlyList<DecidedChange> Follow(FlagDocument document, Percentage? configured)
    {
        var seen = new DecidedChange(new RolloutChange.ConfiguredSeen(configured), Say(document.Configured, configured), null, []);
        if (configured is not { } wanted || document.Configured is not { } before || !IsOverruled(document))
        {
            return [seen];
        }

        var rises = wanted > before;
        return rises && document.Rollout is not null
            ? [seen with { Reason = seen.Reason + " A rollout runs, so it is not raised." }]
            : [new DecidedChange(new RolloutChange.PercentageSet(wanted), seen.Reason, null, []), seen];
    }

    /// <summary>Whether something in the store stands above the configured number, so that changing it would do nothing by itself.</summary>
    private static bool IsOverruled(FlagDocument document) =>
        document.State.Percentage is not null
        || document.Rollout is { Status: RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused or RolloutStatus.Completed };

    private static string Say(Percentage? before, Percentage? now) =>
        $"The configured percentage is {now?.ToString() ?? "gone"}, after {before?.ToString() ?? "none"}.";
}
