using FeatureRollout.Access;
using FeatureRollout.Changes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FeatureRollout.AdminApi;

/// <summary>The routes of the admin API.</summary>
internal static class AdminApiEndpoints
{
    /// <summary>Every route, in the order in which the document shows them.</summary>
    public static IReadOnlyList<AdminRoute> Routes { get; } =
        [.. FlagRoutes.All, .. CustomerRoutes.All, .. RolloutRoutes.All, .. RolloutMoves.All, .. EventRoutes.All, .. ReportRoutes.All, .. PlaceRoutes.All, .. ArchiveRoutes.All];

    public static IEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var gate = AccessGate.Of(services, "MapFeatureRolloutAdminApi");
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var flags = services.GetRequiredService<FeatureFlags>();
        var options = services.GetService<IOptions<FeatureRolloutWebOptions>>()?.Value ?? new FeatureRolloutWebOptions();
        var parts = new AdminParts(
            flags,
            services.GetRequiredService<IRolloutManager>(),
            services.GetRequiredService<IRolloutStateStore>(),
            new ChangeStreams(flags, time, StreamedChange.Most, services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None),
            gate,
            options.MaxRequestBytes,
            options.MaxArchiveBytes,
            services.GetService<ILoggerFactory>()?.CreateLogger("FeatureRollout.AdminApi") ?? NullLogger.Instance);
        var group = endpoints.MapGroup("/api").WithMetadata(new MappedBy("MapFeatureRolloutAdminApi"));
        foreach (var route in Routes)
        {
            var handler = gate.Guard(route.Role, (context, caller) => AdminHandler.RunAsync(parts, route, context, caller), ProblemWriter.RefuseAsync);
            route.Describe(group.MapMethods(route.Pattern, [route.Method], handler));
        }

        return group;
    }
}
