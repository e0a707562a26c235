namespace FeatureRollout.PostgreSql.Documents;

/// <summary>Documents and events. Thread-safe.</summary>
internal sealed class StoredDocuments(Database database)
{
    private readonly Database _database = database;

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => throw new NotSupportedException(_database.Name);

    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, ControllerLease? lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask RestoreAsync(
        string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, ControllerLease? lease, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<int> EraseCustomerAsync(string environment, string customerId, string replacement, CancellationToken cancellationToken) => throw new NotSupportedException();
}
