using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// <see cref="IVariantFeatureManager"/> from Microsoft's configuration, two variants for half of the users each, and the same question
/// through the bridge: of a flag drawn as Microsoft does, and of one drawn as this library does. Who calls comes with the question.
/// </summary>
public class BridgeVariantBenchmarks
{
    private const int Questions = 1_000;

    private IVariantFeatureManager _microsoft = null!;
    private IVariantFeatureManager _bridge = null!;
    private TargetingContext[] _users = [];

    [GlobalSetup]
    public void Setup()
    {
        _users = [.. Inputs.IdOrder(Inputs.Ids("short")).Take(Questions).Select(id => new TargetingContext { UserId = id })];
        const string Feature = "feature_management:feature_flags:0:";
        _microsoft = Manager(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Feature + "id"] = "varied",
            [Feature + "enabled"] = "true",
            [Feature + "variants:0:name"] = "a",
            [Feature + "variants:0:configuration_value"] = "first",
            [Feature + "variants:1:name"] = "b",
            [Feature + "variants:1:configuration_value"] = "second",
            [Feature + "allocation:percentile:0:variant"] = "a",
            [Feature + "allocation:percentile:0:from"] = "0",
            [Feature + "allocation:percentile:0:to"] = "50",
            [Feature + "allocation:percentile:1:variant"] = "b",
            [Feature + "allocation:percentile:1:from"] = "50",
            [Feature + "allocation:percentile:1:to"] = "100",
        }, bridged: null);
        _bridge = Manager([], FeatureFlags.FromJson("""
            { "flags": {
              "varied": { "percentage": 100, "bucketing": "microsoft", "variants": { "a": { "weight": 50, "value": "first" }, "b": { "weight": 50, "value": "second" } } },
              "moved": { "percentage": 100, "variants": { "a": { "weight": 50, "value": "first" }, "b": { "weight": 50, "value": "second" } } }
            } }
            """));
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Questions)]
    public Task<int> MicrosoftVariant() => DrawAsync(_microsoft, "varied");

    [Benchmark(OperationsPerInvoke = Questions)]
    public Task<int> BridgeVariant() => DrawAsync(_bridge, "varied");

    [Benchmark(OperationsPerInvoke = Questions)]
    public Task<int> BridgeVariantMoved() => DrawAsync(_bridge, "moved");

    private async Task<int> DrawAsync(IVariantFeatureManager manager, string feature)
    {
        var letters = 0;
        foreach (var user in _users)
        {
            letters += (await manager.GetVariantAsync(feature, user)).Configuration.Value!.Length;
        }

        return letters;
    }

    private static IVariantFeatureManager Manager(Dictionary<string, string?> configuration, FeatureFlags? bridged)
    {
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build()).AddLogging();
        if (bridged is null)
        {
            services.AddFeatureManagement();
        }
        else
        {
            services.AddSingleton<IFeatureFlags>(bridged).AddFeatureManagement().AddFeatureRollout();
        }

        return services.BuildServiceProvider().GetRequiredService<IVariantFeatureManager>();
    }
}
