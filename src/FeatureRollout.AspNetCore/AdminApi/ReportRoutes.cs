using System.Text;

namespace FeatureRollout.AdminApi;

/// <summary>Reports in Markdown.</summary>
internal static class ReportRoutes
{
    private const string Markdown = "text/markdown";
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("GET", "v2/rollouts/{environment}/{key}/report", "ReportRollout", FeatureRolloutRole.Read, "The status of a rollout in Markdown: stage, metrics, issues, progress against the plan's dates, budgets, the last seven days.", StatusAsync)
        {
            Response = typeof(string), ResponseType = Markdown, Parameters = Parameters.Key,
        },
        new("GET", "v2/report/{environment}", "ReportEnvironment", FeatureRolloutRole.Read, "What happened in a time in Markdown, by rollout and flag.", DigestAsync)
        {
            Response = typeof(string), ResponseType = Markdown, Parameters = Parameters.Between,
        },
    ];

    private static async Task StatusAsync(AdminCall call)
    {
        _ = await call.RolloutAsync().ConfigureAwait(false);
        await SendAsync(call, await call.Manager.ReportAsync(call.Key, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task DigestAsync(AdminCall call)
    {
        var until = QueryValues.Moment(call.Context.Request, "until") ?? call.Parts.Flags.TimeProvider.GetUtcNow();
        var from = QueryValues.Moment(call.Context.Request, "from") ?? until - Week;
        await SendAsync(call, await call.Manager.DigestAsync(from, until, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task SendAsync(AdminCall call, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        call.Context.Response.ContentType = Markdown + "; charset=utf-8";
        call.Context.Response.ContentLength = body.Length;
        await call.Context.Response.Body.WriteAsync(body, call.Aborted).ConfigureAwait(false);
    }
}
