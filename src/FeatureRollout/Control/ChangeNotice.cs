namespace FeatureRollout.Control;

/// <summary>Says for the log what was changed. Neither customer ids nor what people wrote are in it: these are in the event.</summary>
internal static class ChangeNotice
{
    /// <summary>The notice for an event; a rollback or kill by the controller is a warning.</summary>
    public static FlagsNotice Of(RolloutEvent happened)
    {
        var place = happened.To is { } to
            ? FormattableString.Invariant($": {to.Status}{(to.Stage is null ? "" : $", {to.Stage}")}, {to.Percentage}")
            : "";
        var why = happened is { Actor: RolloutController.Actor, Reason: { } reason } ? $" {reason}" : "";
        var level = happened is { Actor: RolloutController.Actor, Change: RolloutChange.RolledBack or RolloutChange.Killed or RolloutChange.MovedBack }
            ? FlagsNoticeLevel.Warning
            : FlagsNoticeLevel.Information;
        var actor = happened.Actor is RolloutController.Actor or ConfiguredNumber.Actor ? $" by the {happened.Actor}" : "";
        return new FlagsNotice(level, "rollouts", $"{happened.Key} {happened.Change.GetType().Name}{actor}, version {happened.Version}{place}.{why}");
    }
}
