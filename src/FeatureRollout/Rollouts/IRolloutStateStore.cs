namespace FeatureRollout;

/// <summary>
/// A provider that keeps states and takes writes. Every write names the version that it read, loses cleanly where that has
/// moved, and puts its events down in the same transaction. Environments never mix. Thread-safe.
/// </summary>
public interface IRolloutStateStore : IRolloutStateProvider
{
    /// <summary>The store's clock, by which stages are timed.</summary>
    ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken);

    /// <summary>Reads one document; an empty one of version 0 for a key that was never written.</summary>
    ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken);

    /// <summary>Reads all documents, by key.</summary>
    ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a document and its events, all or nothing. <paramref name="document"/> carries the version that was read;
    /// the store writes the next one, and stamps that, its clock and sequences on document and events.
    /// </summary>
    /// <returns>What was written; null where the version has moved, and then nothing was.</returns>
    ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken);

    /// <summary>
    /// Puts documents and events down exactly as given, versions, sequences and times included, all or nothing; see
    /// <see cref="RolloutArchive"/>. A store that does not offer it throws <see cref="NotSupportedException"/>.
    /// </summary>
    /// <param name="environment">The environment that takes them.</param>
    /// <param name="documents">One of each key, of version 1 or more.</param>
    /// <param name="events">By rising sequence; each of a version that its document has had.</param>
    /// <param name="replace">Whether they take the place of what is there; else only an empty environment takes them.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="InvalidOperationException">The environment is not empty, and is not to be replaced.</exception>
    ValueTask RestoreAsync(
        string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Name} cannot be restored from an archive.");

    /// <summary>Reads events by rising sequence.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="key">Only those of this key; null for all.</param>
    /// <param name="after">Only those with a higher sequence.</param>
    /// <param name="limit">At most so many; the first after <paramref name="after"/>. 1 to 10,000.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Puts another name in the place of a customer's id in all events, and takes the id out of recorded errors. Documents are the callers' affair.
    /// A store that does not offer it throws <see cref="NotSupportedException"/>.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="customerId">The id, compared exactly.</param>
    /// <param name="replacement">What stands in its place.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>How many events and errors were changed.</returns>
    ValueTask<int> EraseCustomerAsync(string environment, string customerId, string replacement, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{Name} cannot erase a customer from its events.");

    /// <summary>Reads what the controller remembers between looks about a key; empty where it never wrote any.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken);

    /// <summary>Replaces what the controller remembers about a key. The last writer wins; losing it costs only waiting anew.</summary>
    ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken);
}
