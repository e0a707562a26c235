using FeatureRollout.Access;
using FeatureRollout.AdminApi.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.AdminApi;

/// <summary>Runs a route's handler, and makes a problem of whatever it throws.</summary>
internal static partial class AdminHandler
{
    public static async Task RunAsync(AdminParts parts, AdminRoute route, HttpContext context, Caller caller)
    {
        SetHeaders(context.Response);
        var call = new AdminCall(parts, context, caller);
        ProblemResource problem;
        try
        {
            call.ThrowIfElsewhere();
            await route.Handle(call).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever it is, the caller is told without internals and the log with them.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            problem = await ProblemOfAsync(exception, call).ConfigureAwait(false) ?? Unexpected(parts.Logger, route.Name, exception);
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Headers.Remove("ETag");
        await ProblemWriter.WriteAsync(context, problem with { Applied = call.Applied.Count > 0 ? call.Applied : null }).ConfigureAwait(false);
    }

    /// <summary>What is told of customers and states is kept nowhere on the way.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
    }

    private static async ValueTask<ProblemResource?> ProblemOfAsync(Exception exception, AdminCall call)
    {
        switch (exception)
        {
            case AdminProblemException refused:
                return refused.Problem;
            case RefusedValueException value:
                return AdminProblemException.BadRequest(value.Message, value.Field).Problem;
            case RolloutConflictException conflict:
                return new ProblemResource
                {
                    Status = StatusCodes.Status409Conflict,
                    Title = "Somebody else has changed it",
                    Detail = conflict.Message,
                    Current = conflict.Current is { } current ? CurrentResource.Of(current) : null,
                };
            case RolloutRefusedException refused:
                return new ProblemResource { Status = StatusCodes.Status409Conflict, Title = "The state does not allow this", Detail = refused.Message, Unmet = refused.Unmet };
            case BadHttpRequestException bad:
                return new ProblemResource { Status = bad.StatusCode, Title = "The request is not understood", Detail = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is too long." : "The body could not be read." };
            case ArgumentException argument:
                var detail = WithoutParameter(argument.Message);
                return (await call.LeadsNowhereAsync().ConfigureAwait(false) ? AdminProblemException.NotFound(detail) : AdminProblemException.BadRequest(detail)).Problem;
            default:
                return null;
        }
    }

    /// <summary>The name of a parameter in the code means nothing to who sent the request.</summary>
    private static string WithoutParameter(string message)
    {
        var at = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return at < 0 ? message : message[..at];
    }

    private static ProblemResource Unexpected(ILogger logger, string route, Exception exception)
    {
        LogFailed(logger, route, exception);
        return exception is TimeoutException or IOException
            ? new ProblemResource { Status = StatusCodes.Status503ServiceUnavailable, Title = "The store does not answer", Detail = "Try again; whether a change was written, the events tell. The application's log has the details." }
            : new ProblemResource { Status = StatusCodes.Status500InternalServerError, Title = "Something went wrong", Detail = "The application's log has the details." };
    }

    [LoggerMessage(1, LogLevel.Error, "The admin API failed in {Route}.")]
    private static partial void LogFailed(ILogger logger, string route, Exception exception);
}
