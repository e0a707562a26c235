using System.Globalization;
using System.Text.Json;
using FeatureRollout.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace FeatureRollout.AdminApi;

/// <summary>
/// Server-sent events. At first, and after each change, an event with the version as its id; a comment after every 15 quiet seconds. Only so many at a time,
/// one that does not read what it is sent is ended, so that clients who have gone to sleep hold nothing, and all are after an hour. Thread-safe.
/// </summary>
internal sealed class ChangeStreams(FeatureFlags flags, TimeProvider time, CancellationToken stopping)
{
    /// <summary>So many streams at a time in one application.</summary>
    public const int Most = 200;

    /// <summary>A stream ends then, and whoever comes back is asked anew who it is: a right that was taken away does not last as long as a connection does.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private const string RetryAfterSeconds = "30";

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(30);

    private readonly ChangeFeed _changes = new(flags);
    private int _open;

    /// <summary>How many are open.</summary>
    public int Open => Volatile.Read(ref _open);

    public async Task ServeAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            throw new AdminProblemException(new ProblemResource
            {
                Status = StatusCodes.Status503ServiceUnavailable, Title = "Too many streams", Detail = string.Create(CultureInfo.InvariantCulture, $"{Most} streams are open already, and there are no more."),
            });
        }

        try
        {
            using var expiry = new CancellationTokenSource(Longest, time);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping, expiry.Token);
            await WriteAllAsync(context, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The stream ends where the client or the application does, or when its time is over.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task WriteAllAsync(HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var changes = _changes.WatchAsync(Quiet, time, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (changes.ConfigureAwait(false))
        {
            // Listening has begun before the version is read, so that no change falls between the two.
            var next = changes.MoveNextAsync();
            try
            {
                await WriteAsync(context, EventOf("version", new StreamedChange(flags.Status.Version, [])), cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                await EndAsync(context, next).ConfigureAwait(false);
                throw;
            }

            while (await next.ConfigureAwait(false))
            {
                var text = changes.Current is { } change ? EventOf("change", new StreamedChange(change.Version, change.Flags)) : ": quiet\n\n"u8.ToArray();
                await WriteAsync(context, text, cancellationToken).ConfigureAwait(false);
                next = changes.MoveNextAsync();
            }
        }
    }

    /// <summary>An enumerator must not be left while it moves.</summary>
    private static async ValueTask EndAsync(HttpContext context, ValueTask<bool> next)
    {
        context.Abort();
        try
        {
            await next.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }
    }

    private async Task WriteAsync(HttpContext context, byte[] text, CancellationToken cancellationToken)
    {
        using var tooLong = new CancellationTokenSource(LongestWrite, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLong.Token);
        try
        {
            await context.Response.Body.WriteAsync(text, either.Token).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (tooLong.IsCancellationRequested)
        {
            context.Abort();
            throw new OperationCanceledException(context.RequestAborted);
        }
    }

    private static byte[] EventOf(string name, StreamedChange change) =>
    [
        .. System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: {name}\nid: {change.Version}\ndata: ")),
        .. JsonSerializer.SerializeToUtf8Bytes(change, AdminJson.Default.StreamedChange),
        .. "\n\n"u8,
    ];
}

/// <summary>What a stream tells.</summary>
/// <param name="Version">The version that is served now.</param>
/// <param name="Flags">The flags of the newest change; where a version is passed over, others may have changed as well.</param>
internal sealed record StreamedChange(long Version, IReadOnlyList<string> Flags);
