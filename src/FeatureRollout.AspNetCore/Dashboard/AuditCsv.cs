using FeatureRollout.Access;
using FeatureRollout.Audit;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace FeatureRollout.Dashboard;

/// <summary>The audit as a file, oldest first.</summary>
internal static class AuditCsv
{
    private const int ReadAtOnce = 1_000;

    /// <summary>All events, or those of one flag.</summary>
    public static async Task WriteAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        var key = AuditPage.KeyOf(context);
        var events = await parts.Manager.ReadEventsAsync(key, 0, ReadAtOnce, context.RequestAborted).ConfigureAwait(false);
        PageHeaders.Set(context.Response);
        context.Response.ContentType = "text/csv; charset=utf-8; header=present";
        context.Response.Headers[HeaderNames.ContentDisposition] = "attachment; filename=\"audit.csv\"";
        var text = EventCsv.Head();
        while (true)
        {
            await context.Response.WriteAsync(events.Aggregate(text, EventCsv.Append).ToString(), context.RequestAborted).ConfigureAwait(false);
            if (events.Count < ReadAtOnce)
            {
                return;
            }

            text.Clear();
            events = await parts.Manager.ReadEventsAsync(key, events[^1].Sequence, ReadAtOnce, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
