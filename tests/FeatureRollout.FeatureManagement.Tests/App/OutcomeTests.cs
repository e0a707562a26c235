using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.AspNetCore;

namespace FeatureRollout.FeatureManagement.Tests.App;

public sealed class OutcomeTests
{
    [Fact]
    [Trait("Requirement", "F-20")]
    [Trait("Requirement", "F-30")]
    public async Task How_a_request_behind_a_feature_gate_went_is_recorded_under_its_flag()
    {
        using var flags = FeatureFlags.FromJson("""{ "flags": { "shop": { "enabled": true } } }""");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IFeatureFlags>(flags);
        builder.Services.AddFeatureManagement().AddFeatureRollout();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseFeatureRollout();
        app.MapGet("/well", () => "well").WithFeatureGate("shop");
        app.MapGet("/ill", () => Results.StatusCode(500)).WithFeatureGate("shop");
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/well")).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync("/ill")).StatusCode);
        await app.StopAsync();

        var on = flags.GetStatistics("shop")!.On;
        Assert.Equal((1, 1), (on.Successes, on.Failures));
    }
}
