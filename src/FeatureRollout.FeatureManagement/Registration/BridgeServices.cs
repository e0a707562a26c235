using FeatureRollout.Answers;
using FeatureRollout.Customers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace FeatureRollout.Registration;

/// <summary>Puts the bridge in the place of what answered before, and keeps that under a key for the features that it goes on answering.</summary>
internal static class BridgeServices
{
    private const string Others = "FeatureRollout.FeatureManagement.Others";

    public static void Add(IServiceCollection services, Action<FeatureRolloutBridgeOptions>? configure = null)
    {
        services.AddFeatureRollout();
        var options = services.AddOptions<FeatureRolloutBridgeOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        // A second bridge over the first would ask everything twice.
        if (services.Any(service => service.ServiceType == typeof(KnownFlags)))
        {
            return;
        }

        services.AddSingleton<KnownFlags>();
        var lifetime = SetAside<IFeatureManager>(services);
        SetAside<IVariantFeatureManager>(services);
        services.Add(ServiceDescriptor.Describe(typeof(BridgedManager), MakeManager, lifetime));
        services.Add(ServiceDescriptor.Describe(typeof(IFeatureManager), static provider => provider.GetRequiredService<BridgedManager>(), lifetime));
        services.Add(ServiceDescriptor.Describe(typeof(IVariantFeatureManager), static provider => provider.GetRequiredService<BridgedManager>(), lifetime));

        SetAside<IFeatureManagerSnapshot>(services);
        SetAside<IVariantFeatureManagerSnapshot>(services);
        services.AddScoped(MakeSnapshot);
        services.AddScoped<IFeatureManagerSnapshot>(static provider => provider.GetRequiredService<BridgedSnapshot>());
        services.AddScoped<IVariantFeatureManagerSnapshot>(static provider => provider.GetRequiredService<BridgedSnapshot>());
    }

    private static BridgedManager MakeManager(IServiceProvider services) => new(
        services.GetRequiredService<KnownFlags>(),
        Questions(services),
        services.GetRequiredKeyedService<IFeatureManager>(Others),
        services.GetRequiredKeyedService<IVariantFeatureManager>(Others));

    private static BridgedSnapshot MakeSnapshot(IServiceProvider services) => new(
        services.GetRequiredService<KnownFlags>(),
        Questions(services),
        services.GetRequiredKeyedService<IFeatureManagerSnapshot>(Others),
        services.GetRequiredKeyedService<IVariantFeatureManagerSnapshot>(Others));

    private static Questions Questions(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<FeatureRolloutBridgeOptions>>().Value;
        var ambient = new AmbientCustomer(services, options.Customer, services.GetService<ITargetingContextAccessor>());
        return new Questions(ambient, new GivenCustomer(options.Contexts), [.. services.GetServices<ISessionManager>()]);
    }

    /// <summary>Moves the registration that would be resolved to a key of its own, so that the container still makes and disposes it.</summary>
    /// <returns>Its lifetime.</returns>
    private static ServiceLifetime SetAside<T>(IServiceCollection services)
    {
        var found = services.LastOrDefault(service => service.ServiceType == typeof(T) && !service.IsKeyedService)
            ?? throw new InvalidOperationException($"AddFeatureRollout() on the builder of feature management finds no {typeof(T).Name}: call services.AddFeatureManagement() first.");
        services.RemoveAll<T>();
        services.Add(
            found.ImplementationInstance is { } instance ? new ServiceDescriptor(typeof(T), Others, instance)
            : found.ImplementationFactory is { } factory ? new ServiceDescriptor(typeof(T), Others, (provider, _) => factory(provider), found.Lifetime)
            : new ServiceDescriptor(typeof(T), Others, found.ImplementationType!, found.Lifetime));
        return found.Lifetime;
    }
}
