using FeatureRollout.Flags;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Dashboard.FlagPage.Actions;

/// <summary>Everything that can be done on the page of a flag, in the order of its buttons.</summary>
internal static class FlagActions
{
    /// <summary>All of it.</summary>
    public static readonly IReadOnlyList<FlagAction> All = [.. MoveActions.All, .. NoteActions.All];

    private static readonly Dictionary<string, FlagAction> ByName = All.ToDictionary(action => action.Name, StringComparer.Ordinal);

    /// <summary>By its name; null for none.</summary>
    public static FlagAction? Of(string? name) => name is null ? null : ByName.GetValueOrDefault(name);

    /// <summary>Whether the flag leads a rollout that stands in one of these.</summary>
    public static bool Stands(FlagPageData data, params ReadOnlySpan<RolloutStatus> statuses) =>
        data is { Rollout: { Drill: null } rollout, IsMovedElsewhere: false } && statuses.Contains(rollout.Status);

    /// <summary>Whether anything stands before the next stage, or before the start.</summary>
    public static bool IsHindered(FlagPageData data) => data.Assessment is { Unmet.Count: > 0 };

    /// <summary>Whether it is off by a kill that a person can take back here.</summary>
    public static bool IsKilledHere(FlagPageData data) =>
        data.IsMovedElsewhere ? data.Flag.State?.Enabled == false : data.Rollout?.Status == RolloutStatus.Killed || (data.Rollout?.Drill is null && data.Flag.State?.Enabled == false);

    /// <summary>Whether the flag stands on its own.</summary>
    public static bool IsAlone(FlagPageData data) => data.Rollout is null;

    /// <summary>Whether rules or lists let in, too, so that a percentage of zero is not off for everybody.</summary>
    public static bool LetsInOtherwise(FlagPageData data) => ReachText.Ways(data.Flag.Reach, null).Length > 0;

    /// <summary>Whether the next move ends the rollout.</summary>
    public static bool IsLast(FlagPageData data) => data.Rollout is { } rollout && Standing.IsInLastStage(rollout);
}
