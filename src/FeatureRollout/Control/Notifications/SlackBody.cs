using System.Text.Json;

namespace FeatureRollout.Control.Notifications;

/// <summary>What Slack's incoming webhooks take, with the lengths that its blocks allow.</summary>
internal static class SlackBody
{
    private const int LongestHeader = 150;
    private const int LongestBlock = 2_900;
    private const int MostBlocks = 20;

    /// <summary>The body: a header, the text, and a line with where and when.</summary>
    public static byte[] Of(RolloutNotification notification) => JsonBody.Write(json =>
    {
        var title = Mark(notification) + notification.Title;
        json.WriteString("text", ShownText.Slack(ShownText.Cut(title, LongestBlock)));
        json.WriteStartArray("blocks");
        json.WriteStartObject();
        json.WriteString("type", "header");
        WriteText(json, "plain_text", Fitting(title, LongestHeader)[0]);
        json.WriteEndObject();
        WriteSections(json, notification);
        json.WriteStartObject();
        json.WriteString("type", "context");
        json.WriteStartArray("elements");
        json.WriteStartObject();
        json.WriteString("type", "plain_text");
        json.WriteString("text", Fitting($"{notification.Environment} · {notification.Key ?? ShownText.Nothing} · {JsonBody.NameOf(notification.Severity)} · {new ShownTime("UTC").Moment(notification.At)}", LongestBlock)[0]);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private static void WriteSections(Utf8JsonWriter json, RolloutNotification notification)
    {
        // Tables of a report keep their columns only where every character has one width.
        var isReport = notification.Kind == NotificationKind.Report;
        var pieces = Fitting(isReport ? notification.Text.Replace('`', '\'') : notification.Text, LongestBlock);
        for (var i = 0; i < pieces.Count && i < MostBlocks; i++)
        {
            var piece = i == MostBlocks - 1 && pieces.Count > MostBlocks ? "…" : pieces[i];
            json.WriteStartObject();
            json.WriteString("type", "section");
            WriteText(json, isReport ? "mrkdwn" : "plain_text", isReport ? $"```\n{piece}\n```" : piece);
            json.WriteEndObject();
        }
    }

    private static void WriteText(Utf8JsonWriter json, string type, string text)
    {
        json.WriteStartObject("text");
        json.WriteString("type", type);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    /// <summary>The text as pieces that fit once escaped, cut at line ends where there are any; one at least, none empty.</summary>
    private static List<string> Fitting(string text, int longest)
    {
        var pieces = new List<string>();
        for (var rest = text.Length == 0 ? ShownText.Nothing : text; rest.Length > 0;)
        {
            var length = Math.Min(rest.Length, longest);
            while (ShownText.Slack(rest[..length]).Length > longest)
            {
                length -= Math.Max(1, (ShownText.Slack(rest[..length]).Length - longest) / 5);
            }

            if (length < rest.Length)
            {
                var line = rest.LastIndexOf('\n', length - 1);
                length = line > length / 2 ? line + 1 : char.IsHighSurrogate(rest[length - 1]) && length > 1 ? length - 1 : length;
            }

            var piece = ShownText.Slack(rest[..length].TrimEnd('\n'));
            pieces.Add(piece.Length == 0 ? " " : piece);
            rest = rest[length..];
        }

        return pieces;
    }

    private static string Mark(RolloutNotification notification) => notification switch
    {
        { Resolves: true } => "✅ ",
        { Severity: AlertSeverity.Critical } => "🚨 ",
        { Severity: AlertSeverity.Warning } => "⚠️ ",
        _ => "",
    };
}
