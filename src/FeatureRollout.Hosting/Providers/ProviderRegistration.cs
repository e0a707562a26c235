namespace FeatureRollout.Providers;

/// <summary>What a provider is to the matching of configuration names.</summary>
internal enum ProviderKind
{
    /// <summary>Its flags are known to every configuration provider.</summary>
    Source,

    /// <summary>Its flags are known to prefixed configuration, and it knows those of sources.</summary>
    ConfigurationSection,

    /// <summary>It knows the flags of all others.</summary>
    PrefixedConfiguration,
}

/// <summary>One call on the builder.</summary>
/// <param name="Kind">What the provider is.</param>
/// <param name="IsOwned">Whether it is disposed with the services.</param>
/// <param name="Factory">Makes it.</param>
internal sealed record ProviderRegistration(ProviderKind Kind, bool IsOwned, Func<IServiceProvider, IRolloutStateProvider> Factory);
