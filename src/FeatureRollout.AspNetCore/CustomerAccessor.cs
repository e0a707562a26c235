using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout;

/// <summary>Common ways to find a request's customer, for <see cref="FeatureRolloutWebOptions.Customer"/>. Each gives null where there is none.</summary>
public static class CustomerAccessor
{
    /// <summary>The first claim of this type of the signed-in user, such as <c>sub</c> or <c>tenant</c>.</summary>
    public static Func<HttpContext, EvaluationContext?> Claim(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return context => context.User is { Identity.IsAuthenticated: true } user ? Of(user.FindFirst(type)?.Value) : default;
    }

    /// <summary>
    /// A request header that is there exactly once. Anybody can send any value, and so choose which features they see and whose errors theirs are
    /// counted among: take a header only from a gateway that sets it itself and removes what clients send.
    /// </summary>
    public static Func<HttpContext, EvaluationContext?> Header(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return context => context.Request.Headers.TryGetValue(name, out var values) && values.Count == 1 ? Of(values[0]) : default;
    }

    /// <summary>
    /// A value of the route, such as <c>tenant</c> in <c>/tenants/{tenant}/orders</c>, where routing comes first. Anybody can ask for any path: the endpoint has
    /// to see to it that only those get there who belong there.
    /// </summary>
    public static Func<HttpContext, EvaluationContext?> Route(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return context => Of(Convert.ToString(context.GetRouteValue(name), CultureInfo.InvariantCulture));
    }

    /// <summary>A bare null would become a context without an id, as every string becomes one.</summary>
    private static EvaluationContext? Of(string? id) => string.IsNullOrEmpty(id) ? default(EvaluationContext?) : EvaluationContext.For(id);
}
