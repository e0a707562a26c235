namespace FeatureRollout.Control.Notifications;

/// <summary>Keeps alerts from becoming a storm.</summary>
internal static class AlertRepeats
{
    /// <summary>Whether people are told now of an alert that fires: the first time, then no oftener than the rule says.</summary>
    /// <param name="alert">The rule.</param>
    /// <param name="lastNotified">When people were last told since it fires; null for never.</param>
    /// <param name="now">Now.</param>
    public static bool IsDue(AlertDefinition alert, DateTimeOffset? lastNotified, DateTimeOffset now) =>
        lastNotified is not { } last || (alert.RepeatEvery is { } every && (now - last).Duration() >= every);
}
