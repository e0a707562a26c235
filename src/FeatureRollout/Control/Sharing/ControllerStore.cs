namespace FeatureRollout.Control.Sharing;

/// <summary>
/// The store as the controller uses it in a pass: its clock is read once, and where the store has leases everything is written under the
/// one that the pass began with. A pass goes on under no later one: what it has read may be older than what another process wrote between them.
/// </summary>
internal sealed class ControllerStore(IRolloutStateStore store, string environment, TimeProvider time, LeaseKeeper? keeper) : IRolloutStateStore
{
    private readonly StoreClock _clock = new(store, time);
    private IRolloutStateStore? _begun;
    private ControllerLease? _lease;

    public string Name => store.Name;

    /// <summary>The store as it is in this pass; before the first it is the store itself, and <see cref="ThrowIfLost"/> keeps writes away.</summary>
    private IRolloutStateStore View => _begun ?? store;

    /// <summary>Begins a pass. Called by one thread at a time, and in no pass.</summary>
    /// <param name="lease">The lease that it is made under; null where the store has none.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async ValueTask BeginAsync(ControllerLease? lease, CancellationToken cancellationToken)
    {
        _begun = lease is not null && store is IControllerLeaseStore leases ? leases.Under(environment, lease) : store;
        _lease = lease;
        await _clock.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Throws where this process cannot be sure that it still controls.</summary>
    /// <exception cref="ControllerLeaseLostException">It cannot.</exception>
    public void ThrowIfLost()
    {
        if (keeper is not null && (_lease is null || keeper.Current?.Epoch != _lease.Epoch))
        {
            throw new ControllerLeaseLostException();
        }
    }

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_clock.Now);

    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) => View.ReadAsync(environment, cancellationToken);

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        View.WaitForChangeAsync(environment, known, cancellationToken);

    public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => View.GetAsync(environment, key, cancellationToken);

    public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => View.ListAsync(environment, cancellationToken);

    public ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken)
    {
        ThrowIfLost();
        return View.TryWriteAsync(environment, document, events, cancellationToken);
    }

    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
        View.ReadEventsAsync(environment, key, after, limit, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) =>
        View.ReadProgressAsync(environment, key, cancellationToken);

    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken)
    {
        ThrowIfLost();
        return View.WriteProgressAsync(environment, key, progress, cancellationToken);
    }
}
