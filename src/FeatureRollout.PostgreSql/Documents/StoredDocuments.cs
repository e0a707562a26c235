using System.Collections.Concurrent;
using FeatureRollout.PostgreSql.Schema;
using FeatureRollout.Providers.Stores;
using Npgsql;
using NpgsqlTypes;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>Documents and events. Thread-safe.</summary>
internal sealed class StoredDocuments(Database database) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Watched>> _environments = new(StringComparer.Ordinal);
    private readonly DocumentWriter _writer = new(database);
    private readonly StoredEvents _events = new(database);
    private readonly EventErasing _erasing = new(database);

    public ValueTask<DateTimeOffset> GetTimeAsync(CancellationToken cancellationToken) => database.RunAsync(
        environment: null,
        async (connection, limit) =>
        {
            var command = database.Command(connection, "SELECT clock_timestamp()");
            await using (command.ConfigureAwait(false))
            {
                return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(limit).ConfigureAwait(false))!);
            }
        },
        cancellationToken);

    public async ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken) =>
        (await Of(environment).Reader.ReadAsync(cancellationToken).ConfigureAwait(false)).Flags;

    public ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken) =>
        Of(environment).Listener.WaitAsync(known, cancellationToken);

    public async ValueTask<FlagDocument> GetAsync(string environment, string key, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        StoreRules.CheckKey(key);
        var row = await database.RunAsync(environment, (connection, limit) => GetAsync(connection, environment, key, limit), cancellationToken).ConfigureAwait(false);
        if (row is null)
        {
            return FlagDocument.Empty(key);
        }

        var reading = RowReading.Of(row);
        return reading.Document ?? throw new InvalidDataException(
            $"{reading.Problem} By SQL it can be switched off: UPDATE feature_rollouts SET status = 'killed' WHERE feature_name = '{key}'.");
    }

    public async ValueTask<IReadOnlyList<FlagDocument>> ListAsync(string environment, CancellationToken cancellationToken) =>
        (await Of(environment).Reader.ReadAsync(cancellationToken).ConfigureAwait(false)).Documents;

    public ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, ControllerLease? lease, CancellationToken cancellationToken) =>
        _writer.TryWriteAsync(environment, document, events, lease, cancellationToken);

    public ValueTask RestoreAsync(
        string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken) =>
        _writer.RestoreAsync(environment, documents, events, replace, cancellationToken);

    public ValueTask<IReadOnlyList<RolloutEvent>> ReadEventsAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken) =>
        _events.ReadAsync(environment, key, after, limit, cancellationToken);

    public ValueTask<int> EraseCustomerAsync(string environment, string customerId, string replacement, CancellationToken cancellationToken) =>
        _erasing.EraseAsync(environment, new CustomerRenaming(customerId, replacement), cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadProgressAsync(string environment, string key, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        StoreRules.CheckKey(key);
        return database.RunAsync(
            environment,
            async (connection, limit) =>
            {
                var command = database.Command(connection, environment, "SELECT progress FROM {schema}.feature_rollout_progress WHERE feature_name = $1");
                await using (command.ConfigureAwait(false))
                {
                    command.Parameters.Add(Sql.Text(key));
                    return await command.ExecuteScalarAsync(limit).ConfigureAwait(false) is byte[] progress ? new ReadOnlyMemory<byte>(progress) : default;
                }
            },
            cancellationToken);
    }

    public async ValueTask WriteProgressAsync(string environment, string key, ReadOnlyMemory<byte> progress, ControllerLease? lease, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        StoreRules.CheckKey(key);
        var copy = progress.ToArray();
        await database.RunAsync(
            environment,
            async (connection, limit) =>
            {
                var command = database.Command(connection, environment, "SELECT {schema}.feature_rollout_write_progress($1, $2, $3)");
                await using (command.ConfigureAwait(false))
                {
                    command.Parameters.Add(Sql.Text(key));
                    command.Parameters.Add(Sql.Of(NpgsqlDbType.Bytea, copy));
                    command.Parameters.Add(Sql.Of(NpgsqlDbType.Bigint, lease?.Epoch));
                    return await command.ExecuteNonQueryAsync(limit).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends listening; those who wait are told.</summary>
    public void Stop()
    {
        foreach (var watched in _environments.Values)
        {
            watched.Value.Listener.Stop();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var watched in _environments.Values)
        {
            await watched.Value.Listener.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<StoredRow?> GetAsync(NpgsqlConnection connection, string environment, string key, CancellationToken cancellationToken)
    {
        var command = database.Command(connection, environment,
            $$"""
            SELECT h.documents, {{StoredRow.Columns}}
            FROM {schema}.feature_rollout_environment AS h LEFT JOIN {schema}.feature_rollouts AS f ON f.feature_name = $1
            """);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(Sql.Text(key));
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                    ? StoredRow.Read(reader, 1)
                    : throw SchemaKeeper.Hidden(database.SchemaOf(environment), "feature_rollout_environment");
            }
        }
    }

    private Watched Of(string environment)
    {
        StoreRules.CheckEnvironment(environment);
        return _environments.GetOrAdd(environment, name => new Lazy<Watched>(() => new Watched(database, name))).Value;
    }

    private sealed class Watched
    {
        public Watched(Database database, string environment)
        {
            Reader = new EnvironmentReader(database, environment);
            Listener = new ChangeListener(database, environment, Reader);
        }

        public EnvironmentReader Reader { get; }

        public ChangeListener Listener { get; }
    }
}
