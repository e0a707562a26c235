using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace FeatureRollout.Tests.Control.Sharing;

/// <summary>A shared store as one process reaches it: the process can die, or be frozen at any call, and its calls are counted.</summary>
internal sealed class ProcessStore(MemoryRolloutStore shared, Ledger ledger) : IControllerLeaseStore, IFleetStore
{
    private volatile TaskCompletionSource? _frozen;

    public ConcurrentDictionary<string, int> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether every call fails from now on.</summary>
    public bool IsDead { get; set; }

    /// <summary>Called after each reading of the fleet, before its answer.</summary>
    public Func<Task>? AfterReadingFleet { get; set; }

    /// <summary>Called after each answer about the lease, before that arrives.</summary>
    public Action? AfterLease { get; set; }

    /// <summary>Whether events cannot be read.</summary>
    public bool LosesEvents { get; set; }

    public string Name => shared.Name;

    public bool IsFrozen => _frozen is not null;

    /// <summary>The names of the calls that are stopped while it is frozen; null for all.</summary>
    public string? Stopping { get; private set; }

    public void Freeze(string? stopping = null)
    {
        Stopping = stopping;
        _frozen ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Thaw()
    {
        var frozen = _frozen;
        _frozen = null;
        frozen?.SetResult();
    }

    public async ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken)
    {
        await EnterAsync();
        return await shared.GetTimeAsync(cancellationToken);
    }

    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        await EnterAsync();
        return await shared.ReadAsync(environment, cancellationToken);
    }

    public async ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken)
    {
        await EnterAsync();
        await shared.WaitForChangeAsync(environment, known, cancellationToken);
    }

    public async ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken)
    {
        await EnterAsync();
        return await shared.GetAsync(environment, key, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken)
    {
        await EnterAsync();
        return await shared.ListAsync(environment, cancellationToken);
    }

    public async ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken)
    {
        await EnterAsync();
        ledger.WrittenByHand(events);
        return await shared.TryWriteAsync(environment, document, events, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken)
    {
        await EnterAsync();
        return LosesEvents ? throw new IOException("The events cannot be read.") : await shared.ReadEventsAsync(environment, key, after, limit, cancellationToken);
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken)
    {
        await EnterAsync();
        return await shared.ReadProgressAsync(environment, key, cancellationToken);
    }

    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Progress is written under a lease.");

    public async ValueTask<ControllerLease?> TryLeaseAsync(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        await EnterAsync();
        var lease = ledger.Take(() => shared.TryLeaseAsync(environment, holder, duration, cancellationToken).AsTask().GetAwaiter().GetResult());
        AfterLease?.Invoke();
        return lease;
    }

    public async ValueTask ReleaseLeaseAsync(string environment, ControllerLease lease, CancellationToken cancellationToken)
    {
        await EnterAsync();
        await shared.ReleaseLeaseAsync(environment, lease, cancellationToken);
    }

    public IRolloutStateStore Under(string environment, ControllerLease lease) => new Leased(this, shared.Under(environment, lease), lease, ledger);

    public async ValueTask ReportAsync(string environment, ProcessReport report, CancellationToken cancellationToken)
    {
        await EnterAsync();
        await shared.ReportAsync(environment, report, cancellationToken);
    }

    public async ValueTask WithdrawAsync(string environment, string processId, CancellationToken cancellationToken)
    {
        await EnterAsync();
        await shared.WithdrawAsync(environment, processId, cancellationToken);
    }

    public async ValueTask<FleetReading> ReadFleetAsync(string environment, string key, CancellationToken cancellationToken)
    {
        await EnterAsync();
        var reading = await shared.ReadFleetAsync(environment, key, cancellationToken);
        await (AfterReadingFleet?.Invoke() ?? Task.CompletedTask);
        return reading;
    }

    private async ValueTask EnterAsync([CallerMemberName] string call = "")
    {
        Calls.AddOrUpdate(call, 1, (_, count) => count + 1);
        if (_frozen is { } frozen && (Stopping is null || Stopping == call))
        {
            await frozen.Task;
        }

        if (IsDead)
        {
            throw new IOException("This process is dead.");
        }
    }

    private sealed class Leased(ProcessStore store, IRolloutStateStore inner, ControllerLease lease, Ledger ledger) : IRolloutStateStore
    {
        public string Name => inner.Name;

        public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => store.GetTimeAsync(cancellationToken);

        public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) => store.ReadAsync(environment, cancellationToken);

        public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) => store.WaitForChangeAsync(environment, known, cancellationToken);

        public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => store.GetAsync(environment, key, cancellationToken);

        public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => store.ListAsync(environment, cancellationToken);

        public async ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken)
        {
            await store.EnterAsync();
            return ledger.Write(lease, () => inner.TryWriteAsync(environment, document, events, cancellationToken).AsTask().GetAwaiter().GetResult());
        }

        public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
            store.ReadEventsAsync(environment, key, after, limit, cancellationToken);

        public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) =>
            store.ReadProgressAsync(environment, key, cancellationToken);

        public async ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken)
        {
            await store.EnterAsync();
            ledger.Write(lease, () =>
            {
                inner.WriteProgressAsync(environment, key, progress, cancellationToken).AsTask().GetAwaiter().GetResult();
                return true;
            });
        }
    }
}

/// <summary>What all processes of a test were given and wrote, in the order in which it happened.</summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, string> _holders = [];

    public long Epoch { get; private set; }

    public string? Holder => _holders.GetValueOrDefault(Epoch);

    public int Writes { get; private set; }

    public int Refused { get; private set; }

    /// <summary>What must never have happened.</summary>
    public List<string> Wrongs { get; } = [];

    public ControllerLease? Take(Func<ControllerLease?> take)
    {
        lock (_gate)
        {
            var lease = take();
            if (lease is not null)
            {
                if (lease.Epoch < Epoch || (_holders.TryGetValue(lease.Epoch, out var other) && other != lease.Holder))
                {
                    Wrongs.Add($"Epoch {lease.Epoch} was given to {lease.Holder} and to {_holders.GetValueOrDefault(lease.Epoch)}, after {Epoch}.");
                }

                Epoch = lease.Epoch;
                _holders[lease.Epoch] = lease.Holder;
            }

            return lease;
        }
    }

    public T Write<T>(ControllerLease lease, Func<T> write)
    {
        lock (_gate)
        {
            try
            {
                var written = write();
                Writes++;
                if (lease.Epoch != Epoch)
                {
                    Wrongs.Add($"A write under epoch {lease.Epoch} went through in epoch {Epoch}.");
                }

                return written;
            }
            catch (ControllerLeaseLostException)
            {
                Refused++;
                throw;
            }
        }
    }

    public void WrittenByHand(IReadOnlyList<RolloutEvent> events)
    {
        lock (_gate)
        {
            Wrongs.AddRange(events.Where(each => each.Actor is "controller" or "configuration").Select(each => $"{each} was written without a lease."));
        }
    }
}
