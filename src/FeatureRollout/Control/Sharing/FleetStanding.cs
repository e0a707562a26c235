using FeatureRollout.Flags;
using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Control.Sharing;

/// <summary>Says in a few words what the last change made of a flag, as an operator wants to read it. Pure.</summary>
internal static class FleetStanding
{
    /// <summary>Off for everybody.</summary>
    public const string Disabled = "disabled";

    /// <summary>The words.</summary>
    /// <param name="document">The flag's own document.</param>
    /// <param name="leader">The document whose rollout moves the flag, itself among them; null for none.</param>
    /// <param name="flag">What layers and documents make of the flag; null for nothing.</param>
    public static string Of(FlagDocument document, FlagDocument? leader, LayeredFlag? flag)
    {
        if (document.State.Enabled == false)
        {
            return Disabled;
        }

        return leader?.Rollout is { } rollout ? OfRollout(rollout, flag) : OfShare(document.State.Percentage ?? flag?.Definition.Percentage, flag);
    }

    private static string OfRollout(RolloutState rollout, LayeredFlag? flag)
    {
        var percentage = Standing.PercentageOf(rollout);
        return rollout.Status switch
        {
            RolloutStatus.Draft => "not started",
            _ when !Standing.IsActive(rollout) || (percentage == Percentage.Zero && flag?.OwnReach is null or { Who: Reach.Nobody }) => Disabled,
            RolloutStatus.Held => $"{percentage}, stage {Standing.StageOf(rollout)!.Name}, held",
            RolloutStatus.Paused => $"{percentage}, stage {Standing.StageOf(rollout)!.Name}, paused",
            RolloutStatus.Completed => $"{percentage}, completed",
            _ => $"{percentage}, stage {Standing.StageOf(rollout)!.Name}",
        };
    }

    /// <summary>A share is told only where rules and lists do not make it less than the truth.</summary>
    private static string OfShare(Percentage? percentage, LayeredFlag? flag) => flag?.OwnReach.Who switch
    {
        Reach.Everybody => "on",
        Reach.Some => percentage is { } share && share > Percentage.Zero && share < Percentage.Full ? share.ToString() : "partly on",
        _ => percentage is null ? "off" : Disabled,
    };
}
