using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Audit;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.AdminApi;

/// <summary>What happened, and what happens.</summary>
internal static class EventRoutes
{
    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("GET", "v2/events/{environment}", "ListEvents", FeatureRolloutRole.Read, "Who did what, of all flags, oldest first.", ListAsync) { Response = typeof(EventsResource), Parameters = Parameters.Events },
        new("GET", "v2/events/{environment}.csv", "ListEventsCsv", FeatureRolloutRole.Read, "The same as a table for spreadsheets.", CsvAsync) { Response = typeof(string), ResponseType = "text/csv", Parameters = Parameters.Events },
        new("GET", "v2/stream/{environment}", "StreamChanges", FeatureRolloutRole.Read, "Server-sent events: which flags have changed.", StreamedChange.ServeAsync) { Response = typeof(string), ResponseType = "text/event-stream", Parameters = Parameters.Of },
    ];

    private static async Task ListAsync(AdminCall call)
    {
        var (after, limit) = QueryValues.Page(call.Context.Request);
        var events = await call.Manager.ReadEventsAsync(null, after, limit, call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(EventsResource.Of(events, limit), AdminJson.Default.EventsResource).ConfigureAwait(false);
    }

    private static async Task CsvAsync(AdminCall call)
    {
        var (after, limit) = QueryValues.Page(call.Context.Request);
        var events = await call.Manager.ReadEventsAsync(null, after, limit, call.Aborted).ConfigureAwait(false);
        var body = System.Text.Encoding.UTF8.GetBytes(EventCsv.Of(events));
        call.Context.Response.ContentType = "text/csv; charset=utf-8; header=present";
        call.Context.Response.Headers.ContentDisposition = "attachment; filename=\"events.csv\"";
        call.Context.Response.ContentLength = body.Length;
        await call.Context.Response.Body.WriteAsync(body, call.Aborted).ConfigureAwait(false);
    }
}
