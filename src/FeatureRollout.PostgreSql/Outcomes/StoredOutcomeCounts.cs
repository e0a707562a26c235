using FeatureRollout.PostgreSql.Schema;
using Npgsql;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>Outcomes of all processes. Each statement is a transaction that the server ends by itself, and may be repeated. Thread-safe.</summary>
internal sealed class StoredOutcomeCounts(Database database)
{
    private readonly Database _database = database;

    /// <summary>Adds a batch.</summary>
    public async ValueTask AddAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken)
    {
        BatchCheck.Demand(batch);
        var begun = TimeProvider.System.GetTimestamp();
        await _database.RunAsync(environment, async (connection, token) =>
        {
            var command = _database.Command(connection, environment, OutcomeSql.Add);
            await using var ofCommand = command.ConfigureAwait(false);
            BatchColumns.Fill(command.Parameters, batch, TimeProvider.System.GetElapsedTime(begun));
            return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what is new, or everything.</summary>
    public ValueTask<OutcomeReading> ReadAsync(string environment, long after, CancellationToken cancellationToken) =>
        _database.RunAsync(environment, async (connection, token) =>
        {
            var command = _database.Command(connection, environment, OutcomeSql.Read);
            await using var ofCommand = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var ofReader = reader.ConfigureAwait(false);
            return await OutcomeRow.ReadAsync(reader, token).ConfigureAwait(false)
                ?? throw SchemaKeeper.Hidden(_database.SchemaOf(environment), "feature_rollout_outcome_positions");
        }, cancellationToken);

    /// <summary>Reads a flag's newest and most frequent errors.</summary>
    public ValueTask<OutcomeErrors> ReadErrorsAsync(string environment, string flag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return _database.RunAsync(environment, async (connection, token) =>
        {
            var command = _database.Command(connection, environment, OutcomeSql.ReadErrors);
            await using var ofCommand = command.ConfigureAwait(false);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(flag)! });
            var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
            await using var ofReader = reader.ConfigureAwait(false);
            return await ErrorRow.ReadAsync(reader, token).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <summary>Joins and forgets chunk by chunk, until nothing is left to do or another process is at it.</summary>
    public async ValueTask CompactAsync(string environment, CancellationToken cancellationToken)
    {
        foreach (var statement in JoiningSql.All)
        {
            while (await TakeAsync(environment, statement, cancellationToken).ConfigureAwait(false) > 0)
            {
            }
        }
    }

    private ValueTask<long> TakeAsync(string environment, string statement, CancellationToken cancellationToken) =>
        _database.RunAsync(environment, async (connection, token) =>
        {
            var command = _database.Command(connection, environment, statement);
            await using var ofCommand = command.ConfigureAwait(false);
            if (statement.Contains("$1", StringComparison.Ordinal))
            {
                command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = _database.Options.OutcomeRetention });
            }

            return await command.ExecuteScalarAsync(token).ConfigureAwait(false) is long taken ? taken : 0;
        }, cancellationToken);
}
