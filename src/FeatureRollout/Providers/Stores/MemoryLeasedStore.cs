namespace FeatureRollout.Providers.Stores;

/// <summary>A <see cref="MemoryRolloutStore"/> as the holder of a lease uses it. Thread-safe.</summary>
internal sealed class MemoryLeasedStore(MemoryRolloutStore store, string environment, ControllerLease lease) : IRolloutStateStore
{
    public string Name => store.Name;

    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) => store.ReadAsync(environment, cancellationToken);

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        store.WaitForChangeAsync(environment, known, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => store.GetTimeAsync(cancellationToken);

    public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => store.GetAsync(environment, key, cancellationToken);

    public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => store.ListAsync(environment, cancellationToken);

    public ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
        store.TryWriteAsync(environment, document, events, LeaseOf(environment), cancellationToken);

    public ValueTask RestoreAsync(
        string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken) =>
        store.RestoreAsync(environment, documents, events, replace, cancellationToken);

    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
        store.ReadEventsAsync(environment, key, after, limit, cancellationToken);

    public ValueTask<int> EraseCustomerAsync(string environment, string customerId, string replacement, CancellationToken cancellationToken) =>
        ((IRolloutStateStore)store).EraseCustomerAsync(environment, customerId, replacement, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) =>
        store.ReadProgressAsync(environment, key, cancellationToken);

    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken) =>
        store.WriteProgressAsync(environment, key, progress, LeaseOf(environment), cancellationToken);

    /// <summary>The lease is about one environment; others are none of its business.</summary>
    private ControllerLease? LeaseOf(string written) => written == environment ? lease : null;
}
