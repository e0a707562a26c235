using FeatureRollout.Access;
using FeatureRollout.Changes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var parts = new DashboardParts(
            flags,
            services.GetRequiredService<IRolloutManager>(),
            gate,
            new PageFrame(flags, services.GetRequiredService<IAntiforgery>()),
            new ChangeStreams(flags, time, LivePage.Most, services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None),
            time);
        var group = endpoints.MapGroup(path.TrimEnd('/')).WithMetadata(new MappedBy("MapFeatureRolloutDashboard"));
        group.ExcludeFromDescription();
        ((IEndpointConventionBuilder)group).Add(endpoint => endpoint.RequestDelegate = PageErrors.Around(parts, endpoint.RequestDelegate!));
        ((IEndpointConventionBuilder)group).Finally(endpoint => endpoint.Metadata.Add(new AcceptsSignIn(parts.Frame.PlaceOf(endpoint))));
        group.MapGet("", For(parts, FeatureRolloutRole.Read, OverviewPage.ShowAsync)).Finally(parts.Frame.RememberPlace);
        group.MapGet("customers", For(parts, FeatureRolloutRole.Read, CustomerPages.AskAsync));
        group.MapPost("customers", For(parts, FeatureRolloutRole.Read, CustomerPages.AnswerAsync));
        group.MapPost("customers/fix", For(parts, FeatureRolloutRole.Operate, CustomerPages.FixAsync));
        group.MapPost("customers/erase", For(parts, FeatureRolloutRole.Administer, CustomerPages.EraseAsync));
        group.MapGet("plans", For(parts, FeatureRolloutRole.Read, PlanPage.ShowAsync));
        group.MapGet("fleet", For(parts, FeatureRolloutRole.Read, FleetPage.ShowAsync));
        group.MapGet("audit", For(parts, FeatureRolloutRole.Read, AuditPage.ShowAsync));
        group.MapGet("audit.csv", For(parts, FeatureRolloutRole.Read, AuditCsv.WriteAsync));
        group.MapGet("access", For(parts, FeatureRolloutRole.Read, AccessPage.ShowAsync));
        group.MapGet("events", For(parts, FeatureRolloutRole.Read, LivePage.ServeAsync));
        group.MapGet("sign-in", context => SignInPages.ShowAsync(context, parts));
        group.MapPost("sign-in", context => SignInPages.SignInAsync(context, parts));
        group.MapPost("sign-out", context => SignInPages.SignOutAsync(context, parts));
        group.MapGet("challenge", context => SignInPages.ChallengeAsync(context, parts));
        group.MapGet("{**nothing}", For(parts, FeatureRolloutRole.Read, NotFoundPage.ShowAsync));
        AssetFiles.Map(group);
        FlagPages.Map(group, parts);
        return group;
    }

    /// <summary>A page for callers with a role.</summary>
    private static RequestDelegate For(DashboardParts parts, FeatureRolloutRole role, Func<HttpContext, Caller, DashboardParts, Task> page) =>
        parts.Gate.Guard(role, (context, caller) => page(context, caller, parts), parts.Frame.RefuseAsync);
}
