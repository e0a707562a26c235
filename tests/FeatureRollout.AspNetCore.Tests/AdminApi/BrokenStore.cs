namespace FeatureRollout.AspNetCore.Tests.AdminApi;

/// <summary>A store that can be read and takes nothing.</summary>
internal sealed class BrokenStore : IRolloutStateStore
{
    private readonly MemoryRolloutStore _store = new();

    public string Name => "broken";

    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) => _store.ReadAsync(environment, cancellationToken);

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) => _store.WaitForChangeAsync(environment, known, cancellationToken);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => _store.GetTimeAsync(cancellationToken);

    public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => _store.GetAsync(environment, key, cancellationToken);

    public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => _store.ListAsync(environment, cancellationToken);

    public ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
        throw new InvalidDataException("the secret of the store");

    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
        _store.ReadEventsAsync(environment, key, after, limit, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) => _store.ReadProgressAsync(environment, key, cancellationToken);

    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken) =>
        _store.WriteProgressAsync(environment, key, progress, cancellationToken);
}
