using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Conformance;

/// <summary>Two sources under one client: definitions give the percentages, and a store over them gives the customers.</summary>
internal sealed class CompositeProviderSubject : ProviderSubject
{
    private readonly MemoryProvider _definitions = new(name: "definitions");
    private readonly MemoryRolloutStore _store = new();

    public override ValueTask<IRolloutStateProvider> OpenAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IRolloutStateProvider>(new CompositeProvider(_definitions, _store));

    public override async ValueTask PutAsync(string environment, ProviderContent content, CancellationToken cancellationToken)
    {
        await _store.RestoreAsync(
            "production", [.. content.Documents.Select(document => document with { State = document.State with { Percentage = null } })], [], replace: true, cancellationToken);
        _definitions.Set(new FlagSet
        {
            Flags = content.Flags.Flags.Values.ToDictionary(flag => flag.Key, flag => flag with { Include = null }, StringComparer.Ordinal),
            Version = content.Flags.Version,
        });
    }
}
