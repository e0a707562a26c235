using FeatureRollout.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout;

/// <summary>Flags inside one request.</summary>
public static class FeatureRolloutRequestExtensions
{
    /// <summary>
    /// All flags for the customer of this request, from one snapshot, the same whenever it is asked for; see <see cref="FeatureRolloutWebOptions.Customer"/>.
    /// Where there is no customer, for somebody without an id; who is found only later in the request is that customer from then on.
    /// </summary>
    public static CustomerFlags GetCustomerFlags(this HttpContext context) => RequestCustomer.FlagsOf(context);

    /// <summary>
    /// Lets a request pass only where the flag is on for its customer; others, and all while the flag is unknown, get 404, or what
    /// <paramref name="otherwise"/> gives. For every kind of endpoint, and groups of them. It is asked after authentication and authorization.
    /// </summary>
    public static TBuilder RequireFeature<TBuilder>(this TBuilder builder, string flag, Func<HttpContext, IResult>? otherwise = null)
        where TBuilder : IEndpointConventionBuilder
    {
        FeatureGuard.Add(builder, flag, otherwise);
        return builder;
    }

    /// <summary>How requests of these endpoints go is recorded under no flag: health checks, say, or long polls.</summary>
    public static TBuilder WithoutFeatureOutcomes<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(NoOutcomesMetadata.Instance);
}
