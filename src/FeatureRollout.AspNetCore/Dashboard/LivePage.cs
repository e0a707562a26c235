using System.Globalization;
using FeatureRollout.Access;
using FeatureRollout.Changes;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Dashboard;

/// <summary>Tells pages that something changed, as server-sent events; what it is they read for themselves.</summary>
internal static class LivePage
{
    /// <summary>So many streams at a time in one application.</summary>
    public const int Most = 256;

    /// <summary>A stream ends then, and the page comes back and is asked anew who it is.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static async Task ServeAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        PageHeaders.Set(context.Response);
        if (!await parts.Streams.TryServeAsync(context, static () => "retry: 2000\n: connected\n\n", EventOf, Longest).ConfigureAwait(false))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "10";
        }
    }

    private static string EventOf(FlagsChange change) => string.Create(CultureInfo.InvariantCulture, $"event: change\ndata: {change.Version}\n\n");
}
