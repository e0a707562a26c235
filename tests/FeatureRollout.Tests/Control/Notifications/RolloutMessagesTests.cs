using FeatureRollout.Control.Notifications;

namespace FeatureRollout.Tests.Control.Notifications;

[Trait("Requirement", "S0-14")]
public sealed class RolloutMessagesTests
{
    [Fact]
    public void An_interruption_says_what_is_off_since_when_why_and_what_there_is_meanwhile()
    {
        var happened = ExampleRollout.Event(new RolloutChange.RolledBack(), 8, RolloutStatus.Running, RolloutStatus.RolledBack) with
        {
            Rule = "error_rate > 1%",
            Reason = "4 of 100 failed",
        };

        var message = Written(happened).Notification;

        Assert.Equal("sentiment_analysis is off in production: rolled back from 5 %", message.Title);
        Assert.Equal(
            "It is off for everybody since 2026-01-13 09:00 Europe/London. Rule: error_rate > 1%. Decided by controller. Why: 4 of 100 failed\nMeanwhile: Return basic metrics only\nWhat customers read: Sentiment is away for a while.",
            message.Text);
        Assert.Equal(AlertSeverity.Critical, message.Severity);
        Assert.False(message.Resolves);
    }

    [Fact]
    public void A_resolution_belongs_to_its_interruption_and_says_how_long_that_was()
    {
        var killed = ExampleRollout.Event(new RolloutChange.Killed(), 7, RolloutStatus.Running, RolloutStatus.Killed);
        var ticked = ExampleRollout.Event(new RolloutChange.Ticked(null, "x", true), 7.01, RolloutStatus.Killed, RolloutStatus.Killed);
        var revived = ExampleRollout.Event(new RolloutChange.Revived(), 7, RolloutStatus.Killed, RolloutStatus.Running, "ann") with { At = killed.At.AddMinutes(83) };

        var interruption = Written(killed).Notification;
        var resolution = Written(revived, killed, ticked).Notification;

        Assert.Equal("sentiment_analysis is restored in production, for 25 %", resolution.Title);
        Assert.Equal("The kill switch was put back at 2026-01-12 10:23 Europe/London by ann, after 1h 23m. Why: –", resolution.Text);
        Assert.Equal(interruption.CorrelationId, resolution.CorrelationId);
        Assert.True(resolution.Resolves);
    }

    [Fact]
    public void A_start_after_a_rollback_has_its_own_message()
    {
        var again = ExampleRollout.Event(new RolloutChange.Started(), 3, RolloutStatus.RolledBack, RolloutStatus.Running, "ann");
        var first = ExampleRollout.Event(new RolloutChange.Started(), 3, RolloutStatus.Draft, RolloutStatus.Running, "ann");

        Assert.Equal("sentiment_analysis is back in production, for 25 %", Written(again).Notification.Title);
        Assert.Equal("sentiment_analysis is live in production, for 25 %", Written(first).Notification.Title);
    }

    [Fact]
    [Trait("Requirement", "S0-06")]
    public void An_alert_goes_to_its_channels_with_its_severity_and_what_was_read()
    {
        var fired = ExampleRollout.Event(new RolloutChange.AlertFired("errors", AlertSeverity.Critical), 7.9, RolloutStatus.Running, RolloutStatus.Running) with { Readings = [ExampleRollout.Errors] };
        var resolved = ExampleRollout.Event(new RolloutChange.AlertResolved("errors"), 8, RolloutStatus.Running, RolloutStatus.Running);

        var (alert, channels) = Written(fired);
        var (end, channelsOfEnd) = Written(resolved, fired);

        Assert.Equal("Critical: errors fires for sentiment_analysis in production", alert.Title);
        Assert.StartsWith("It reads 1.23 %, the limit is 0.5 %. 1.23 % of 1,234 requests failed.", alert.Text, StringComparison.Ordinal);
        Assert.Equal((NotificationKind.AlertFired, AlertSeverity.Critical), (alert.Kind, alert.Severity));
        Assert.Equal("Resolved: errors for sentiment_analysis in production, after 2h 24m", end.Title);
        Assert.Equal((NotificationKind.AlertResolved, AlertSeverity.Critical, true), (end.Kind, end.Severity, end.Resolves));
        Assert.Equal(alert.CorrelationId, end.CorrelationId);
        Assert.Equal([["pager"], ["pager"]], new[] { channels, channelsOfEnd });
    }

    [Fact]
    [Trait("Requirement", "S0-06")]
    public void A_repetition_says_for_how_long_and_belongs_to_its_alert()
    {
        var fired = ExampleRollout.Event(new RolloutChange.AlertFired("errors", AlertSeverity.Critical), 7.9, RolloutStatus.Running, RolloutStatus.Running);

        var repeated = RolloutMessages.Repeat("production", ExampleRollout.State, ExampleRollout.Plan.Alerts[0], ExampleRollout.Start.AddDays(7.9), ExampleRollout.Errors, ExampleRollout.Now)!.Value;

        Assert.Equal("Critical: errors still fires for sentiment_analysis in production, for 2h 24m", repeated.Notification.Title);
        Assert.Equal(Written(fired).Notification.CorrelationId, repeated.Notification.CorrelationId);
        Assert.Equal(["pager"], repeated.Channels);
    }

    [Fact]
    public void A_plan_has_its_own_messages_and_silences_some()
    {
        var rollout = ExampleRollout.State with
        {
            Plan = ExampleRollout.Plan with { Messages = new Dictionary<string, string>(StringComparer.Ordinal) { ["paused"] = "Hold on, {flag}!\n{reason}", ["held"] = "", ["resumed"] = "{nonsense}" } },
        };
        var paused = ExampleRollout.Event(new RolloutChange.Paused(), 2, RolloutStatus.Running, RolloutStatus.Paused) with { Reason = "two\nlines {flag}" };

        var message = RolloutMessages.For("production", paused, rollout, [])!.Value.Notification;

        Assert.Equal(("Hold on, sentiment_analysis!", "two lines {flag}"), (message.Title, message.Text));
        Assert.Null(RolloutMessages.For("production", ExampleRollout.Event(new RolloutChange.Held(ExampleRollout.Now), 2, RolloutStatus.Running, RolloutStatus.Held), rollout, []));
        Assert.StartsWith("sentiment_analysis goes on", RolloutMessages.For("production", ExampleRollout.Event(new RolloutChange.Resumed(), 2, RolloutStatus.Paused, RolloutStatus.Running), rollout, [])!.Value.Notification.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_told_of_single_customers_and_ticks()
    {
        Assert.Null(RolloutMessages.For("production", ExampleRollout.Event(new RolloutChange.OverrideSet("f", "acme", true, null), 1, RolloutStatus.Running, RolloutStatus.Running), ExampleRollout.State, []));
        Assert.Null(RolloutMessages.For("production", ExampleRollout.Event(new RolloutChange.Ticked(null, "x", true), 1, RolloutStatus.Running, RolloutStatus.Running), ExampleRollout.State, []));
    }

    [Fact]
    public void A_flag_under_no_rollout_has_messages_too()
    {
        var killed = ExampleRollout.Event(new RolloutChange.Killed(), 1, RolloutStatus.Running, RolloutStatus.Killed) with { From = null, To = null };

        var message = RolloutMessages.For("production", killed, null, [])!.Value.Notification;

        Assert.Equal("sentiment_analysis is off in production: the kill switch was thrown", message.Title);
        Assert.Contains("2026-01-06 09:00 UTC", message.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0123, "error_rate < 0.5%", "1.23 %")]
    [InlineData(0.48, "p95(latency) < 500ms for 48h", "480 ms")]
    [InlineData(90d, "max(queue_lag) < 2m", "1.5 m")]
    [InlineData(4.25, "last(nps) >= baseline + 15", "4.25")]
    [InlineData(3d, "open(P1) == 0", "3")]
    [InlineData(1e20, "x < 3", "1E20")]
    [InlineData(null, "x < 3", "–")]
    [InlineData(double.NaN, "x < 3", "–")]
    public void A_value_is_shown_in_the_unit_of_its_limit(double? value, string criterion, string shown)
    {
        Assert.Equal(shown, ShownReading.Value(value, criterion));
    }

    [Theory]
    [InlineData(0.25, "250ms")]
    [InlineData(45, "45s")]
    [InlineData(90, "1m 30s")]
    [InlineData(4980, "1h 23m")]
    [InlineData(86400, "1d")]
    [InlineData(-5, "0ms")]
    public void A_duration_is_shown_in_its_two_largest_units(double seconds, string shown)
    {
        Assert.Equal(shown, ShownText.Duration(TimeSpan.FromSeconds(seconds)));
    }

    private static AddressedNotification Written(RolloutEvent happened, params RolloutEvent[] earlier) =>
        RolloutMessages.For("production", happened, ExampleRollout.State, earlier)!.Value;
}
