using System.Diagnostics.CodeAnalysis;
using FeatureRollout.Configuration;
using FeatureRollout.Providers;
using FeatureRollout.Segments;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FeatureRollout;

/// <summary>
/// Says where flags come from. The order of calls is the precedence: what a later provider says replaces what an earlier
/// one says, member by member, and a kill in any of them wins.
/// </summary>
public sealed class FeatureRolloutBuilder
{
    internal FeatureRolloutBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a JSON flag file, which is watched for changes.</summary>
    /// <param name="path">The file's path, relative to the host's content root; without a host to the current directory.</param>
    /// <param name="isComplete">
    /// Whether every flag and segment that the file names must be in it; false where other providers may have them.
    /// </param>
    public FeatureRolloutBuilder AddJsonFile(string path, bool isComplete = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return AddProvider(services => new JsonFileProvider(ContentRoot.Resolve(services, path))
        {
            IsComplete = isComplete,
            TimeProvider = ClientFactory.Clock(services),
        });
    }

    /// <summary>Adds flags held in memory, which the caller changes.</summary>
    public FeatureRolloutBuilder AddMemory(MemoryProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return AddProvider(provider);
    }

    /// <summary>
    /// Adds configuration entries such as <c>FEATURE_SENTIMENT_ANALYSIS=false</c>, mostly from environment variables, and
    /// follows reloads. Add it after files and stores, so that it stands above them. Values: <c>true</c>, <c>false</c>,
    /// a fraction from 0 to 1, a percentage such as <c>5%</c>; where the name ends with <c>_PERCENTAGE</c> a number from
    /// 0 to 100. <c>false</c> and zero are kills. Anything else is refused by the entry's name, and the flag keeps what
    /// this provider last said of it.
    /// </summary>
    /// <param name="prefix">What the names start with, in any case; if empty, only the names of flags that other providers have count.</param>
    public FeatureRolloutBuilder AddConfiguration(string prefix = "FEATURE_")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return AddProvider(services => new ConfigurationFlagProvider(
            $"configuration {prefix}*",
            services.GetService<IConfiguration>() ?? throw new InvalidOperationException(
                "AddFeatureRollout().AddConfiguration() reads the IConfiguration among the services, and there is none. "
                + "A host registers it; else add one, such as new ConfigurationBuilder().AddEnvironmentVariables().Build(), as IConfiguration."),
            prefix));
    }

    /// <summary>
    /// Adds a configuration section whose children are flags: <c>"sentiment_analysis": "25%"</c>, or
    /// <c>"sentiment_analysis": { "enabled": true, "percentage": 25 }</c>. Values as for <see cref="AddConfiguration(string)"/>.
    /// </summary>
    public FeatureRolloutBuilder AddConfiguration(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var name = section is IConfigurationSection { Path: { Length: > 0 } path } ? $"configuration {path}" : "configuration";
        return AddProvider(_ => new ConfigurationFlagProvider(name, section, prefix: null));
    }

    /// <summary>Adds a provider; the caller disposes it.</summary>
    public FeatureRolloutBuilder AddProvider(IRolloutStateProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return AddProvider(_ => provider);
    }

    /// <summary>Adds a provider that is made from the services when the flags are first resolved; who makes it sees to its disposal.</summary>
    public FeatureRolloutBuilder AddProvider(Func<IServiceProvider, IRolloutStateProvider> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        Services.AddSingleton(new ProviderRegistration(factory));
        return this;
    }

    /// <summary>
    /// Adds a store, which is a provider and keeps what rollouts and people decide. With it come <see cref="IRolloutManager"/>,
    /// <see cref="RolloutEngine"/> and the controller. One store serves the application; the caller disposes it.
    /// </summary>
    public FeatureRolloutBuilder AddStore(IRolloutStateStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return AddStore(_ => store);
    }

    /// <summary>Adds a store that is made from the services when it is first needed; see <see cref="AddStore(IRolloutStateStore)"/>.</summary>
    public FeatureRolloutBuilder AddStore(Func<IServiceProvider, IRolloutStateStore> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (Services.Any(service => service.ServiceType == typeof(IRolloutStateStore)))
        {
            throw new InvalidOperationException("AddFeatureRollout() has a store already, and an application has one.");
        }

        Services.AddSingleton(factory);
        return AddProvider(static services => services.GetRequiredService<IRolloutStateStore>());
    }

    /// <summary>Adds a store in files beside a flag file: <c>flags.production.state.json</c> and others next to <c>flags.json</c>.</summary>
    /// <param name="path">The flag file's path, relative to the host's content root; without a host to the current directory.</param>
    public FeatureRolloutBuilder AddJsonFileStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return AddStore(services => new JsonFileRolloutStore(ContentRoot.Resolve(services, path)) { TimeProvider = ClientFactory.Clock(services) });
    }

    /// <summary>Adds a source of metrics that plans can name; the caller disposes it.</summary>
    public FeatureRolloutBuilder AddMetricSource(IMetricSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Services.AddSingleton(source);
        return this;
    }

    /// <summary>Adds somebody who is told about changes, alerts and reports; the caller disposes it.</summary>
    public FeatureRolloutBuilder AddNotifier(INotifier notifier)
    {
        ArgumentNullException.ThrowIfNull(notifier);
        Services.AddSingleton(notifier);
        return this;
    }

    /// <summary>Adds a source that segments of a flag file can name; it is asked in the background and its answers are cached.</summary>
    /// <param name="name">The name that segments use.</param>
    /// <param name="factory">Makes the source from the application's root services when it is first asked.</param>
    public FeatureRolloutBuilder AddSegmentSource(string name, Func<IServiceProvider, ISegmentSource> factory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(factory);
        Services.AddSingleton(new SegmentSourceRegistration(name, factory));
        return this;
    }

    /// <inheritdoc cref="AddSegmentSource(string, Func{IServiceProvider, ISegmentSource})"/>
    /// <typeparam name="T">The source's type, a singleton.</typeparam>
    public FeatureRolloutBuilder AddSegmentSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(string name)
        where T : class, ISegmentSource
    {
        Services.TryAddSingleton<T>();
        return AddSegmentSource(name, static services => services.GetRequiredService<T>());
    }
}
