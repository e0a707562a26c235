namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>What constraints ask for.</summary>
/// <param name="When">The condition on the customer.</param>
/// <param name="Window">The times at which they hold.</param>
internal sealed record UnleashMeaning(string When, ClockWindow Window)
{
    /// <summary>The whole as a condition, for code that gives the moment as the attribute <c>currentTime</c>.</summary>
    public string WithClock() => ConditionText.All(
    [
        When,
        Window.From is { } from ? ConditionText.Compare("currentTime", ">=", ConditionText.Moment(from)) : ConditionText.Always,
        Window.Until is { } until ? ConditionText.Compare("currentTime", "<", ConditionText.Moment(until)) : ConditionText.Always,
    ]);
}
