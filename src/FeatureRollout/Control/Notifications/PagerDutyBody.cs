using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace FeatureRollout.Control.Notifications;

/// <summary>What PagerDuty's Events API v2 takes, with the lengths that it allows.</summary>
internal static class PagerDutyBody
{
    private const int LongestSummary = 1_024;
    private const int LongestKey = 255;
    private const int LongestDetail = 8_000;

    /// <summary>The events of a notification: none for what nobody is woken for, two for a trial, which ends at once.</summary>
    public static IEnumerable<byte[]> Of(RolloutNotification notification, string routingKey) => notification switch
    {
        { Kind: NotificationKind.Report } => [],
        { Kind: NotificationKind.Test } => [Trigger(notification, routingKey), Resolve(notification, routingKey)],
        { Resolves: true } or { Kind: NotificationKind.AlertResolved } => [Resolve(notification, routingKey)],
        { Kind: NotificationKind.AlertFired } or { Severity: >= AlertSeverity.Warning } => [Trigger(notification, routingKey)],
        _ => [],
    };

    private static byte[] Trigger(RolloutNotification notification, string routingKey) => JsonBody.Write(json =>
    {
        WriteHead(json, notification, routingKey, "trigger");
        json.WriteStartObject("payload");
        json.WriteString("summary", ShownText.Cut(notification.Title, LongestSummary));
        json.WriteString("source", "FeatureRollout " + notification.Environment);
        json.WriteString("severity", JsonBody.NameOf(notification.Severity));
        json.WriteString("timestamp", notification.At.UtcDateTime);
        json.WriteString("component", notification.Key ?? notification.Environment);
        json.WriteString("group", notification.Environment);
        json.WriteStartObject("custom_details");
        json.WriteString("text", ShownText.Cut(notification.Text, LongestDetail));
        json.WriteString("actor", notification.Event?.Actor);
        json.WriteString("rule", notification.Event?.Rule);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static byte[] Resolve(RolloutNotification notification, string routingKey) =>
        JsonBody.Write(json => WriteHead(json, notification, routingKey, "resolve"));

    private static void WriteHead(Utf8JsonWriter json, RolloutNotification notification, string routingKey, string action)
    {
        json.WriteString("routing_key", routingKey);
        json.WriteString("event_action", action);
        json.WriteString("dedup_key", DedupKey(notification.CorrelationId));
    }

    /// <summary>The correlation id, or a digest of one that is too long.</summary>
    private static string DedupKey(string correlationId) =>
        correlationId.Length <= LongestKey ? correlationId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(correlationId)));
}
