namespace FeatureRollout.Tests.Control.Managing;

/// <summary>A store in which something happens between a reading and the write that follows it.</summary>
internal sealed class SlowStore(IRolloutStateStore inner) : IRolloutStateStore
{
    /// <summary>Called once, before the next write.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    /// <summary>How often a document or all of them have been read.</summary>
    public int Reads { get; private set; }

    public string Name => inner.Name;

    public async ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken)
    {
        if (BeforeWrite is { } happens)
        {
            BeforeWrite = null;
            await happens();
        }

        return await inner.TryWriteAsync(environment, document, events, cancellationToken);
    }

    public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken)
    {
        Reads++;
        return inner.GetAsync(environment, key, cancellationToken);
    }

    public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken)
    {
        Reads++;
        return inner.ListAsync(environment, cancellationToken);
    }

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => inner.GetTimeAsync(cancellationToken);

    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) => inner.ReadAsync(environment, cancellationToken);

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) => inner.WaitForChangeAsync(environment, known, cancellationToken);

    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
        inner.ReadEventsAsync(environment, key, after, limit, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) =>
        inner.ReadProgressAsync(environment, key, cancellationToken);

    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken) =>
        inner.WriteProgressAsync(environment, key, progress, cancellationToken);
}
