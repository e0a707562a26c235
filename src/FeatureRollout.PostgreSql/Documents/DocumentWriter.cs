using System.Text;
using FeatureRollout.Providers.Stores;
using FeatureRollout.Rollouts.Stored;
using Npgsql;
using NpgsqlTypes;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>Writes documents with their events, each in one statement. Thread-safe.</summary>
internal sealed class DocumentWriter(Database database)
{
    private const string Write = "SELECT written_at, first_sequence FROM {schema}.feature_rollout_write($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    private const string Restore = "SELECT {schema}.feature_rollout_restore($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";

    /// <summary>Writes; null where the version has moved.</summary>
    public async ValueTask<FlagDocument?> TryWriteAsync(
        string environment, FlagDocument document, IReadOnlyList<RolloutEvent> events, ControllerLease? lease, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        StoreRules.CheckWrite(document, events);
        var version = document.Version + 1;
        var write = PreparedWrite.OfStamped(
            document with { Version = version, UpdatedAt = null }, [.. events.Select(one => one with { Version = version, At = one.At.ToUniversalTime() })]);
        var id = Guid.NewGuid();
        return await database.RunAsync(environment, (connection, limit) => WriteAsync(connection, environment, document.Version, write, id, lease, limit), cancellationToken)
            .ConfigureAwait(false) is { } at
            ? write.Document with { UpdatedAt = at }
            : null;
    }

    /// <summary>Replaces everything.</summary>
    public async ValueTask RestoreAsync(
        string environment, IReadOnlyList<FlagDocument> documents, IReadOnlyList<RolloutEvent> events, bool replace, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        StoreRules.CheckRestore(documents, events);
        var writes = documents.Select(document => PreparedWrite.OfStamped(document, [])).ToArray();
        var lines = events.Select(one => (Event: one, Json: Json(one))).ToArray();
        var incarnation = Guid.NewGuid();
        var done = await database.RunAsync(environment, (connection, limit) => RestoreAsync(connection, environment, incarnation, replace, writes, lines, limit), cancellationToken)
            .ConfigureAwait(false);
        if (!done)
        {
            throw StoreRules.NotEmpty(database.Name, environment);
        }
    }

    private async ValueTask<DateTimeOffset?> WriteAsync(
        NpgsqlConnection connection, string environment, long expected, PreparedWrite write, Guid id, ControllerLease? lease, CancellationToken cancellationToken)
    {
        var columns = RowColumns.Of(write.Document);
        var command = database.Command(connection, environment, Write);
        await using (command.ConfigureAwait(false))
        {
            var parameters = command.Parameters;
            parameters.Add(Sql.Text(write.Document.Key));
            parameters.Add(Sql.Number(expected));
            parameters.Add(Sql.Id(id));
            parameters.Add(Sql.Of(NpgsqlDbType.Bigint, lease?.Epoch));
            parameters.Add(Sql.Json(write.DocumentJson));
            parameters.Add(Sql.Text(columns.Tier));
            parameters.Add(Sql.Of(NpgsqlDbType.Numeric, columns.Percentage));
            parameters.Add(Sql.Text(columns.Status));
            parameters.Add(Sql.Of(NpgsqlDbType.TimestampTz, columns.StartedAt));
            parameters.Add(Sql.Text(columns.RolloutStatus));
            parameters.Add(Sql.Of(NpgsqlDbType.Integer, columns.Step));
            parameters.Add(Sql.Of(NpgsqlDbType.Boolean, columns.InDrill));
            parameters.Add(Sql.List(NpgsqlDbType.Text, write.Events.Select(one => Sql.Clean(one.Actor))));
            parameters.Add(Sql.List(NpgsqlDbType.Text, write.Events.Select(KindOf)));
            parameters.Add(Sql.List(NpgsqlDbType.Text, Lines(write.EventLines)));
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
            }
        }
    }

    private async ValueTask<bool> RestoreAsync(
        NpgsqlConnection connection, string environment, Guid incarnation, bool replace, PreparedWrite[] writes, (RolloutEvent Event, string Json)[] events, CancellationToken cancellationToken)
    {
        var columns = writes.Select(write => RowColumns.Of(write.Document)).ToArray();
        var command = database.Command(connection, environment, Restore);
        await using (command.ConfigureAwait(false))
        {
            var parameters = command.Parameters;
            parameters.Add(Sql.Id(incarnation));
            parameters.Add(Sql.Of(NpgsqlDbType.Boolean, replace));
            parameters.Add(Sql.List(NpgsqlDbType.Text, writes.Select(write => write.Document.Key)));
            parameters.Add(Sql.List(NpgsqlDbType.Bigint, writes.Select(write => write.Document.Version)));
            parameters.Add(Sql.List(NpgsqlDbType.TimestampTz, writes.Select(write => write.Document.UpdatedAt is { } at ? StoredTime.Truncated(at) : (DateTimeOffset?)null)));
            parameters.Add(Sql.List(NpgsqlDbType.Text, writes.Select(write => Encoding.UTF8.GetString(write.DocumentJson.Span))));
            parameters.Add(Sql.List(NpgsqlDbType.Text, columns.Select(each => each.Tier)));
            parameters.Add(Sql.List(NpgsqlDbType.Numeric, columns.Select(each => each.Percentage)));
            parameters.Add(Sql.List(NpgsqlDbType.Text, columns.Select(each => each.Status)));
            parameters.Add(Sql.List(NpgsqlDbType.TimestampTz, columns.Select(each => each.StartedAt)));
            parameters.Add(Sql.List(NpgsqlDbType.Text, columns.Select(each => each.RolloutStatus)));
            parameters.Add(Sql.List(NpgsqlDbType.Integer, columns.Select(each => each.Step)));
            parameters.Add(Sql.List(NpgsqlDbType.Boolean, columns.Select(each => each.InDrill)));
            parameters.Add(Sql.List(NpgsqlDbType.Bigint, events.Select(one => one.Event.Sequence)));
            parameters.Add(Sql.List(NpgsqlDbType.Text, events.Select(one => one.Event.Key)));
            parameters.Add(Sql.List(NpgsqlDbType.Bigint, events.Select(one => one.Event.Version)));
            parameters.Add(Sql.List(NpgsqlDbType.TimestampTz, events.Select(one => StoredTime.Truncated(one.Event.At))));
            parameters.Add(Sql.List(NpgsqlDbType.Text, events.Select(one => Sql.Clean(one.Event.Actor))));
            parameters.Add(Sql.List(NpgsqlDbType.Text, events.Select(one => KindOf(one.Event))));
            parameters.Add(Sql.List(NpgsqlDbType.Text, events.Select(one => one.Json)));
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
    }

    private static string KindOf(RolloutEvent one) => one.Change is UnknownRolloutChange unknown ? Sql.Clean(unknown.Kind) : ChangeKinds.Of(one.Change).Name;

    private static string Json(RolloutEvent one) =>
        Encoding.UTF8.GetString(PreparedWrite.OfStamped(FlagDocument.Empty(one.Key), [one]).EventLines.Span).TrimEnd('\n');

    private static string[] Lines(ReadOnlyMemory<byte> lines) => Encoding.UTF8.GetString(lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
