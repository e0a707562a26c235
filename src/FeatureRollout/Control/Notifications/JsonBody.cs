using System.Text.Json;

namespace FeatureRollout.Control.Notifications;

/// <summary>The plain JSON of a notification. Its members only grow.</summary>
internal static class JsonBody
{
    /// <summary>The body.</summary>
    public static byte[] Of(RolloutNotification notification) => Write(json =>
    {
        json.WriteString("kind", NameOf(notification.Kind));
        json.WriteString("environment", notification.Environment);
        json.WriteString("key", notification.Key);
        json.WriteString("severity", NameOf(notification.Severity));
        json.WriteString("title", notification.Title);
        json.WriteString("text", notification.Text);
        json.WriteString("correlationId", notification.CorrelationId);
        json.WriteBoolean("resolves", notification.Resolves);
        json.WriteString("at", notification.At.UtcDateTime);
        if (notification.Event is { } happened)
        {
            json.WriteStartObject("event");
            json.WriteString("name", EventText.NameOf(happened));
            json.WriteNumber("sequence", happened.Sequence);
            json.WriteNumber("version", happened.Version);
            json.WriteString("actor", happened.Actor);
            json.WriteString("reason", happened.Reason);
            json.WriteString("rule", happened.Rule);
            json.WriteBoolean("forced", happened.Forced);
            WritePosition(json, "from", happened.From);
            WritePosition(json, "to", happened.To);
            json.WriteEndObject();
        }
    });

    /// <summary>A JSON object as UTF-8.</summary>
    internal static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    internal static string NameOf(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => "critical",
        AlertSeverity.Warning => "warning",
        _ => "info",
    };

    private static string NameOf(NotificationKind kind) => kind switch
    {
        NotificationKind.AlertFired => "alertFired",
        NotificationKind.AlertResolved => "alertResolved",
        NotificationKind.Report => "report",
        NotificationKind.Test => "test",
        _ => "change",
    };

    private static void WritePosition(Utf8JsonWriter json, string name, RolloutPosition? position)
    {
        if (position is null)
        {
            json.WriteNull(name);
            return;
        }

        var status = position.Status.ToString();
        json.WriteStartObject(name);
        json.WriteString("status", char.ToLowerInvariant(status[0]) + status[1..]);
        json.WriteString("stage", position.Stage);
        json.WriteNumber("step", position.Step);
        json.WriteNumber("percentage", position.Percentage.Value);
        json.WriteEndObject();
    }
}
