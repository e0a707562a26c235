using System.Globalization;
using System.Text;
using FeatureRollout.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FeatureRollout.Ofrep;

/// <summary>
/// Tells clients that they should ask again. An event has no content, so that nothing is in it that somebody may not see. Its id names the process
/// and the version: who reconnects after missing one is told at once.
/// </summary>
/// <param name="flags">Whose changes.</param>
/// <param name="time">Measures silence.</param>
/// <param name="stopping">When the host stops, which would otherwise wait for every stream.</param>
/// <param name="maximum">Streams at once.</param>
internal sealed class EventStreams(IFeatureFlags flags, TimeProvider time, CancellationToken stopping, int maximum = EventStreams.Maximum)
{
    /// <summary>Streams at once in this process; each is a connection that does nothing.</summary>
    public const int Maximum = 10_000;

    /// <summary>Between this and that a proxy may not have closed the connection.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>How long after a change a new stream begins with an event: its client may have asked for the flags just before that.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    private readonly ChangeFeed _feed = new(flags);
    private readonly string _process = Guid.NewGuid().ToString("N")[..12];
    private int _open;

    /// <summary>Serves one stream until its client or the host ends it; false, with nothing written, where there are too many.</summary>
    public async Task<bool> TryServeAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _open) > maximum)
            {
                return false;
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await ServeAsync(context, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // That is how a stream ends.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }

        return true;
    }

    private async Task ServeAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        var changes = _feed.WatchAsync(Heartbeat, time, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (changes.ConfigureAwait(false))
        {
            // Listen before looking, so that no change falls between.
            var next = changes.MoveNextAsync();
            var snapshot = flags.For(default).Snapshot;
            var mark = Mark(snapshot?.Version ?? 0);
            string? last = context.Request.Headers["Last-Event-ID"];
            var isBehind = string.IsNullOrEmpty(last)
                ? snapshot is not null && time.GetUtcNow() - snapshot.CompiledAt < Recent
                : last != mark;
            await WriteAsync(response, isBehind ? Refetch(mark) : $"id: {mark}\n\n", cancellationToken).ConfigureAwait(false);

            while (await next.ConfigureAwait(false))
            {
                await WriteAsync(response, changes.Current is { } change ? Refetch(Mark(change.Version)) : ":\n\n", cancellationToken).ConfigureAwait(false);
                next = changes.MoveNextAsync();
            }
        }
    }

    private string Mark(long version) => string.Create(CultureInfo.InvariantCulture, $"{_process}-{version}");

    private static string Refetch(string mark) => $"id: {mark}\nevent: message\ndata: {{\"type\":\"refetchEvaluation\"}}\n\n";

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
