using System.Net;
using FeatureRollout.Flags.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace FeatureRollout.Access;

/// <summary>What the gate logs. No message holds a key, a customer's id or a path that might.</summary>
internal static partial class AccessLog
{
    [LoggerMessage(100, LogLevel.Warning, "{Count} wrong API keys came from {Address} within a minute. Its keys are refused until the minute ends.")]
    public static partial void Throttled(ILogger logger, IPAddress? address, int count);

    [LoggerMessage(102, LogLevel.Information, "{Name} ({Role}) signed in on the dashboard from {Address}.")]
    public static partial void SignedIn(ILogger logger, string name, FeatureRolloutRole role, IPAddress? address);

    [LoggerMessage(103, LogLevel.Information, "A sign-in on the dashboard from {Address} was refused with {Status}.")]
    public static partial void SignInRefused(ILogger logger, IPAddress? address, int status);

    /// <summary>Notes a change that somebody was not let to make. Who is nobody is told at a level that a guesser cannot fill the log with.</summary>
    public static void RefusedWrite(ILogger logger, HttpContext context, AccessRefusal refusal)
    {
        var level = refusal.Status == StatusCodes.Status403Forbidden ? LogLevel.Warning : LogLevel.Debug;
        if (!logger.IsEnabled(level))
        {
            return;
        }

        var (name, kind) = refusal.Caller is { } caller ? (caller.Name, caller.Kind.ToString()) : ("Somebody", "unknown");
        var place = Place(context);
        RefusedWrite(logger, level, name, kind, context.Request.Method, place, refusal.Status, context.Connection.RemoteIpAddress, refusal.Reason);
    }

    [LoggerMessage(EventId = 101, Message = "{Caller} ({Kind}) was refused {Method} {Route} with {Status} from {Address}: {Reason}")]
    private static partial void RefusedWrite(ILogger logger, LogLevel level, string caller, string kind, string method, string route, int status, IPAddress? address, string reason);

    /// <summary>The route with the flag and the action of the path. Other values of a path may be a customer's id.</summary>
    private static string Place(HttpContext context)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "an unknown route";
        foreach (var name in (ReadOnlySpan<string>)["key", "action"])
        {
            if (context.GetRouteValue(name) is string value && FlagKey.IsValid(value))
            {
                route = route.Replace($"{{{name}}}", value, StringComparison.Ordinal);
            }
        }

        return route;
    }
}
