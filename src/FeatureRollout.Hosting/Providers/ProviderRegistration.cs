namespace FeatureRollout.Providers;

/// <summary>One call on the builder.</summary>
/// <param name="Make">Makes the provider.</param>
internal sealed record ProviderRegistration(Func<IServiceProvider, IRolloutStateProvider> Make);
