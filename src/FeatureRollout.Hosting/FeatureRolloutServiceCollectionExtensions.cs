using FeatureRollout.Rollouts;
using FeatureRollout.Segments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace FeatureRollout;

/// <summary>Adds the flags to an application's services.</summary>
public static class FeatureRolloutServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IFeatureFlags"/> as a singleton, and a hosted service that reads the flags when the host starts
    /// and keeps them fresh. Calling it again adds nothing twice and returns a builder for the same flags.
    /// </summary>
    public static FeatureRolloutBuilder AddFeatureRollout(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<FeatureRolloutOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FeatureRolloutOptions>, FeatureRolloutOptionsValidator>());
        services.TryAddSingleton<SegmentCache>();
        services.TryAddSingleton(ClientFactory.Create);
        services.TryAddSingleton<IFeatureFlags>(static provider => provider.GetRequiredService<FeatureFlags>());
        services.TryAddSingleton<RefreshService>();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHostedService, RefreshService>(static provider => provider.GetRequiredService<RefreshService>()));
        services.TryAddSingleton(EngineFactory.Create);
        services.TryAddSingleton(static provider => provider.GetRequiredService<RolloutEngine>().Manager);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RolloutService>());
        return new FeatureRolloutBuilder(services);
    }

    /// <inheritdoc cref="AddFeatureRollout(IServiceCollection)"/>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets options; runs after those of earlier calls.</param>
    public static FeatureRolloutBuilder AddFeatureRollout(this IServiceCollection services, Action<FeatureRolloutOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddFeatureRollout();
        services.Configure(configure);
        return builder;
    }

    /// <summary>
    /// For services without a host: does what the host's start does, so reads the flags within
    /// <see cref="FeatureRolloutOptions.StartupTimeout"/> and keeps them fresh until the services are disposed.
    /// Calling it again only waits for the first call.
    /// </summary>
    /// <returns>The flags.</returns>
    /// <exception cref="OptionsValidationException">An option is out of its bounds.</exception>
    /// <exception cref="InvalidOperationException"><see cref="FeatureRolloutOptions.RequireReadyAtStart"/> is set and a provider could not be read.</exception>
    public static async Task<IFeatureFlags> StartFeatureRolloutAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        await services.GetRequiredService<RefreshService>().StartAsync(cancellationToken).ConfigureAwait(false);
        return services.GetRequiredService<IFeatureFlags>();
    }
}
