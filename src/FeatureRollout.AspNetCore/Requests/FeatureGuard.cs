using FeatureRollout.Evaluation.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout.Requests;

/// <summary>Endpoints that are reached only where a flag is on.</summary>
internal static class FeatureGuard
{
    /// <summary>Stands around an endpoint, of whatever kind it is: all of them are one delegate in the end.</summary>
    public static void Add(IEndpointConventionBuilder builder, string flag, Func<HttpContext, IResult>? otherwise)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(flag);
        builder.Add(endpoint =>
        {
            var guarded = endpoint.RequestDelegate ?? throw new InvalidOperationException(
                $"RequireFeature(\"{flag}\") cannot stand around {endpoint.DisplayName}, whose code is not known yet. Put [RequireFeature] on it, with UseFeatureRollout().");
            endpoint.RequestDelegate = Around(guarded, flag, otherwise);
        });
    }

    public static RequestDelegate Around(RequestDelegate guarded, string flag, Func<HttpContext, IResult>? otherwise) => context =>
    {
        if (Passes(context, flag, countsOtherwise: otherwise is not null))
        {
            return guarded(context);
        }

        if (otherwise is not null)
        {
            return otherwise(context).ExecuteAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    /// <summary>Whether the flag is on for the request's customer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="flag">The flag.</param>
    /// <param name="countsOtherwise">Whether what happens else is a path of its own, to be compared with. A 404 that never fails and takes no time is none.</param>
    public static bool Passes(HttpContext context, string flag, bool countsOtherwise)
    {
        var evaluation = context.GetCustomerFlags().Evaluate(flag);
        if (!evaluation.Enabled && !countsOtherwise && FlagTracing.IsOn)
        {
            RequestReads.Settle(evaluation);
        }

        return evaluation.Enabled;
    }
}
