using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout.Ofrep;

/// <summary>The routes of the OpenFeature Remote Evaluation Protocol.</summary>
internal static class OfrepEndpoints
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints) => throw new NotSupportedException();
}
