using FeatureRollout.Configuration;

namespace FeatureRollout.Providers;

/// <summary>All providers in the order of precedence, and the flags that they have.</summary>
internal sealed class ProviderList(IEnumerable<ProviderRegistration> registrations) : IDisposable
{
    private readonly List<IRolloutStateProvider> _owned = [];
    private readonly List<ConfigurationFlagProvider> _configuration = [];

    /// <summary>The flags of files, stores and the like.</summary>
    public KnownFlagKeys SourceKeys { get; } = new();

    /// <summary>The same, and those of configuration sections.</summary>
    public KnownFlagKeys AllKeys { get; } = new();

    /// <summary>Whether configuration should be read again, such as when other providers have been read since.</summary>
    public bool IsConfigurationStale => _configuration.Exists(provider => provider.IsStale);

    /// <summary>Makes the providers; called once.</summary>
    public List<IRolloutStateProvider> Make(IServiceProvider services)
    {
        // Nothing needs the keys where no configuration is read, and then every provider stays what it is.
        var all = registrations.ToList();
        var observed = all.Exists(registration => registration.Kind != ProviderKind.Source);
        return all.ConvertAll(registration => Make(services, registration, observed));
    }

    public void Dispose()
    {
        foreach (var provider in _owned)
        {
            (provider as IDisposable)?.Dispose();
        }

        SourceKeys.Dispose();
        AllKeys.Dispose();
    }

    private IRolloutStateProvider Make(IServiceProvider services, ProviderRegistration registration, bool observed)
    {
        var provider = registration.Factory(services)
            ?? throw new InvalidOperationException("AddFeatureRollout().AddProvider(...): the factory returned null.");
        if (registration.IsOwned)
        {
            _owned.Add(provider);
        }

        if (provider is ConfigurationFlagProvider configuration)
        {
            _configuration.Add(configuration);
        }

        return registration.Kind switch
        {
            ProviderKind.Source when observed => new ObservedProvider(provider, SourceKeys, AllKeys),
            ProviderKind.ConfigurationSection => new ObservedProvider(provider, AllKeys),
            _ => provider,
        };
    }
}
