using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace FeatureRollout;

/// <summary>Flags inside one request.</summary>
public static class FeatureRolloutRequestExtensions
{
    /// <summary>All flags for the customer of this request, from one snapshot, the same whenever it is asked for; see <see cref="FeatureRolloutWebOptions.Customer"/>.</summary>
    public static CustomerFlags GetCustomerFlags(this HttpContext context) => throw new NotSupportedException();

    /// <summary>Lets a request pass only where the flag is on for its customer; others get 404, or what <paramref name="otherwise"/> gives.</summary>
    public static TBuilder RequireFeature<TBuilder>(this TBuilder builder, string flag, Func<HttpContext, IResult>? otherwise = null)
        where TBuilder : IEndpointConventionBuilder => throw new NotSupportedException();
}
