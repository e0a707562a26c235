using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout.AdminApi;

/// <summary>The routes of the admin API.</summary>
internal static class AdminApiEndpoints
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints) => throw new NotSupportedException();
}
