using FeatureRollout.Access;
using FeatureRollout.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.Ofrep;

/// <summary>The routes of the OpenFeature Remote Evaluation Protocol.</summary>
internal static class OfrepEndpoints
{
    /// <summary>The stream beside <c>/evaluate/flags</c>; its address is announced, so no client makes it up.</summary>
    public const string StreamPath = "/events";

    private const string Key = "key";

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var gate = AccessGate.Of(endpoints.ServiceProvider, "MapFeatureRolloutOfrep");
        var handler = ActivatorUtilities.CreateInstance<OfrepHandler>(endpoints.ServiceProvider);
        var group = endpoints.MapGroup("/ofrep/v1").WithMetadata(NoOutcomesMetadata.Instance, new MappedBy("MapFeatureRolloutOfrep"));
        group.MapPost("/evaluate/flags", Guard((context, caller) => handler.EvaluateAllAsync(context, caller), _ => null));

        // The rest of the path, for clients that do not encode slashes: they get an answer in the protocol's form as well.
        group.MapPost($"/evaluate/flags/{{**{Key}}}", Guard((context, _) => handler.EvaluateOneAsync(context, FlagOf(context)), FlagOf));

        var guarded = Guard((context, _) => handler.StreamAsync(context), _ => null);
        group.MapGet(StreamPath, context => handler.HasTicket(context.Request) ? handler.StreamAsync(context) : guarded(context));
        return group;

        RequestDelegate Guard(Func<HttpContext, Caller, Task> serve, Func<HttpContext, string?> flagOf) => gate.Guard(
            FeatureRolloutRole.Evaluate, serve, (context, refusal) => OfrepHandler.RefuseAsync(context, flagOf(context), refusal));
    }

    /// <summary>The key as it was meant: the server leaves an encoded slash as it is, and nothing else.</summary>
    private static string FlagOf(HttpContext context) =>
        (context.GetRouteValue(Key) as string ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
