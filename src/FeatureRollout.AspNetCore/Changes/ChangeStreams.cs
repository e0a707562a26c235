using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FeatureRollout.Changes;

/// <summary>
/// Server-sent events about changes of flags. Only so many streams at a time, and one that does not read what it is sent is ended, so that clients who have gone
/// to sleep hold nothing. Thread-safe.
/// </summary>
/// <param name="flags">Whose changes.</param>
/// <param name="time">Measures silence.</param>
/// <param name="most">So many streams at a time.</param>
/// <param name="stopping">When the host stops, which would otherwise wait for every stream.</param>
internal sealed class ChangeStreams(IFeatureFlags flags, TimeProvider time, int most, CancellationToken stopping)
{
    /// <summary>After so long without a change there is a comment: between this and that a proxy may not have closed the connection.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(30);

    private static readonly byte[] Comment = ": quiet\n\n"u8.ToArray();

    private readonly ChangeFeed _changes = new(flags);
    private int _open;

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Serves one stream until its client or the host ends it, or it has lasted long enough; false, with nothing written, where there are too many.</summary>
    /// <param name="context">The request.</param>
    /// <param name="first">What it begins with; called once changes are listened to, so that none falls between.</param>
    /// <param name="next">What is told of a change.</param>
    /// <param name="longest">How long it may last; null for as long as the client likes.</param>
    public async Task<bool> TryServeAsync(HttpContext context, Func<string> first, Func<FlagsChange, string> next, TimeSpan? longest = null)
    {
        if (Interlocked.Increment(ref _open) > most)
        {
            Interlocked.Decrement(ref _open);
            return false;
        }

        using var expiry = longest is { } length ? new CancellationTokenSource(length, time) : new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping, expiry.Token);
        try
        {
            SetHeaders(context);
            await WriteAllAsync(context, first, next, ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // That is how a stream ends.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }

        return true;
    }

    private static void SetHeaders(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
    }

    private async Task WriteAllAsync(HttpContext context, Func<string> first, Func<FlagsChange, string> next, CancellationTokenSource ending)
    {
        var changes = _changes.WatchAsync(Quiet, time, ending.Token).GetAsyncEnumerator(ending.Token);
        await using (changes.ConfigureAwait(false))
        {
            var moving = changes.MoveNextAsync();
            try
            {
                await WriteAsync(context, Encoding.UTF8.GetBytes(first()), ending).ConfigureAwait(false);
            }
            catch
            {
                // An enumerator must not be left while it moves.
                await ending.CancelAsync().ConfigureAwait(false);
                await ((Task)moving.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            while (await moving.ConfigureAwait(false))
            {
                await WriteAsync(context, changes.Current is { } change ? Encoding.UTF8.GetBytes(next(change)) : Comment, ending).ConfigureAwait(false);
                moving = changes.MoveNextAsync();
            }
        }
    }

    private async Task WriteAsync(HttpContext context, byte[] text, CancellationTokenSource ending)
    {
        using var tooLong = new CancellationTokenSource(LongestWrite, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, tooLong.Token);
        try
        {
            await context.Response.Body.WriteAsync(text, either.Token).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (tooLong.IsCancellationRequested)
        {
            context.Abort();
            await ending.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}
