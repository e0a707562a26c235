using Npgsql;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>Outcomes of all processes. Thread-safe.</summary>
internal sealed class StoredOutcomeCounts(Database database)
{
    private readonly Database _database = database;

    /// <summary>Adds a batch in one statement, which the server finishes or undoes whatever becomes of the connection.</summary>
    public async ValueTask AddAsync(string environment, OutcomeBatch batch, CancellationToken cancellationToken)
    {
        BatchCheck.Demand(batch);
        var connection = await _database.OpenAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        var command = _database.Command(connection, environment, OutcomeSql.Add);
        await using var ofCommand = command.ConfigureAwait(false);
        BatchColumns.Fill(command.Parameters, batch);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what is new, or everything.</summary>
    public async ValueTask<OutcomeReading> ReadAsync(string environment, long after, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        var command = _database.Command(connection, environment, OutcomeSql.Read);
        await using var ofCommand = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        var outcomes = new List<StoredOutcomes>();
        var isWhole = true;
        var cursor = 0L;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (reader.IsDBNull(0))
            {
                isWhole = reader.GetBoolean(3);
                cursor = reader.GetInt64(5);
            }
            else
            {
                outcomes.Add(OutcomeRow.Read(reader));
            }
        }

        return new OutcomeReading { IsWhole = isWhole, Cursor = cursor, Outcomes = outcomes };
    }

    /// <summary>Reads a flag's newest and most frequent errors.</summary>
    public async ValueTask<OutcomeErrors> ReadErrorsAsync(string environment, string flag, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var connection = await _database.OpenAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        var command = _database.Command(connection, environment, OutcomeSql.ReadErrors);
        await using var ofCommand = command.ConfigureAwait(false);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StorableText.Of(flag)! });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        return await ErrorRow.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Joins and forgets chunk by chunk, until nothing is left to do or another process is at it.</summary>
    public async ValueTask CompactAsync(string environment, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(environment, cancellationToken).ConfigureAwait(false);
        await using var ofConnection = connection.ConfigureAwait(false);
        foreach (var statement in JoiningSql.All)
        {
            await RepeatAsync(connection, environment, statement, cancellationToken).ConfigureAwait(false);
        }

        var command = _database.Command(connection, environment, JoiningSql.ForgetProcesses);
        await using var ofCommand = command.ConfigureAwait(false);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RepeatAsync(NpgsqlConnection connection, string environment, string statement, CancellationToken cancellationToken)
    {
        var command = _database.Command(connection, environment, statement);
        await using var ofCommand = command.ConfigureAwait(false);
        if (statement.Contains("$1", StringComparison.Ordinal))
        {
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = _database.Options.OutcomeRetention });
        }

        while (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is > 0L)
        {
        }
    }
}
