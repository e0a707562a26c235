using System.Collections.Concurrent;
using FeatureRollout.Providers;
using FeatureRollout.Providers.Stores;

namespace FeatureRollout;

/// <summary>
/// States, rollouts and events in files beside the flag file, for one process or a few on one machine. Each environment
/// has a state file, which is replaced whole, an event file, which only grows, a lock file and a folder of progress;
/// <c>docs/embedded-store.md</c> shows them. A write is on the disk when it returns; killed at any moment, the files hold
/// the old or the new. Only for a local file system, where locks hold between processes. Thread-safe.
/// </summary>
public sealed class JsonFileRolloutStore : IRolloutStateStore
{
    private readonly ConcurrentDictionary<string, FileEnvironment> _environments = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly StoreDisk _disk;
    private readonly DirectoryWatchStarter _startWatch;

    /// <summary>Makes a store; nothing is read or made before it is asked.</summary>
    /// <param name="path">
    /// What the files are named after, such as the flag file: <c>flags.json</c> gives <c>flags.production.state.json</c>.
    /// It need not exist; a relative path is of the current directory at this moment.
    /// </param>
    public JsonFileRolloutStore(string path)
        : this(path, new StoreDisk(), DirectoryWatch.BySystem)
    {
    }

    internal JsonFileRolloutStore(string path, StoreDisk disk, DirectoryWatchStarter startWatch)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _disk = disk;
        _startWatch = startWatch;
        Name = "store " + Path.GetFileName(_path);
    }

    /// <summary>The store's name. Default <c>store</c> and the file's name.</summary>
    public string Name { get; init; }

    /// <summary>How long a write waits for other writers. Default 10 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the state file is looked at for changes that the system did not tell of. Default 2 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(TimeProvider.GetUtcNow());
    }

    /// <summary>Reads the states. Files that have not changed give the same set again.</summary>
    /// <exception cref="FlagFileException">The state file is damaged, or needs a newer reader; the places are given.</exception>
    /// <exception cref="InvalidDataException">One of the files is missing, or belongs to another environment.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <inheritdoc/>
    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) =>
        (await For(environment, cancellationToken).ReadAsync(cancellationToken).ConfigureAwait(false)).Flags;

    /// <inheritdoc/>
    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        For(environment, cancellationToken).WaitForChangeAsync(known, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken)
    {
        StoreRules.CheckKey(key);
        var content = await For(environment, cancellationToken).ReadAsync(cancellationToken).ConfigureAwait(false);
        return content.Entries.GetValueOrDefault(key)?.Document ?? FlagDocument.Empty(key);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken)
    {
        var content = await For(environment, cancellationToken).ReadAsync(cancellationToken).ConfigureAwait(false);
        return [.. content.Entries.Values.Select(entry => entry.Document)];
    }

    /// <summary>Writes a document and its events; both are on the disk when this returns.</summary>
    /// <exception cref="ArgumentException">They do not belong together, or could not be read back.</exception>
    /// <exception cref="IOException">The disk is full or failing; nothing was changed.</exception>
    /// <exception cref="TimeoutException">Other writers held the lock for too long; nothing was changed.</exception>
    /// <exception cref="FlagFileException">The state file is damaged, and is left as it is.</exception>
    /// <exception cref="InvalidDataException">One of the files is missing or too short, and nothing was changed.</exception>
    /// <inheritdoc/>
    public ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken)
    {
        StoreRules.CheckWrite(document, events);
        return For(environment, cancellationToken).TryWriteAsync(document, events, cancellationToken);
    }

    /// <summary>As the interface says. Events that are replaced stay in the event file, before those that count.</summary>
    /// <inheritdoc/>
    public ValueTask RestoreAsync(
        string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken)
    {
        StoreRules.CheckRestore(documents, events);
        return For(environment, cancellationToken).RestoreAsync(documents, events, replace, Name, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(
        string environment, string? key, long after, int limit, CancellationToken cancellationToken)
    {
        StoreRules.CheckReading(environment, key, limit);
        return For(environment, cancellationToken).ReadEventsAsync(key, after, limit, cancellationToken);
    }

    /// <summary>
    /// As the interface says: the event file is replaced whole. This store keeps no errors. Events that a restore replaced,
    /// and files that killed processes left, are removed with it.
    /// </summary>
    /// <exception cref="IOException">The disk is full or failing; the files hold the old or the new events, and erasing again goes on.</exception>
    /// <inheritdoc/>
    public ValueTask<int> EraseCustomerAsync(string environment, string customerId, string replacement, CancellationToken cancellationToken) =>
        For(environment, cancellationToken).EraseCustomerAsync(new CustomerRenaming(customerId, replacement), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        StoreRules.CheckKey(key);
        return ProgressFiles.ReadAsync(StorePaths.Of(_path, environment), key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        StoreRules.CheckKey(key);
        return ProgressFiles.WriteAsync(StorePaths.Of(_path, environment), key, progress, cancellationToken);
    }

    private FileEnvironment For(string environment, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        cancellationToken.ThrowIfCancellationRequested();
        return _environments.GetOrAdd(
            environment,
            static (name, store) => new FileEnvironment(
                name, StorePaths.Of(store._path, name), store._disk, store._startWatch, store.TimeProvider, store.LockTimeout, store.PollInterval),
            this);
    }
}
