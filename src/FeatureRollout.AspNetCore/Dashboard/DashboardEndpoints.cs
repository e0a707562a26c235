using FeatureRollout.Access;
using FeatureRollout.Changes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.Dashboard;

/// <summary>The routes of the dashboard.</summary>
internal static class DashboardEndpoints
{
    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, string path)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        var services = endpoints.ServiceProvider;
        var gate = AccessGate.Of(services, "MapFeatureRolloutDashboard");
        var flags = services.GetRequiredService<FeatureFlags>();
        var parts = new DashboardParts(
            flags,
            services.GetRequiredService<IRolloutManager>(),
            gate,
            new PageFrame(flags, services.GetRequiredService<IAntiforgery>()),
            new ChangeFeed(flags),
            services.GetService<TimeProvider>() ?? TimeProvider.System);
        var group = endpoints.MapGroup(path.TrimEnd('/'));
        group.ExcludeFromDescription();
        ((IEndpointConventionBuilder)group).Add(endpoint => endpoint.RequestDelegate = PageErrors.Around(parts, endpoint.RequestDelegate!));
        AssetFiles.Map(group);
        FlagPages.Map(group, parts);
        group.MapGet("", Read(parts, OverviewPage.ShowAsync)).Finally(parts.Frame.RememberPlace);
        return group;
    }

    /// <summary>A page for callers who may read.</summary>
    private static RequestDelegate Read(DashboardParts parts, Func<HttpContext, Caller, DashboardParts, Task> page) =>
        parts.Gate.Guard(FeatureRolloutRole.Read, (context, caller) => page(context, caller, parts), parts.Frame.RefuseAsync);
}
