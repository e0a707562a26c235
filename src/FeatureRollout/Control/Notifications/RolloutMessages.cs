using System.Globalization;
using FeatureRollout.Flags.Plans.Messages;

namespace FeatureRollout.Control.Notifications;

/// <summary>A message, and the names of the notifiers that get it; none means all.</summary>
internal readonly record struct AddressedNotification(RolloutNotification Notification, IReadOnlyList<string> Channels);

/// <summary>Writes the messages about events, alerts, reports and trials. Pure.</summary>
internal static class RolloutMessages
{
    /// <summary>The name by which the controller acts.</summary>
    private const string Controller = "controller";

    /// <summary>The message about an event; null for one that nobody is told of, or whose message the plan empties.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="happened">The event.</param>
    /// <param name="rollout">The rollout as it is after the event; null for a flag under none.</param>
    /// <param name="earlier">Earlier events of the key, oldest first, from which durations are told; may be empty.</param>
    /// <param name="stats">What has been counted; null where that is not known.</param>
    public static AddressedNotification? For(
        string environment, RolloutEvent happened, RolloutState? rollout, IReadOnlyList<RolloutEvent> earlier, RolloutStats? stats = null)
    {
        if (EventText.NameOf(happened) is not { } name)
        {
            return null;
        }

        var alert = AlertOf(happened, rollout);
        var values = new MessageValues
        {
            Environment = environment,
            At = happened.At,
            Rollout = rollout,
            Event = happened,
            Key = happened.Key,
            Rule = alert?.Name,
            Severity = alert?.Severity.ToString() ?? SeverityOfIncident(happened, rollout),
            Duration = EventDurations.Of(happened, rollout, earlier),
            Stats = stats,
        };
        var notification = Write(name, values, KindOf(happened)) is not { } written ? null : written with
        {
            Severity = alert?.Severity ?? SeverityOf(happened),
            CorrelationId = string.Create(CultureInfo.InvariantCulture, $"{environment}/{happened.Key}/{SubjectOf(happened)}"),
            Resolves = happened.Change is RolloutChange.AlertResolved or RolloutChange.IncidentResolved or RolloutChange.Resumed or RolloutChange.Revived or RolloutChange.Started,
            Event = happened,
        };
        return notification is null ? null : new AddressedNotification(notification, alert?.Channels ?? []);
    }

    /// <summary>The message that an alert fires still; null where the plan empties it.</summary>
    public static AddressedNotification? Repeat(
        string environment, RolloutState rollout, AlertDefinition alert, DateTimeOffset since, CriterionResult? reading, DateTimeOffset now)
    {
        var values = new MessageValues
        {
            Environment = environment,
            At = now,
            Rollout = rollout,
            Key = rollout.Key,
            Rule = alert.Name,
            Severity = alert.Severity.ToString(),
            Duration = now - since,
            Reading = reading,
        };
        return Write("alertRepeated", values, NotificationKind.AlertFired) is not { } written
            ? null
            : new AddressedNotification(written with { Severity = alert.Severity, CorrelationId = $"{environment}/{rollout.Key}/alert/{alert.Name}" }, alert.Channels);
    }

    /// <summary>A scheduled report.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="rollout">The rollout.</param>
    /// <param name="schedule">Its schedule.</param>
    /// <param name="markdown">The report.</param>
    /// <param name="now">Now.</param>
    public static AddressedNotification? Report(string environment, RolloutState rollout, ReportSchedule schedule, string markdown, DateTimeOffset now)
    {
        var values = new MessageValues { Environment = environment, At = now, Rollout = rollout, Key = rollout.Key };
        return Write("report", values, NotificationKind.Report) is not { } written ? null : new AddressedNotification(
            written with
            {
                Text = markdown,
                CorrelationId = string.Create(CultureInfo.InvariantCulture, $"{environment}/{rollout.Key}/report/{now.UtcDateTime:yyyyMMddHHmm}"),
            },
            schedule.Channels);
    }

    /// <summary>A trial.</summary>
    public static RolloutNotification Test(string environment, DateTimeOffset now) =>
        Write("test", new MessageValues { Environment = environment, At = now }, NotificationKind.Test)! with
        {
            CorrelationId = string.Create(CultureInfo.InvariantCulture, $"{environment}/test/{now.UtcDateTime:yyyyMMddHHmmssfff}"),
        };

    private static RolloutNotification? Write(string eventName, MessageValues values, NotificationKind kind)
    {
        var text = values.Rollout?.Plan.Messages.GetValueOrDefault(eventName) ?? MessageTemplates.DefaultOf(eventName);
        if (text.Length == 0)
        {
            return null;
        }

        // A stored plan of another version may hold what is no message here; the library's own then serves.
        if (!MessageTemplate.TryParse(text, out var template, out _) && !MessageTemplate.TryParse(MessageTemplates.DefaultOf(eventName), out template, out var error))
        {
            throw new InvalidOperationException(error);
        }

        var lines = template.Fill(values.Of).Trim().Split('\n', 2, StringSplitOptions.TrimEntries);
        return new RolloutNotification
        {
            Kind = kind,
            Environment = values.Environment,
            Key = values.Key,
            Title = lines[0],
            Text = lines[^1],
            CorrelationId = "",
            At = values.At,
        };
    }

    private static NotificationKind KindOf(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.AlertFired => NotificationKind.AlertFired,
        RolloutChange.AlertResolved => NotificationKind.AlertResolved,
        _ => NotificationKind.Change,
    };

    /// <summary>What people do themselves wakes nobody, a kill and a rollback apart.</summary>
    private static AlertSeverity SeverityOf(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.RolledBack or RolloutChange.Killed => AlertSeverity.Critical,
        RolloutChange.Revived or RolloutChange.Resumed or RolloutChange.IncidentReported or RolloutChange.IncidentResolved => AlertSeverity.Warning,
        RolloutChange.Paused or RolloutChange.MovedBack or RolloutChange.WouldHave when happened.Actor == Controller => AlertSeverity.Warning,
        _ => AlertSeverity.Info,
    };

    /// <summary>What belongs together: an interruption and its end, an alert, an incident; else the event alone.</summary>
    private static string SubjectOf(RolloutEvent happened) => happened.Change switch
    {
        RolloutChange.AlertFired alert => "alert/" + alert.Alert,
        RolloutChange.AlertResolved alert => "alert/" + alert.Alert,
        RolloutChange.IncidentReported incident => "incident/" + incident.Id,
        RolloutChange.IncidentResolved incident => "incident/" + incident.Id,
        RolloutChange.RolledBack or RolloutChange.Killed or RolloutChange.Paused or RolloutChange.MovedBack
            or RolloutChange.Resumed or RolloutChange.Revived or RolloutChange.Started => "interruption",
        _ => string.Create(CultureInfo.InvariantCulture, $"version/{happened.Version}"),
    };

    /// <summary>The alert as the plan has it; as far as the event tells where the plan has it no longer.</summary>
    private static Alert? AlertOf(RolloutEvent happened, RolloutState? rollout)
    {
        var (name, severity) = happened.Change switch
        {
            RolloutChange.AlertFired fired => (fired.Alert, fired.Severity),
            RolloutChange.AlertResolved resolved => (resolved.Alert, AlertSeverity.Warning),
            _ => (null, AlertSeverity.Info),
        };
        return name is null ? null
            : rollout?.Plan.Alerts.FirstOrDefault(one => one.Name == name) is { } rule ? new Alert(name, rule.Severity, rule.Channels)
            : new Alert(name, severity, []);
    }

    private static string? SeverityOfIncident(RolloutEvent happened, RolloutState? rollout) => happened.Change switch
    {
        RolloutChange.IncidentReported reported => reported.Severity,
        RolloutChange.IncidentResolved resolved => rollout?.Incidents.FirstOrDefault(one => one.Id == resolved.Id)?.Severity,
        _ => null,
    };

    private sealed record Alert(string Name, AlertSeverity Severity, IReadOnlyList<string> Channels);
}
