using System.Collections.Immutable;
using FeatureRollout.Providers.Stores;

namespace FeatureRollout;

/// <summary>
/// States, rollouts and events in this process's memory, for tests, simulations and programs that may forget. Each
/// environment stands for itself. Several clients and engines of one process can share it, as processes share a database. Thread-safe.
/// </summary>
public sealed class MemoryRolloutStore : IControllerLeaseStore, IOutcomeStore, IFleetStore
{
    private readonly MemoryLeases _leases;
    private readonly MemoryOutcomes _outcomes;
    private readonly MemoryFleet _fleet;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Content> _environments = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Environment, string Key), ReadOnlyMemory<byte>> _progress = [];
    private readonly TimeProvider _time;

    /// <summary>Makes an empty store.</summary>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="name">The store's name.</param>
    public MemoryRolloutStore(TimeProvider? timeProvider = null, string name = "memory store")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _time = timeProvider ?? TimeProvider.System;
        _leases = new MemoryLeases(_time, _gate);
        _outcomes = new MemoryOutcomes(_time);
        _fleet = new MemoryFleet(_time);
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_time.GetUtcNow());
    }

    /// <inheritdoc/>
    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) =>
        ValueTask.FromResult(For(environment, cancellationToken).Flags.Value);

    /// <inheritdoc/>
    public async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
    {
        var content = For(environment, cancellationToken);
        if (ReferenceEquals(content.Flags.Value, known))
        {
            await content.Replaced.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken)
    {
        StoreRules.CheckKey(key);
        return ValueTask.FromResult(For(environment, cancellationToken).Documents.GetValueOrDefault(key) ?? FlagDocument.Empty(key));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<FlagDocument>>([.. For(environment, cancellationToken).Documents.Values]);

    /// <inheritdoc/>
    public ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
        TryWriteAsync(environment, document, events, lease: null, cancellationToken);

    internal ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, ControllerLease? lease, CancellationToken cancellationToken)
    {
        StoreRules.CheckWrite(document, events);
        lock (_gate)
        {
            ThrowIfLost(environment, lease);
            var old = For(environment, cancellationToken);
            if ((old.Documents.GetValueOrDefault(document.Key)?.Version ?? 0) != document.Version)
            {
                return ValueTask.FromResult<FlagDocument?>(null);
            }

            var write = PreparedWrite.Of(document, events, _time.GetUtcNow(), old.Events.IsEmpty ? 0 : old.Events[^1].Sequence);
            Replace(environment, old, new Content(
                old.Writes + 1,
                old.Documents.SetItem(document.Key, write.Document),
                old.Events.AddRange(write.Events),
                old.WrittenAt.SetItem(document.Key, old.Writes + 1)));
            return ValueTask.FromResult<FlagDocument?>(write.Document);
        }
    }

    /// <inheritdoc/>
    public ValueTask RestoreAsync(
        string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken)
    {
        StoreRules.CheckRestore(documents, events);
        lock (_gate)
        {
            var old = For(environment, cancellationToken);
            if (!replace && (old.Documents.Count > 0 || old.Events.Count > 0))
            {
                throw StoreRules.NotEmpty(Name, environment);
            }

            Replace(environment, old, new Content(
                old.Writes + 1,
                documents.ToImmutableSortedDictionary(document => document.Key, document => document, StringComparer.Ordinal),
                [.. events],
                old.WrittenAt.SetItems(old.Documents.Keys.Concat(documents.Select(document => document.Key)).Select(key => KeyValuePair.Create(key, old.Writes + 1)))));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(
        string environment, string? key, long after, int limit, CancellationToken cancellationToken)
    {
        StoreRules.CheckReading(environment, key, limit);
        return ValueTask.FromResult<IReadOnlyList<RolloutEvent>>(
            [.. For(environment, cancellationToken).Events.Where(one => one.Sequence > after && (key is null || one.Key == key)).Take(limit)]);
    }

    /// <inheritdoc/>
    public ValueTask<int> EraseCustomerAsync(string environment, string customerId, string replacement, CancellationToken cancellationToken)
    {
        var renaming = new CustomerRenaming(customerId, replacement);
        var changed = 0;
        lock (_gate)
        {
            var old = For(environment, cancellationToken);
            var events = old.Events.ConvertAll(one => renaming.Of(one));
            changed = events.Zip(old.Events).Count(pair => !ReferenceEquals(pair.First, pair.Second));
            if (changed > 0)
            {
                // Who waits for a change of the flags is not woken: these stay.
                _environments[environment] = old with { Events = events };
            }
        }

        return ValueTask.FromResult(changed + _outcomes.Erase(environment, renaming, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        StoreRules.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult(_progress.GetValueOrDefault((environment, key)));
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken) =>
        WriteProgressAsync(environment, key, progress, lease: null, cancellationToken);

    internal ValueTask WriteProgressAsync(
        string environment, string key, ReadOnlyMemory<byte> progress, ControllerLease? lease, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        StoreRules.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ThrowIfLost(environment, lease);
            _progress[(environment, key)] = progress.ToArray();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<ControllerLease?> TryLeaseAsync(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_leases.Try(environment, holder, duration, cancellationToken));

    /// <inheritdoc/>
    public ValueTask ReleaseLeaseAsync(string environment, ControllerLease lease, CancellationToken cancellationToken)
    {
        _leases.Release(environment, lease, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IRolloutStateStore Under(string environment, ControllerLease lease)
    {
        StoreRules.CheckEnvironment(environment);
        ArgumentNullException.ThrowIfNull(lease);
        return new MemoryLeasedStore(this, environment, lease);
    }

    /// <inheritdoc/>
    public ValueTask AddOutcomesAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken)
    {
        _outcomes.Add(environment, batch, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<OutcomeReading> ReadOutcomesAsync(string environment, long after, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_outcomes.Read(environment, after, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<OutcomeErrors> ReadErrorsAsync(string environment, string flag, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_outcomes.Errors(environment, flag, cancellationToken));

    /// <inheritdoc/>
    public ValueTask CompactOutcomesAsync(string environment, CancellationToken cancellationToken)
    {
        _outcomes.Compact(environment, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ReportAsync(string environment, ProcessReport report, CancellationToken cancellationToken)
    {
        _fleet.Report(environment, report, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WithdrawAsync(string environment, string processId, CancellationToken cancellationToken)
    {
        _fleet.Withdraw(environment, processId, cancellationToken);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<FleetReading> ReadFleetAsync(string environment, string key, CancellationToken cancellationToken)
    {
        StoreRules.CheckKey(key);
        return ValueTask.FromResult(_fleet.Read(environment, For(environment, cancellationToken).WrittenAt.GetValueOrDefault(key)));
    }

    private void ThrowIfLost(string environment, ControllerLease? lease)
    {
        if (lease is not null)
        {
            _leases.ThrowIfLost(environment, lease);
        }
    }

    private Content For(string environment, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return _environments.TryGetValue(environment, out var content)
                ? content
                : _environments[environment] = new Content(
                    0, ImmutableSortedDictionary.Create<string, FlagDocument>(StringComparer.Ordinal), [], ImmutableDictionary.Create<string, long>(StringComparer.Ordinal));
        }
    }

    private void Replace(string environment, Content old, Content next)
    {
        _environments[environment] = next;
        old.Replaced.SetResult();
    }

    /// <summary>One environment at one moment, after so many writes, and after which of them each key was last written.</summary>
    private sealed record Content(
        long Writes,
        ImmutableSortedDictionary<string, FlagDocument> Documents,
        ImmutableList<RolloutEvent> Events,
        ImmutableDictionary<string, long> WrittenAt)
    {
        public Lazy<FlagSet> Flags { get; } = new(() => StoreRules.ToFlagSet(Documents.Values, Writes));

        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
