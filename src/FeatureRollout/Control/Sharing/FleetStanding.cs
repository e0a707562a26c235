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
    /// <param name="definition">What files say of the flag; null for nothing.</param>
    public static string Of(FlagDocument document, FlagDocument? leader, FlagDefinition? definition)
    {
        if (document.State.Enabled == false)
        {
            return Disabled;
        }

        return leader?.Rollout is { } rollout ? OfRollout(rollout) : OfShare(document.State.Percentage ?? definition?.Percentage, definition);
    }

    private static string OfRollout(RolloutState rollout)
    {
        var percentage = Standing.PercentageOf(rollout);
        return rollout.Status switch
        {
            RolloutStatus.Draft => "not started",
            _ when !Standing.IsActive(rollout) || percentage == Percentage.Zero => Disabled,
            RolloutStatus.Held => $"{percentage}, stage {Standing.StageOf(rollout)!.Name}, held",
            RolloutStatus.Paused => $"{percentage}, stage {Standing.StageOf(rollout)!.Name}, paused",
            RolloutStatus.Completed => $"{percentage}, completed",
            _ => $"{percentage}, stage {Standing.StageOf(rollout)!.Name}",
        };
    }

    private static string OfShare(Percentage? percentage, FlagDefinition? definition)
    {
        if (percentage is not { } share)
        {
            return definition?.Enabled == true ? "on" : "off";
        }

        return share == Percentage.Zero ? Disabled : share == Percentage.Full ? "on" : share.ToString();
    }
}
