using System.Buffers;
using System.Text;
using FeatureRollout.Providers.Stores;
using Npgsql;
using NpgsqlTypes;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>Puts another name in a customer's place in all events, in one statement. Thread-safe.</summary>
internal sealed class EventErasing(Database database)
{
    private const int Page = 1000;
    private const string Select = "SELECT sequence, document FROM {schema}.rollout_changes WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    private const string Update = """
        UPDATE {schema}.rollout_changes AS c SET document = n.document
        FROM unnest($1, $2) AS n(sequence, document) WHERE c.sequence = n.sequence
        """;

    /// <summary>Returns how many events held the id.</summary>
    public async ValueTask<int> EraseAsync(string environment, CustomerRenaming renaming, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        var changed = new List<(long Sequence, string Json)>();
        var after = 0L;
        while (true)
        {
            var page = await database.RunAsync(environment, (connection, limit) => ReadAsync(connection, environment, after, limit), cancellationToken).ConfigureAwait(false);
            foreach (var (sequence, json) in page)
            {
                // Only the library's reader knows an id however it is escaped; what it cannot read, it cannot erase from.
                var one = RolloutJson.ReadEvent(json);
                var renamed = renaming.Of(one);
                if (!ReferenceEquals(one, renamed))
                {
                    changed.Add((sequence, Json(renamed)));
                }
            }

            if (page.Count < Page)
            {
                break;
            }

            after = page[^1].Sequence;
        }

        return changed.Count == 0
            ? 0
            : await database.RunAsync(environment, (connection, limit) => WriteAsync(connection, environment, changed, limit), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<List<(long Sequence, byte[] Json)>> ReadAsync(NpgsqlConnection connection, string environment, long after, CancellationToken cancellationToken)
    {
        var command = database.Command(connection, environment, Select);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(Sql.Number(after));
            command.Parameters.Add(Sql.Of(NpgsqlDbType.Integer, Page));
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var page = new List<(long, byte[])>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    page.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
                }

                return page;
            }
        }
    }

    private async ValueTask<int> WriteAsync(NpgsqlConnection connection, string environment, List<(long Sequence, string Json)> changed, CancellationToken cancellationToken)
    {
        var command = database.Command(connection, environment, Update);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(Sql.List(NpgsqlDbType.Bigint, changed.Select(each => each.Sequence)));
            command.Parameters.Add(Sql.List(NpgsqlDbType.Text, changed.Select(each => each.Json)));
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Json(RolloutEvent one)
    {
        var buffer = new ArrayBufferWriter<byte>();
        RolloutJson.Write(one, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
