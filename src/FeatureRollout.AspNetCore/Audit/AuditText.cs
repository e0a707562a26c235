using System.Globalization;
using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Audit;

/// <summary>What happened, in a few words, and whom it was about.</summary>
internal static class AuditText
{
    public static string Of(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.OverrideSet set => $"fixed {set.Flag} {(set.Enabled ? "on" : "off")} for {set.CustomerId}{(set.Until is { } until ? string.Create(CultureInfo.InvariantCulture, $" until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC") : "")}",
        RolloutChange.OverrideRemoved removed => $"let go of the fixed answer of {removed.Flag} for {removed.CustomerId}",
        RolloutChange.CustomerErased erased => $"erased a customer, now {erased.Replacement}",
        _ => EventText.Of(happened),
    };
}
