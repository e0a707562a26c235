using FeatureRollout;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Quickstart;

/// <summary>An application as it would start with these environment variables, with a flag file under them.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private Deployment(ServiceProvider services, IFeatureFlags flags)
    {
        _services = services;
        Flags = flags;
    }

    public IFeatureFlags Flags { get; }

    public static async Task<Deployment> StartAsync(string file, params (string Name, string Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        services.AddFeatureRollout()
            .AddJsonFile(FlagFile.PathOf(file))
            .AddConfiguration("FEATURE_")   // any flag: FEATURE_ANALYTICS_ENABLED=0.01
            .AddConfiguration("");          // flags of the file alone: OUTBOUND_CALLS_PERCENTAGE=5
        var provider = services.BuildServiceProvider();
        return new Deployment(provider, await provider.StartFeatureRolloutAsync());
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
