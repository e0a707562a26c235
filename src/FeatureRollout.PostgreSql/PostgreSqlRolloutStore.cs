using FeatureRollout.PostgreSql;
using FeatureRollout.PostgreSql.Documents;
using FeatureRollout.PostgreSql.Outcomes;
using FeatureRollout.PostgreSql.Schema;
using FeatureRollout.PostgreSql.Sharing;
using FeatureRollout.Providers.Stores;

namespace FeatureRollout;

/// <summary>
/// States, rollouts, events and outcomes in PostgreSQL 15 or newer, shared by any number of processes. Thread-safe.
/// </summary>
public sealed class PostgreSqlRolloutStore : IControllerLeaseStore, IOutcomeStore, IFleetStore, IAsyncDisposable, IDisposable
{
    private readonly Database _database;
    private readonly StoredDocuments _documents;
    private readonly StoredOutcomeCounts _outcomes;
    private readonly ErrorErasing _errors;
    private readonly StoredLeases _leases;
    private readonly StoredFleet _fleet;

    /// <summary>Makes a store; nothing is connected before it is asked.</summary>
    /// <param name="connectionString">As Npgsql takes it.</param>
    /// <param name="options">How it is used; defaults where null.</param>
    public PostgreSqlRolloutStore(string connectionString, PostgreSqlStoreOptions? options = null)
    {
        _database = new Database(connectionString, options ?? new PostgreSqlStoreOptions());
        _documents = new StoredDocuments(_database);
        _outcomes = new StoredOutcomeCounts(_database);
        _errors = new ErrorErasing(_database);
        _leases = new StoredLeases(_database);
        _fleet = new StoredFleet(_database);
        Name = _database.Name;
    }

    /// <inheritdoc/>
    public string Name { get; init; }

    /// <summary>The SQL that creates or upgrades an environment's schema, for people who run migrations themselves. May be run again.</summary>
    public static string GetSchemaSql(string environment, PostgreSqlStoreOptions? options = null)
    {
        StoreRules.CheckEnvironment(environment);
        options ??= new PostgreSqlStoreOptions();
        OptionRules.Check(options);
        var schema = options.SchemaOf(environment);
        SchemaScript.CheckName(schema);
        return SchemaScript.Whole(environment, schema, options.Channel);
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => _documents.GetTimeAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) => _documents.ReadAsync(environment, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) => _documents.WaitForChangeAsync(environment, known, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken) => _documents.GetAsync(environment, key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) => _documents.ListAsync(environment, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FlagDocument?> TryWriteAsync(string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, CancellationToken cancellationToken) =>
        _documents.TryWriteAsync(environment, document, events, lease: null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RestoreAsync(string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken) =>
        _documents.RestoreAsync(environment, documents, events, replace, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
        _documents.ReadEventsAsync(environment, key, after, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken) =>
        _documents.ReadProgressAsync(environment, key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, CancellationToken cancellationToken) =>
        _documents.WriteProgressAsync(environment, key, progress, lease: null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<int> EraseCustomerAsync(string environment, string customerId, string replacement, CancellationToken cancellationToken) =>
        await _documents.EraseCustomerAsync(environment, customerId, replacement, cancellationToken).ConfigureAwait(false)
        + await _errors.EraseAsync(environment, new CustomerRenaming(customerId, replacement), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<ControllerLease?> TryLeaseAsync(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken) =>
        _leases.TryAsync(environment, holder, duration, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReleaseLeaseAsync(string environment, ControllerLease lease, CancellationToken cancellationToken) =>
        _leases.ReleaseAsync(environment, lease, cancellationToken);

    /// <inheritdoc/>
    public IRolloutStateStore Under(string environment, ControllerLease lease)
    {
        StoreRules.CheckEnvironment(environment);
        ArgumentNullException.ThrowIfNull(lease);
        return new LeasedDocuments(this, _documents, environment, lease);
    }

    /// <inheritdoc/>
    public ValueTask AddOutcomesAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken) =>
        _outcomes.AddAsync(environment, batch, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutcomeReading> ReadOutcomesAsync(string environment, long after, CancellationToken cancellationToken) =>
        _outcomes.ReadAsync(environment, after, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutcomeErrors> ReadErrorsAsync(string environment, string flag, CancellationToken cancellationToken) =>
        _outcomes.ReadErrorsAsync(environment, flag, cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompactOutcomesAsync(string environment, CancellationToken cancellationToken) => _outcomes.CompactAsync(environment, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReportAsync(string environment, ProcessReport report, CancellationToken cancellationToken) => _fleet.ReportAsync(environment, report, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WithdrawAsync(string environment, string processId, CancellationToken cancellationToken) => _fleet.WithdrawAsync(environment, processId, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FleetReading> ReadFleetAsync(string environment, string key, CancellationToken cancellationToken) => _fleet.ReadAsync(environment, key, cancellationToken);

    /// <summary>Ends listening and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _documents.DisposeAsync().ConfigureAwait(false);
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        _documents.Stop();
        _database.Dispose();
    }
}
