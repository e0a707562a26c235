using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Benchmarks;

/// <summary>
/// <see cref="IFeatureManager"/> from Microsoft's configuration, its targeting filter at 25 %, and the same question through the bridge: of a
/// flag drawn as Microsoft does, and of one drawn as this library does. Who calls comes from an accessor, or with the question.
/// </summary>
public class BridgeBenchmarks
{
    private const int Questions = 1_000;

    private readonly Accessor _accessor = new();
    private IFeatureManager _microsoft = null!;
    private IFeatureManager _bridge = null!;
    private TargetingContext[] _users = [];

    [GlobalSetup]
    public void Setup()
    {
        _users = [.. Inputs.IdOrder(Inputs.Ids("short")).Take(Questions).Select(id => new TargetingContext { UserId = id })];
        _microsoft = Services(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["FeatureManagement:targeted:EnabledFor:0:Name"] = "Microsoft.Targeting",
            ["FeatureManagement:targeted:EnabledFor:0:Parameters:Audience:DefaultRolloutPercentage"] = "25",
        }).AddFeatureManagement().WithTargetingOf(_accessor);
        var services = Services([]).AddSingleton<IFeatureFlags>(FeatureFlags.FromJson(
            """{ "flags": { "targeted": { "percentage": 25, "bucketing": "microsoft" }, "moved": { "percentage": 25 } } }"""));
        _bridge = services.AddFeatureManagement().AddFeatureRollout().WithTargetingOf(_accessor);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Questions)]
    public Task<int> MicrosoftTargeting() => AskAsync(_microsoft, "targeted");

    [Benchmark(OperationsPerInvoke = Questions)]
    public Task<int> Bridge() => AskAsync(_bridge, "targeted");

    [Benchmark(OperationsPerInvoke = Questions)]
    public Task<int> BridgeMoved() => AskAsync(_bridge, "moved");

    [Benchmark(OperationsPerInvoke = Questions)]
    public Task<int> MicrosoftTargetingGiven() => AskAboutAsync(_microsoft, "targeted");

    [Benchmark(OperationsPerInvoke = Questions)]
    public Task<int> BridgeGiven() => AskAboutAsync(_bridge, "targeted");

    [Benchmark(OperationsPerInvoke = Questions)]
    public Task<int> BridgeMovedGiven() => AskAboutAsync(_bridge, "moved");

    private async Task<int> AskAsync(IFeatureManager manager, string feature)
    {
        var on = 0;
        foreach (var user in _users)
        {
            _accessor.Now = user;
            on += await manager.IsEnabledAsync(feature) ? 1 : 0;
        }

        return on;
    }

    private async Task<int> AskAboutAsync(IFeatureManager manager, string feature)
    {
        var on = 0;
        foreach (var user in _users)
        {
            on += await manager.IsEnabledAsync(feature, user) ? 1 : 0;
        }

        return on;
    }

    private static IServiceCollection Services(Dictionary<string, string?> configuration) =>
        new ServiceCollection().AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build()).AddLogging();
}

/// <summary>Says who calls, without waiting.</summary>
internal sealed class Accessor : ITargetingContextAccessor
{
    public TargetingContext Now { get; set; } = new();

    public ValueTask<TargetingContext> GetContextAsync() => new(Now);
}

/// <summary>The manager of services that have this accessor.</summary>
internal static class AccessorServices
{
    public static IFeatureManager WithTargetingOf(this IFeatureManagementBuilder builder, Accessor accessor)
    {
        builder.Services.AddSingleton<ITargetingContextAccessor>(accessor);
        builder.AddFeatureFilter<TargetingFilter>();
        return builder.Services.BuildServiceProvider().GetRequiredService<IFeatureManager>();
    }
}
