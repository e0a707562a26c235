using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout.Requests;

/// <summary>
/// Honours <see cref="RequireFeatureAttribute"/> on endpoints that are not actions or pages of MVC, which do so by themselves: puts in place of the
/// endpoint that routing has found the same one with the guard around it. So the flag is asked where the endpoint is reached, after
/// authentication and authorization, wherever in the pipeline this stands behind routing.
/// </summary>
internal static class AttributeGuard
{
    private static readonly ConditionalWeakTable<Endpoint, Endpoint> Guarded = [];

    public static void Apply(HttpContext context, Endpoint endpoint)
    {
        if (IsGuardedHere(endpoint))
        {
            context.SetEndpoint(Guarded.GetValue(endpoint, static found => Around(found)));
        }
    }

    /// <summary>An endpoint that was found only after this had been passed was reached without being asked for its flag.</summary>
    /// <exception cref="InvalidOperationException">It has the attribute.</exception>
    public static void Check(HttpContext context, Endpoint? before)
    {
        if (before is null && context.GetEndpoint() is { } endpoint && IsGuardedHere(endpoint) && endpoint.Metadata.GetMetadata<IsGuarded>() is null)
        {
            throw new InvalidOperationException(
                $"{endpoint.DisplayName} has [RequireFeature], which nobody asked for: UseFeatureRollout() has to stand behind UseRouting().");
        }
    }

    /// <summary>Whether an endpoint has the attribute and nothing but this honours it.</summary>
    public static bool IsGuardedHere(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<RequireFeatureAttribute>() is not null && endpoint.Metadata.GetMetadata<ActionDescriptor>() is null;

    private static Endpoint Around(Endpoint endpoint)
    {
        if (endpoint.RequestDelegate is not { } handler || endpoint.Metadata.GetMetadata<IsGuarded>() is not null)
        {
            return endpoint;
        }

        foreach (var required in endpoint.Metadata.GetOrderedMetadata<RequireFeatureAttribute>().Reverse())
        {
            handler = FeatureGuard.Around(handler, required.Flag, otherwise: null);
        }

        var metadata = new EndpointMetadataCollection([.. endpoint.Metadata, IsGuarded.Instance]);
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(handler, route.RoutePattern, route.Order, metadata, route.DisplayName)
            : new Endpoint(handler, metadata, endpoint.DisplayName);
    }

    private sealed class IsGuarded
    {
        public static readonly IsGuarded Instance = new();
    }
}
