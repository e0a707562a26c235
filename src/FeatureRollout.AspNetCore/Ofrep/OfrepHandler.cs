using System.Globalization;
using System.Text.Json;
using FeatureRollout.Access;
using FeatureRollout.Bodies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FeatureRollout.Ofrep;

/// <summary>Answers the requests of callers who may ask. Every answer and error has the protocol's form.</summary>
internal sealed partial class OfrepHandler
{
    private readonly IFeatureFlags _flags;
    private readonly int _maximumBytes;
    private readonly ILogger _log;
    private readonly OfrepBulk _bulk = new();
    private readonly StreamTickets _tickets;
    private readonly EventStreams _streams;

    public OfrepHandler(
        IFeatureFlags flags, IOptions<FeatureRolloutWebOptions> options, IHostApplicationLifetime lifetime, ILogger<OfrepHandler> log, IServiceProvider services)
    {
        var time = services.GetService(typeof(TimeProvider)) as TimeProvider ?? TimeProvider.System;
        _flags = flags;
        _maximumBytes = options.Value.MaxRequestBytes;
        _log = log;
        _tickets = new StreamTickets(options.Value.ApiKeys, time);
        _streams = new EventStreams(flags, time, lifetime.ApplicationStopping);
    }

    public Task EvaluateOneAsync(HttpContext context, string key) => AnswerAsync(context, key, (asked, writer) =>
    {
        var customer = _flags.For(asked);
        if (customer.Snapshot?.Find(key) is { } flag)
        {
            return OfrepAnswer.Write(writer, customer, flag);
        }

        // Counts a question for a flag that nobody knows.
        _ = customer.Evaluate(key);
        return OfrepError.UnknownFlag;
    });

    public Task EvaluateAllAsync(HttpContext context, Caller caller) => AnswerAsync(context, null, (asked, writer) =>
    {
        _bulk.Write(writer, _flags.For(asked), StreamAddress.Of(context.Request, caller, _tickets));
        return null;
    });

    public bool HasTicket(HttpRequest request) => _tickets.IsGood(request.Query[StreamAddress.TicketName]);

    public async Task StreamAsync(HttpContext context)
    {
        if (!await _streams.TryServeAsync(context).ConfigureAwait(false))
        {
            context.Response.Headers.RetryAfter = "60";
            await FailAsync(context, null, OfrepError.Refused(StatusCodes.Status503ServiceUnavailable, "Too many streams are open.")).ConfigureAwait(false);
        }
    }

    public static Task RefuseAsync(HttpContext context, string? key, AccessRefusal refusal)
    {
        if (refusal.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (refusal.Status == StatusCodes.Status401Unauthorized && context.Response.Headers.WWWAuthenticate.Count == 0)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return FailAsync(context, key, OfrepError.Refused(refusal.Status, refusal.Reason));
    }

    /// <param name="context">The request.</param>
    /// <param name="key">The flag that errors name; null for all flags.</param>
    /// <param name="write">Writes the answer, or writes nothing and says why.</param>
    private async Task AnswerAsync(HttpContext context, string? key, Func<EvaluationContext, Utf8JsonWriter, OfrepError?> write)
    {
        try
        {
            using var body = await BoundedBody.ReadAsync(context.Request, _maximumBytes).ConfigureAwait(false);
            var asked = default(EvaluationContext);
            var error = body is null ? OfrepError.TooLarge(_maximumBytes) : OfrepContext.Read(body.Written, out asked);
            using var answer = new PooledBytes(4096);
            if (error is null)
            {
                using var writer = new Utf8JsonWriter(answer);
                error = write(asked, writer);
            }

            await (error is null ? SendAsync(context, answer.Written) : FailAsync(context, key, error)).ConfigureAwait(false);
        }
        catch (BadHttpRequestException trouble)
        {
            await FailAsync(context, key, trouble.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? OfrepError.TooLarge(_maximumBytes)
                : OfrepError.NotJson("The body could not be read.")).ConfigureAwait(false);
        }
        catch (Exception trouble) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // The host's own page for errors would not be in the protocol's form.
            Failed(trouble);
            await FailAsync(context, key, OfrepError.Internal).ConfigureAwait(false);
        }
    }

    private static Task SendAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        var tag = EntityTag.Of(body.Span);
        response.Headers.ETag = tag;
        if (EntityTag.IsKnown(context.Request.Headers, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            response.Headers.CacheControl = "private, no-cache";
            return Task.CompletedTask;
        }

        return SendAsync(response, StatusCodes.Status200OK, body, context.RequestAborted);
    }

    private static async Task FailAsync(HttpContext context, string? key, OfrepError error)
    {
        using var body = new PooledBytes(256);
        using (var writer = new Utf8JsonWriter(body))
        {
            error.Write(writer, key);
        }

        await SendAsync(context.Response, error.Status, body.Written, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task SendAsync(HttpResponse response, int status, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "private, no-cache";
        await response.Body.WriteAsync(body, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Error, "An OFREP request failed.")]
    private partial void Failed(Exception exception);
}
