using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.FeatureManagement.Tests;

/// <summary>An application's services with the bridge, without a host.</summary>
internal static class Bridged
{
    /// <param name="flags">What is answered here.</param>
    /// <param name="features">What stands under <c>FeatureManagement</c> in the configuration.</param>
    /// <param name="isScoped">Whether the managers live as long as a scope.</param>
    /// <param name="more">What else the application has.</param>
    /// <param name="configure">The bridge's options.</param>
    public static ServiceProvider Services(
        IFeatureFlags flags, string features = "{}", bool isScoped = false, Action<IFeatureManagementBuilder>? more = null, Action<FeatureRolloutBridgeOptions>? configure = null)
    {
        var services = new ServiceCollection().AddSingleton(flags).AddSingleton(Configuration(features));
        var builder = isScoped ? services.AddScopedFeatureManagement() : services.AddFeatureManagement();
        builder.AddFeatureRollout(configure ?? (_ => { }));
        more?.Invoke(builder);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public static IConfiguration Configuration(string features) => new ConfigurationBuilder()
        .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($$"""{ "FeatureManagement": {{features}} }""")))
        .Build();

    public static IFeatureManager Manager(this IServiceProvider services) => services.GetRequiredService<IFeatureManager>();

    public static IVariantFeatureManager Variants(this IServiceProvider services) => services.GetRequiredService<IVariantFeatureManager>();

    public static IFeatureManagerSnapshot Snapshot(this IServiceProvider services) => services.GetRequiredService<IFeatureManagerSnapshot>();

    public static IVariantFeatureManagerSnapshot VariantSnapshot(this IServiceProvider services) => services.GetRequiredService<IVariantFeatureManagerSnapshot>();
}

/// <summary>Says who calls, as a test sets it.</summary>
internal sealed class Caller : ITargetingContextAccessor
{
    public Func<ValueTask<TargetingContext>> Get { get; set; } = () => default;

    public TargetingContext? Now
    {
        set => Get = () => new ValueTask<TargetingContext>(value!);
    }

    public ValueTask<TargetingContext> GetContextAsync() => Get();
}
