using FeatureRollout;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace TrimmedApp;

/// <summary>The library in a host: injection, options, configuration, hosted refresh, health.</summary>
internal static class HostedChecks
{
    public static async Task HostAsync(string path)
    {
        await File.WriteAllTextAsync(path, """{ "flags": { "kept": { "percentage": 100 }, "killed": { "percentage": 100 } } }""").ConfigureAwait(false);
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["FEATURE_KILLED"] = "false";
        builder.Services.AddFeatureRollout().AddJsonFile(path).AddConfiguration("FEATURE_");
        builder.Services.AddHealthChecks().AddFeatureRollout();
        using var host = builder.Build();
        await host.StartAsync().ConfigureAwait(false);

        var flags = host.Services.GetRequiredService<IFeatureFlags>();
        Check.That(flags.IsEnabled("kept", "acme"), "the file is loaded by the host");
        Check.That(!flags.IsEnabled("killed", "acme"), "configuration kills");
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync().ConfigureAwait(false);
        Check.That(health.Status == HealthStatus.Healthy, "healthy: " + string.Join(", ", health.Entries.Select(entry => entry.Value.Description)));
        await host.StopAsync().ConfigureAwait(false);
        Check.Ok("hosting");
    }
}
