using FeatureRollout.AspNetCore.Tests.Dashboard;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FeatureRollout.AspNetCore.Tests.Access;

[Trait("Requirement", "F-33")]
public sealed class MappingCheckTests
{
    [Fact]
    public async Task What_is_mapped_twice_at_one_place_fails_at_the_start_and_is_named()
    {
        foreach (var (call, map) in new (string, Action<IEndpointRouteBuilder>)[]
        {
            ("MapFeatureRolloutDashboard", endpoints => endpoints.MapFeatureRolloutDashboard()),
            ("MapFeatureRolloutAdminApi", endpoints => endpoints.MapFeatureRolloutAdminApi()),
            ("MapFeatureRolloutAdminApi", endpoints => endpoints.MapGroup("/" + Guid.NewGuid().ToString("n")).MapFeatureRolloutAdminApi()),
            ("MapFeatureRolloutOfrep", endpoints => endpoints.MapFeatureRolloutOfrep()),
        })
        {
            var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => DashboardApp.StartAsync(map: endpoints =>
            {
                map(endpoints);
                map(endpoints);
            }));
            Assert.StartsWith(call + "() was called twice", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_mapped_twice_at_places_that_can_be_told_apart_starts()
    {
        await using var app = await DashboardApp.StartAsync(map: endpoints =>
        {
            endpoints.MapFeatureRolloutDashboard();
            endpoints.MapFeatureRolloutDashboard("/other");
            endpoints.MapGroup("/inside").MapFeatureRolloutDashboard();
            endpoints.MapFeatureRolloutOfrep().RequireHost("a.example");
            endpoints.MapFeatureRolloutOfrep().RequireHost("b.example");
            endpoints.MapFeatureRolloutAdminApi();
        });
        using var client = DashboardApp.NewClient(DashboardApp.ReaderKey);
        Assert.Contains("grace", await client.GetStringAsync(app.Root), StringComparison.Ordinal);
    }
}
