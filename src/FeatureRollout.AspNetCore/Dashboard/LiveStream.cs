using System.Globalization;
using FeatureRollout.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FeatureRollout.Dashboard;

/// <summary>Tells pages that something changed, as server-sent events; what it is they read for themselves.</summary>
internal sealed class LiveStream
{
    private const int Most = 256;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    /// <summary>A stream ends then, and the page comes back and is asked anew who it is.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private int _open;

    public async Task ServeAsync(HttpContext context, Caller caller, DashboardParts parts)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "10";
            return;
        }

        var stopping = context.RequestServices.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None;
        using var expiry = new CancellationTokenSource(Longest, parts.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping, expiry.Token);
        try
        {
            PageHeaders.Set(context.Response);
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await WriteAsync(context, "retry: 2000\n: connected\n\n", ending.Token).ConfigureAwait(false);
            await foreach (var change in parts.Changes.WatchAsync(Quiet, parts.Time, ending.Token).ConfigureAwait(false))
            {
                var text = change is null ? ": quiet\n\n" : string.Create(CultureInfo.InvariantCulture, $"event: change\ndata: {change.Version}\n\n");
                await WriteAsync(context, text, ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The page has gone, the host stops, or it is time to be asked anew.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static async Task WriteAsync(HttpContext context, string text, CancellationToken cancellationToken)
    {
        await context.Response.WriteAsync(text, cancellationToken).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
