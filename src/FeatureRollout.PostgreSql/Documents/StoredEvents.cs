using System.Globalization;
using FeatureRollout.PostgreSql.Schema;
using FeatureRollout.Providers.Stores;
using Npgsql;
using NpgsqlTypes;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>Reads events. Thread-safe.</summary>
internal sealed class StoredEvents(Database database)
{
    private const string Select = """
        SELECT h.last_sequence, c.sequence, c.feature_name, c.version, c.at, c.document
        FROM {schema}.feature_rollout_environment AS h
        LEFT JOIN LATERAL (
            SELECT * FROM {schema}.rollout_changes WHERE sequence > $1 AND sequence <= h.last_sequence AND ($2 IS NULL OR feature_name = $2) ORDER BY sequence LIMIT $3
        ) AS c ON true
        ORDER BY c.sequence
        """;

    /// <summary>Reads events by rising sequence.</summary>
    public ValueTask<IReadOnlyList<RolloutEvent>> ReadAsync(string environment, string? key, long after, int limit, CancellationToken cancellationToken)
    {
        StoreRules.CheckReading(environment, key, limit);
        return database.RunAsync(environment, (connection, bound) => ReadAsync(connection, environment, key, after, limit, bound), cancellationToken);
    }

    private async ValueTask<IReadOnlyList<RolloutEvent>> ReadAsync(
        NpgsqlConnection connection, string environment, string? key, long after, int limit, CancellationToken cancellationToken)
    {
        var command = database.Command(connection, environment, Select);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(Sql.Number(after));
            command.Parameters.Add(Sql.Text(key));
            command.Parameters.Add(Sql.Of(NpgsqlDbType.Integer, limit));
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var events = new List<RolloutEvent>();
                long? end = null;
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    end = reader.GetInt64(0);
                    if (!reader.IsDBNull(1))
                    {
                        events.Add(Event(reader));
                    }
                }

                return IsWhole(events, end, key, after, limit) ? events : throw SchemaKeeper.Hidden(database.SchemaOf(environment), "rollout_changes");
            }
        }
    }

    /// <summary>Whether the last event was seen, where it had to be.</summary>
    private static bool IsWhole(List<RolloutEvent> events, long? end, string? key, long after, int limit) =>
        end is { } last && (key is not null || after >= last || events.Count == limit || (events.Count > 0 && events[^1].Sequence == last));

    private static RolloutEvent Event(NpgsqlDataReader reader)
    {
        var sequence = reader.GetInt64(1);
        if (TryRead(reader.GetFieldValue<byte[]>(5)) is not { } one)
        {
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"The event of sequence {sequence} in rollout_changes is damaged, or a newer version of the library wrote it."));
        }

        return one with
        {
            Sequence = sequence,
            Key = reader.GetString(2),
            Version = reader.GetInt64(3),
            At = StoredTime.Of(one.At, reader.GetFieldValue<DateTimeOffset>(4))!.Value,
        };
    }

    /// <summary>Null where it is damaged; what exactly is wrong may be a customer's id, and is not told.</summary>
    private static RolloutEvent? TryRead(byte[] json)
    {
        try
        {
            return RolloutJson.ReadEvent(json);
        }
        catch (FlagFileException)
        {
            return null;
        }
    }
}
