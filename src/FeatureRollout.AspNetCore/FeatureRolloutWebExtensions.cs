using FeatureRollout.Access;
using FeatureRollout.AdminApi;
using FeatureRollout.Dashboard;
using FeatureRollout.Ofrep;
using FeatureRollout.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout;

/// <summary>Adds the web parts to an application.</summary>
public static class FeatureRolloutWebExtensions
{
    /// <summary>Sets the web parts up: how the customer of a request is found, and who may operate.</summary>
    public static FeatureRolloutBuilder AddWeb(this FeatureRolloutBuilder builder, Action<FeatureRolloutWebOptions> configure) =>
        WebServices.Add(builder, configure);

    /// <summary>
    /// Records how each request went, with its latency, under every flag that it asked for, on or off. Put it after what turns exceptions into
    /// responses, so that it sees them.
    /// </summary>
    public static IApplicationBuilder UseFeatureRollout(this IApplicationBuilder app) => RequestOutcomes.Use(app);

    /// <summary>Maps the admin API under <c>/api/v2</c>, and <c>PATCH /api/v1/admin/feature-flags</c>.</summary>
    /// <returns>For conventions on all its endpoints, such as rate limits.</returns>
    /// <exception cref="InvalidOperationException">Nobody would be let in, and no opt-out is named.</exception>
    public static IEndpointConventionBuilder MapFeatureRolloutAdminApi(this IEndpointRouteBuilder endpoints) => AdminApiEndpoints.Map(endpoints);

    /// <summary>Maps the dashboard.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="path">Where, without a slash at the end.</param>
    /// <exception cref="InvalidOperationException">Nobody would be let in, and no opt-out is named.</exception>
    public static IEndpointConventionBuilder MapFeatureRolloutDashboard(this IEndpointRouteBuilder endpoints, string path = "/rollouts") =>
        DashboardEndpoints.Map(endpoints, path);

    /// <summary>Maps the OpenFeature Remote Evaluation Protocol under <c>/ofrep/v1</c>.</summary>
    /// <exception cref="InvalidOperationException">Nobody would be let in, and no opt-out is named.</exception>
    public static IEndpointConventionBuilder MapFeatureRolloutOfrep(this IEndpointRouteBuilder endpoints) => OfrepEndpoints.Map(endpoints);
}
