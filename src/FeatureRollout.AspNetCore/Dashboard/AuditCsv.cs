using System.Globalization;
using System.Text;
using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FeatureRollout.Dashboard;

/// <summary>The audit as CSV of RFC 4180, oldest first, which no spreadsheet takes for formulas and no terminal for commands.</summary>
internal static class AuditCsv
{
    private const int ReadAtOnce = 1_000;

    private static readonly string[] Columns =
        ["sequence", "at", "flag", "version", "actor", "change", "text", "reason", "from_status", "from_stage", "from_percentage", "to_status", "to_stage", "to_percentage", "rule", "forced", "unmet"];

    /// <summary>All events, or those of one flag.</summary>
    public static async Task WriteAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        var key = AuditPage.KeyOf(context);
        var events = await parts.Manager.ReadEventsAsync(key, 0, ReadAtOnce, context.RequestAborted).ConfigureAwait(false);
        PageHeaders.Set(context.Response);
        context.Response.ContentType = "text/csv; charset=utf-8; header=present";
        context.Response.Headers[HeaderNames.ContentDisposition] = "attachment; filename=\"audit.csv\"";
        var text = new StringBuilder();
        AppendRow(text, Columns);
        while (true)
        {
            foreach (var happened in events)
            {
                AppendRow(text, Cells(happened));
            }

            await context.Response.WriteAsync(text.ToString(), context.RequestAborted).ConfigureAwait(false);
            if (events.Count < ReadAtOnce)
            {
                return;
            }

            text.Clear();
            events = await parts.Manager.ReadEventsAsync(key, events[^1].Sequence, ReadAtOnce, context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>A line with its end; every cell is quoted.</summary>
    public static void AppendRow(StringBuilder text, IReadOnlyList<string> cells)
    {
        for (var at = 0; at < cells.Count; at++)
        {
            text.Append(at == 0 ? "\"" : ",\"").Append(Cell(cells[at]).Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        text.Append("\r\n");
    }

    /// <summary>Spreadsheets calculate what begins with one of these, quoted or not; behind an apostrophe it is text.</summary>
    private static string Cell(string value)
    {
        var shown = VisibleText.Of(value);
        return shown.TrimStart() is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..] ? "'" + shown : shown;
    }

    private static string[] Cells(RolloutEvent happened) =>
    [
        Number(happened.Sequence),
        happened.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        happened.Key,
        Number(happened.Version),
        happened.Actor,
        happened.Change.GetType().Name,
        AuditPage.Text(happened),
        happened.Reason ?? "",
        happened.From?.Status.ToString() ?? "",
        happened.From?.Stage ?? "",
        happened.From is { } from ? Percent(from.Percentage) : "",
        happened.To?.Status.ToString() ?? "",
        happened.To?.Stage ?? "",
        happened.To is { } to ? Percent(to.Percentage) : "",
        happened.Rule ?? "",
        happened.Forced ? "true" : "false",
        string.Join(" ", happened.Unmet),
    ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(Percentage percentage) => percentage.Value.ToString("0.###", CultureInfo.InvariantCulture);
}
