namespace FeatureRollout.Tests.Providers.Stores;

public sealed class MemoryRolloutStoreTests : StoreConformance
{
    private MemoryRolloutStore? _store;

    protected override IRolloutStateStore Open(TimeProvider time) => LazyInitializer.EnsureInitialized(ref _store, () => new MemoryRolloutStore(time))!;
}
