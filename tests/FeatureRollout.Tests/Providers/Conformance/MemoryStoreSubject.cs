using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Providers.Conformance;

/// <summary>A store in memory, which lives as long as its object.</summary>
internal sealed class MemoryStoreSubject : StorageSubject<MemoryRolloutStore>
{
    private readonly MemoryRolloutStore _store;

    public MemoryStoreSubject() => _store = new MemoryRolloutStore(Clock);

    public override VirtualTimeProvider Clock { get; } = new();

    public override ValueTask<MemoryRolloutStore> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_store);
}
