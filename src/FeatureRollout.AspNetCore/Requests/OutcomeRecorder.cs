using System.Globalization;
using FeatureRollout.Evaluation.Telemetry;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout.Requests;

/// <summary>Tells how a request went, and records it under each answer that was given in it. Thread-safe.</summary>
internal sealed class OutcomeRecorder(FeatureRolloutWebOptions options)
{
    private const string OtherMethod = "_OTHER";
    private const string EventStream = "text/event-stream";

    /// <summary>Whether requests of an endpoint are not recorded.</summary>
    public static bool IsLeftOut(Endpoint endpoint) => endpoint.Metadata.GetMetadata<NoOutcomesMetadata>() is not null;

    /// <param name="context">The request, at its end.</param>
    /// <param name="endpoint">Where it was going when it came by; null where that was not known.</param>
    /// <param name="reads">The answers.</param>
    /// <param name="exception">What passes through; null for nothing.</param>
    /// <param name="elapsed">How long it took.</param>
    public void Record(HttpContext context, Endpoint? endpoint, ArraySegment<FlagRead> reads, Exception? exception, TimeSpan elapsed)
    {
        if (reads.Count == 0)
        {
            return;
        }

        var handled = context.Features.Get<IExceptionHandlerFeature>();
        endpoint ??= handled?.Endpoint ?? context.GetEndpoint();
        if ((endpoint is not null && IsLeftOut(endpoint)) || Succeeded(context, exception) is not { } succeeded)
        {
            return;
        }

        TimeSpan? latency = IsStream(context) ? null : elapsed;
        OutcomeError? error = null;
        foreach (var read in reads)
        {
            if (read.IsSettled)
            {
                continue;
            }

            if (succeeded || !read.Verdict.Enabled)
            {
                read.Record(new FlagOutcome(succeeded, latency));
                continue;
            }

            if (error is null || error.CustomerId != read.CustomerId)
            {
                error = Error(context, endpoint, exception ?? handled?.Error, exception is null, read.CustomerId);
            }

            read.Record(FlagOutcome.Failure(error, latency));
        }
    }

    /// <summary>Null where nobody can say, because the client has gone.</summary>
    private bool? Succeeded(HttpContext context, Exception? exception) => exception switch
    {
        null when context.Response.StatusCode == StatusCodes.Status499ClientClosedRequest => null,
        null => !(options.IsFailure?.Invoke(context) ?? context.Response.StatusCode >= StatusCodes.Status500InternalServerError),
        OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested => null,

        // A body that is too long or no JSON is the client's doing, and would else let anybody have a feature rolled back.
        BadHttpRequestException bad => bad.StatusCode < StatusCodes.Status500InternalServerError,
        _ => false,
    };

    /// <summary>How long such a response takes says how long the client stayed.</summary>
    private static bool IsStream(HttpContext context) =>
        context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols
        || context.Response.ContentType?.StartsWith(EventStream, StringComparison.OrdinalIgnoreCase) == true
        || context.Features.Get<IHttpWebSocketFeature>()?.IsWebSocketRequest == true;

    /// <summary>The route stands for the path, which may hold a customer's id or anything else.</summary>
    private static OutcomeError Error(HttpContext context, Endpoint? endpoint, Exception? exception, bool hasStatus, string? customerId)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["method"] = Method(context.Request.Method) };
        if (endpoint is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            metadata["route"] = route;
        }

        var status = context.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
        if (hasStatus)
        {
            metadata["status"] = status;
        }

        return exception is null ? new OutcomeError($"HTTP {status}", customerId, metadata) : OutcomeError.Of(exception, customerId, metadata);
    }

    private static string Method(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || HttpMethods.IsPatch(method)
            || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsConnect(method) || HttpMethods.IsTrace(method)
            ? method
            : OtherMethod;
}
