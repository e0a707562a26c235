using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.Requests;

/// <summary>The flags of a request's customer, kept with the request.</summary>
internal sealed class RequestCustomer
{
    private RequestCustomer(CustomerFlags flags, bool isKnown) => (Flags, IsKnown) = (flags, isKnown);

    private CustomerFlags Flags { get; }

    private bool IsKnown { get; }

    /// <summary>Who was unknown when first asked for, before authentication perhaps, is looked for again; the snapshot stays.</summary>
    public static CustomerFlags FlagsOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var kept = context.Features.Get<RequestCustomer>();
        if (kept is { IsKnown: true })
        {
            return kept.Flags;
        }

        var found = RequestOutcomes.Options(context.RequestServices).Customer is { } accessor ? accessor(context) ?? default : ByClaim(context.User);
        var isKnown = !string.IsNullOrEmpty(found.CustomerId) || found.Attributes.Length > 0;
        if (kept is null || isKnown)
        {
            kept = new RequestCustomer(FlagsFor(context, kept?.Flags, found), isKnown);
            context.Features.Set(kept);
        }

        return kept.Flags;
    }

    private static CustomerFlags FlagsFor(HttpContext context, CustomerFlags? before, in EvaluationContext customer) =>
        before is { Client: { } client, Snapshot: { } snapshot }
            ? new CustomerFlags(client, snapshot, customer)
            : context.RequestServices.GetRequiredService<IFeatureFlags>().For(customer);

    private static EvaluationContext ByClaim(ClaimsPrincipal? user) =>
        user is { Identity.IsAuthenticated: true } && (user.FindFirst("sub") ?? user.FindFirst(ClaimTypes.NameIdentifier)) is { Value.Length: > 0 } id
            ? EvaluationContext.For(id.Value)
            : default;
}
