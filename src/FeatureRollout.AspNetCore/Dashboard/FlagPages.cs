using Microsoft.AspNetCore.Routing;

namespace FeatureRollout.Dashboard;

/// <summary>The page of one flag or rollout, and what can be done there.</summary>
internal static class FlagPages
{
    /// <summary>Maps <c>flags/{key}</c>, <c>flags/{key}/confirm/{action}</c> and <c>flags/{key}/actions/{action}</c>.</summary>
    public static void Map(IEndpointRouteBuilder group, DashboardParts parts) => throw new NotSupportedException();
}
