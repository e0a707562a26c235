namespace FeatureRollout.Tests.TestKit;

/// <summary>A store around a good one; a test makes one call of it wrong. Environments and sequences pass through.</summary>
internal class WrongStore(MemoryRolloutStore good) : IControllerLeaseStore, IOutcomeStore, IFleetStore
{
    public string Name => good.Name;

    protected MemoryRolloutStore Good => good;

    public virtual ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) => good.ReadAsync(environment, cancellationToken);

    public virtual ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        good.WaitForChangeAsync(environment, known, cancellationToken);

    public virtual ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => good.GetTimeAsync(cancellationToken);

    public virtual ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => good.GetAsync(environment, key, cancellationToken);

    public virtual ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => good.ListAsync(environment, cancellationToken);

    public virtual ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
        good.TryWriteAsync(environment, document, events, cancellationToken);

    public virtual ValueTask RestoreAsync(
        string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken) =>
        good.RestoreAsync(environment, documents, events, replace, cancellationToken);

    public virtual ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
        good.ReadEventsAsync(environment, key, after, limit, cancellationToken);

    public virtual ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) =>
        good.ReadProgressAsync(environment, key, cancellationToken);

    public virtual ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken) =>
        good.WriteProgressAsync(environment, key, progress, cancellationToken);

    public virtual ValueTask<ControllerLease?> TryLeaseAsync(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        good.TryLeaseAsync(environment, holder, duration, cancellationToken);

    public virtual ValueTask ReleaseLeaseAsync(string environment, ControllerLease lease, CancellationToken cancellationToken) =>
        good.ReleaseLeaseAsync(environment, lease, cancellationToken);

    public virtual IRolloutStateStore Under(string environment, ControllerLease lease) => good.Under(environment, lease);

    public virtual ValueTask AddOutcomesAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken) => good.AddOutcomesAsync(environment, batch, cancellationToken);

    public virtual ValueTask<OutcomeReading> ReadOutcomesAsync(string environment, long after, CancellationToken cancellationToken) =>
        good.ReadOutcomesAsync(environment, after, cancellationToken);

    public virtual ValueTask<OutcomeErrors> ReadErrorsAsync(string environment, string flag, CancellationToken cancellationToken) => good.ReadErrorsAsync(environment, flag, cancellationToken);

    public virtual ValueTask CompactOutcomesAsync(string environment, CancellationToken cancellationToken) => good.CompactOutcomesAsync(environment, cancellationToken);

    public virtual ValueTask ReportAsync(string environment, ProcessReport report, CancellationToken cancellationToken) => good.ReportAsync(environment, report, cancellationToken);

    public virtual ValueTask WithdrawAsync(string environment, string processId, CancellationToken cancellationToken) => good.WithdrawAsync(environment, processId, cancellationToken);

    public virtual ValueTask<FleetReading> ReadFleetAsync(string environment, string key, CancellationToken cancellationToken) => good.ReadFleetAsync(environment, key, cancellationToken);
}
