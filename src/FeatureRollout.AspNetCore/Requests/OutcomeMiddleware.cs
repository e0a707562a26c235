using System.Diagnostics;
using FeatureRollout.Evaluation.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.ObjectPool;

namespace FeatureRollout.Requests;

/// <summary>
/// Sees requests end. It sets up nothing beforehand where the server has made an activity for the request, since the first answer does that;
/// and waits for no request that it need not wait for, because an awaiting method that has to wait is an allocation.
/// </summary>
/// <param name="next">The rest of the application.</param>
/// <param name="recorder">Records how requests went.</param>
/// <param name="time">The clock.</param>
/// <param name="tellsEnds">Whether the server tells the end of every response, whatever happened to the request.</param>
internal sealed class OutcomeMiddleware(RequestDelegate next, OutcomeRecorder recorder, TimeProvider time, bool tellsEnds)
{
    private const int MostPooled = 1_024;

    private static readonly Func<object, Task> EndAsync = static state => ((RunningRequest)state).EndAsync();

    private readonly ObjectPool<RunningRequest> _running = new DefaultObjectPool<RunningRequest>(new RunningRequest.Policy(), MostPooled);

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint is not null)
        {
            AttributeGuard.Apply(context, endpoint);
            if (OutcomeRecorder.IsLeftOut(endpoint))
            {
                return next(context);
            }
        }

        return context.Features.Get<IHttpActivityFeature>()?.Activity is { OperationName: RequestReads.RequestOperation } activity
            ? InvokeAsync(context, endpoint, activity)
            : context.Features.Get<FlagReads>() is null ? WithoutActivityAsync(context, endpoint)
            : next(context);
    }

    private Task InvokeAsync(HttpContext context, Endpoint? endpoint, Activity activity)
    {
        var start = time.GetTimestamp();
        if (tellsEnds && endpoint is not null)
        {
            return context.Features.Get<RunningRequest>() is { HasEnded: false } ? next(context) : InvokeAsync(context, endpoint, activity, start);
        }

        Task request;
        try
        {
            request = next(context);
        }
        catch (Exception exception)
        {
            End(context, endpoint, activity, exception, start);
            throw;
        }

        if (!request.IsCompletedSuccessfully)
        {
            return WaitAsync(request, context, endpoint, activity, start);
        }

        AttributeGuard.Check(context, endpoint);
        End(context, endpoint, activity, null, start);
        return request;
    }

    /// <summary>The server is asked to tell the end before the request goes on: afterwards another thread may be at work on the context, which is for one at a time.</summary>
    private Task InvokeAsync(HttpContext context, Endpoint endpoint, Activity activity, long start)
    {
        var running = _running.Get();
        running.Begin(this, context, endpoint, activity, start);
        context.Features.Set(running);
        context.Response.OnCompleted(EndAsync, running);
        try
        {
            return running.Request = next(context);
        }
        catch (Exception exception)
        {
            running.Thrown = exception;
            throw;
        }
    }

    private async Task WaitAsync(Task request, HttpContext context, Endpoint? endpoint, Activity activity, long start)
    {
        try
        {
            await request.ConfigureAwait(false);
            AttributeGuard.Check(context, endpoint);
        }
        catch (Exception exception)
        {
            End(context, endpoint, activity, exception, start);
            throw;
        }

        End(context, endpoint, activity, null, start);
    }

    /// <summary>Logging is off and nobody traces: the record has to be where the request's code finds it before there is anything to record.</summary>
    private async Task WithoutActivityAsync(HttpContext context, Endpoint? endpoint)
    {
        var reads = RequestReads.Begin();
        context.Features.Set(reads);
        var start = time.GetTimestamp();
        try
        {
            await next(context).ConfigureAwait(false);
            AttributeGuard.Check(context, endpoint);
        }
        catch (Exception exception)
        {
            recorder.Record(context, endpoint, reads.End(), exception, time.GetElapsedTime(start));
            throw;
        }

        recorder.Record(context, endpoint, reads.End(), null, time.GetElapsedTime(start));
    }

    private void End(HttpContext context, Endpoint? endpoint, Activity activity, Exception? exception, long start)
    {
        if (RequestReads.Of(activity) is { } reads && !IsWithin(context))
        {
            recorder.Record(context, endpoint, reads.End(), exception, time.GetElapsedTime(start));
        }
    }

    /// <summary>Whether this is the second time through the application, to the page of an error, of a request that is told at its end by the first.</summary>
    private static bool IsWithin(HttpContext context) => context.Features.Get<RunningRequest>() is { HasEnded: false };

    /// <summary>A request whose end the server tells, used again for another one.</summary>
    private sealed class RunningRequest
    {
        private OutcomeMiddleware? _middleware;
        private HttpContext? _context;
        private Endpoint? _endpoint;
        private Activity? _activity;
        private long _start;

        /// <summary>What was not awaited; null where it threw before there was any.</summary>
        public Task? Request { get; set; }

        /// <summary>What it threw then.</summary>
        public Exception? Thrown { get; set; }

        public bool HasEnded { get; private set; }

        public void Begin(OutcomeMiddleware middleware, HttpContext context, Endpoint endpoint, Activity activity, long start) =>
            (_middleware, _context, _endpoint, _activity, _start, HasEnded) = (middleware, context, endpoint, activity, start, false);

        public Task EndAsync()
        {
            var middleware = _middleware!;
            HasEnded = true;
            var exception = Request is { IsCanceled: true } ? new TaskCanceledException(Request) : Request?.Exception?.InnerException ?? Thrown;
            try
            {
                middleware.End(_context!, _endpoint, _activity!, exception, _start);
            }
            finally
            {
                middleware._running.Return(this);
            }

            return Task.CompletedTask;
        }

        private void Clear() => (_middleware, _context, _endpoint, _activity, Request, Thrown) = (null, null, null, null, null, null);

        public sealed class Policy : IPooledObjectPolicy<RunningRequest>
        {
            public RunningRequest Create() => new();

            public bool Return(RunningRequest obj)
            {
                obj.Clear();
                return true;
            }
        }
    }
}
