using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Conformance;

/// <summary>A provider in memory that serves any environment, and lives as long as its object.</summary>
internal sealed class MemoryProviderSubject : ProviderSubject
{
    private readonly MemoryProvider _provider = new();

    public override ValueTask<IRolloutStateProvider> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IRolloutStateProvider>(_provider);

    public override ValueTask PutAsync(string environment, ProviderContent content, CancellationToken cancellationToken)
    {
        _provider.Set(content.Flags);
        return ValueTask.CompletedTask;
    }
}
