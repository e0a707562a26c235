using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Benchmarks;

/// <summary>Microsoft.FeatureManagement beside the library: one flag that is always on, one at 25 % by its targeting filter.</summary>
public class PeerBenchmarks
{
    private const int Questions = 1_000;

    private Reference _reference = null!;
    private FeatureFlags _client = null!;
    private IFeatureManager _microsoft = null!;
    private string[] _ids = [];
    private TargetingContext[] _users = [];

    [GlobalSetup]
    public void Setup()
    {
        _ids = [.. Inputs.IdOrder(Inputs.Ids("short")).Take(Questions)];
        _users = [.. _ids.Select(id => new TargetingContext { UserId = id })];
        _reference = new Reference(["targeted"], 25_000);
        _client = FeatureFlags.FromJson("""{ "flags": { "always": { "enabled": true }, "targeted": { "percentage": 25 } } }""");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FeatureManagement:always"] = "true",
            ["FeatureManagement:targeted:EnabledFor:0:Name"] = "Microsoft.Targeting",
            ["FeatureManagement:targeted:EnabledFor:0:Parameters:Audience:DefaultRolloutPercentage"] = "25",
        }).Build();
        var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging();
        services.AddFeatureManagement().AddFeatureFilter<ContextualTargetingFilter>();
        _microsoft = services.BuildServiceProvider().GetRequiredService<IFeatureManager>();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Questions)]
    public int F1()
    {
        var on = 0;
        foreach (var id in _ids)
        {
            on += _reference.F1("targeted", id) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public int AlwaysOn()
    {
        var on = 0;
        foreach (var id in _ids)
        {
            on += _client.IsEnabled("always", id) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public int Targeted()
    {
        var on = 0;
        foreach (var id in _ids)
        {
            on += _client.IsEnabled("targeted", id) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public async Task<int> MicrosoftAlwaysOn()
    {
        var on = 0;
        foreach (var user in _users)
        {
            on += await _microsoft.IsEnabledAsync("always", user) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = Questions)]
    public async Task<int> MicrosoftTargeted()
    {
        var on = 0;
        foreach (var user in _users)
        {
            on += await _microsoft.IsEnabledAsync("targeted", user) ? 1 : 0;
        }

        return on;
    }
}
