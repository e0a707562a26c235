using Npgsql;
using NpgsqlTypes;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>Takes the recorded errors of a customer, and those that name the customer, out of an environment. Thread-safe.</summary>
internal sealed class ErrorErasing(Database database)
{
    private const int Page = 5_000;

    /// <summary>Returns how many errors went. How many failures there were stays.</summary>
    public async ValueTask<int> EraseAsync(string environment, CustomerRenaming renaming, CancellationToken cancellationToken)
    {
        var gone = new List<long>();
        for (long? last = 0; last is { } after;)
        {
            last = await database.RunAsync(environment, (connection, limit) => FindAsync(connection, environment, after, renaming, gone, limit), cancellationToken).ConfigureAwait(false);
        }

        return gone.Count == 0
            ? 0
            : await database.RunAsync(environment, (connection, limit) => DeleteAsync(connection, environment, gone, limit), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Looks through one page; returns its last id, null where no page follows. What it finds may be found again.</summary>
    private async ValueTask<long?> FindAsync(
        NpgsqlConnection connection, string environment, long after, CustomerRenaming renaming, List<long> gone, CancellationToken cancellationToken)
    {
        var command = database.Command(connection, environment, OutcomeSql.PageOfErrors);
        await using var ofCommand = command.ConfigureAwait(false);
        command.Parameters.Add(Sql.Number(after));
        command.Parameters.Add(Sql.Of(NpgsqlDbType.Integer, Page));
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofReader = reader.ConfigureAwait(false);
        var (last, count) = (after, 0);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            (last, count) = (reader.GetInt64(0), count + 1);
            var error = new RecordedError(
                new DateTimeOffset(reader.GetFieldValue<DateTime>(1)),
                Text(4),
                Text(3),
                StorableText.Read(reader.GetString(2))!,
                StoredMetadata.Read(reader.GetString(5)));
            if (renaming.Holds(error))
            {
                gone.Add(last);
            }
        }

        return count < Page ? null : last;

        string? Text(int column) => reader.IsDBNull(column) ? null : StorableText.Read(reader.GetString(column));
    }

    private async ValueTask<int> DeleteAsync(NpgsqlConnection connection, string environment, List<long> ids, CancellationToken cancellationToken)
    {
        var command = database.Command(connection, environment, JoiningSql.Erase);
        await using var ofCommand = command.ConfigureAwait(false);
        command.Parameters.Add(Sql.List(NpgsqlDbType.Bigint, ids));
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
