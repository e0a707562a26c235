using FeatureRollout.PostgreSql.Documents;

namespace FeatureRollout.PostgreSql.Sharing;

/// <summary>The store as the holder of a lease uses it: writes in the lease's environment name its epoch. Thread-safe.</summary>
internal sealed class LeasedStore(IRolloutStateStore store, StoredDocuments documents, string environment, ControllerLease lease) : IRolloutStateStore
{
    private readonly IRolloutStateStore _store = store;
    private readonly StoredDocuments _documents = documents;
    private readonly string _environment = environment;
    private readonly ControllerLease _lease = lease;

    public string Name => _store.Name;

    public ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
        _documents.TryWriteAsync(environment, document, events, LeaseOf(environment), cancellationToken);

    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken) =>
        _documents.WriteProgressAsync(environment, key, progress, LeaseOf(environment), cancellationToken);

    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) => _store.ReadAsync(environment, cancellationToken);

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        _store.WaitForChangeAsync(environment, known, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => _store.GetTimeAsync(cancellationToken);

    public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => _store.GetAsync(environment, key, cancellationToken);

    public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => _store.ListAsync(environment, cancellationToken);

    public ValueTask RestoreAsync(
        string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken) =>
        _store.RestoreAsync(environment, documents, events, replace, cancellationToken);

    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
        _store.ReadEventsAsync(environment, key, after, limit, cancellationToken);

    public ValueTask<int> EraseCustomerAsync(string environment, string customerId, string replacement, CancellationToken cancellationToken) =>
        _store.EraseCustomerAsync(environment, customerId, replacement, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) =>
        _store.ReadProgressAsync(environment, key, cancellationToken);

    private ControllerLease? LeaseOf(string environment) => string.Equals(environment, _environment, StringComparison.Ordinal) ? _lease : null;
}
