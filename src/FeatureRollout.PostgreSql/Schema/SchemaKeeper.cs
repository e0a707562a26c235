using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace FeatureRollout.PostgreSql.Schema;

/// <summary>Sees to it that an environment's schema is there, is understood, and is that environment's. Thread-safe.</summary>
internal sealed class SchemaKeeper(Database database)
{
    private static readonly TimeSpan LeastLimit = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, string> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _creations = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>The channel of an environment's notices, once its schema has been seen.</summary>
    public string ChannelOf(string environment) => _channels[environment];

    /// <summary>Looks again at the next use: something is missing.</summary>
    public void Forget(string environment) => _channels.TryRemove(environment, out _);

    /// <summary>Returns when the schema can be used.</summary>
    /// <exception cref="InvalidOperationException">It cannot.</exception>
    public async ValueTask EnsureAsync(NpgsqlConnection connection, string environment, CancellationToken cancellationToken)
    {
        if (_channels.ContainsKey(environment))
        {
            return;
        }

        var schema = database.SchemaOf(environment);
        var found = await LookAsync(connection, environment, cancellationToken).ConfigureAwait(false);
        if (found is null || found.Version < SchemaScript.Version)
        {
            if (!database.Options.CreateSchema)
            {
                throw Missing(environment, schema, found is null ? "is not there" : $"is of an older version ({Text(found.Version)}, not {Text(SchemaScript.Version)})", inner: null);
            }

            await CreationOf(environment, schema).WaitAsync(cancellationToken).ConfigureAwait(false);
            found = await LookAsync(connection, environment, cancellationToken).ConfigureAwait(false) ?? throw Missing(environment, schema, "could not be created", inner: null);
        }

        _channels[environment] = found.Channel;
    }

    /// <summary>It goes on beside those who wait for it: on a busy machine it takes longer than a command may, and must come to its end some time.</summary>
    private Task CreationOf(string environment, string schema)
    {
        lock (_gate)
        {
            return _creations.TryGetValue(environment, out var creation) && !creation.IsCompleted
                ? creation
                : _creations[environment] = Task.Run(() => CreateAsync(environment, schema), CancellationToken.None);
        }
    }

    private async Task CreateAsync(string environment, string schema)
    {
        var limit = database.Options.CommandTimeout > LeastLimit ? database.Options.CommandTimeout : LeastLimit;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(database.End);
        end.CancelAfter(limit);
        try
        {
            var connection = await database.OpenBesideAsync(end.Token).ConfigureAwait(false);
            await using var ofConnection = connection.ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, end.Token).ConfigureAwait(false);
            await using var ofTransaction = transaction.ConfigureAwait(false);
            await RunAsync(connection, SchemaScript.Lock(schema), limit, end.Token).ConfigureAwait(false);
            var found = await LookAsync(connection, environment, end.Token).ConfigureAwait(false);
            if (found is null || found.Version < SchemaScript.Version)
            {
                await RunAsync(connection, SchemaScript.Body(environment, schema, database.Options.Channel), limit, end.Token).ConfigureAwait(false);
            }

            await transaction.CommitAsync(end.Token).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw Missing(environment, schema, $"could not be created or upgraded by this role ({refusal.MessageText})", refusal);
        }
    }

    private async ValueTask RunAsync(NpgsqlConnection connection, string sql, TimeSpan limit, CancellationToken cancellationToken)
    {
        var command = database.Command(connection, sql);
        command.CommandTimeout = ConnectionRules.Seconds(limit);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What is there; null for nothing.</summary>
    private async ValueTask<Found?> LookAsync(NpgsqlConnection connection, string environment, CancellationToken cancellationToken)
    {
        var schema = database.SchemaOf(environment);
        var exists = database.Command(connection,
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
            + "WHERE n.nspname = $1 AND c.relname = 'feature_rollout_environment')");
        await using (exists.ConfigureAwait(false))
        {
            exists.Parameters.Add(Sql.Text(schema));
            if (await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
            {
                return null;
            }
        }

        await DemandPoliciesAsync(connection, schema, cancellationToken).ConfigureAwait(false);
        var command = database.Command(connection, environment,
            "SELECT environment, schema_version, least_reader, channel, documents, events, "
            + "(SELECT count(*) FROM {schema}.feature_rollouts), "
            + "CASE WHEN pg_catalog.row_security_active($1) THEN (SELECT count(*) FROM {schema}.rollout_changes) ELSE events END FROM {schema}.feature_rollout_environment");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(Sql.Text(SchemaScript.Identifier(schema) + ".rollout_changes"));
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw Hidden(schema, "feature_rollout_environment");
                }

                var found = new Found(reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetString(3));
                Check(found, environment, schema);
                if (reader.GetInt64(4) > reader.GetInt64(6))
                {
                    throw Hidden(schema, "feature_rollouts");
                }

                return reader.GetInt64(5) == reader.GetInt64(7) ? found : throw Hidden(schema, "rollout_changes");
            }
        }
    }

    /// <summary>A table without a policy for this role looks empty, and takes nothing.</summary>
    private async ValueTask DemandPoliciesAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var command = database.Command(connection,
            "SELECT c.relname FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
            + "WHERE n.nspname = $1 AND c.relkind = 'r' AND (c.relname LIKE 'feature\\_rollout%' OR c.relname = 'rollout_changes') AND pg_catalog.row_security_active(c.oid) "
            + "AND NOT EXISTS (SELECT FROM pg_catalog.pg_policy AS p, unnest(p.polroles) AS member WHERE p.polrelid = c.oid AND p.polpermissive "
            + "AND CASE WHEN member = 0 THEN true ELSE pg_catalog.pg_has_role(member, 'USAGE') END) ORDER BY c.relname LIMIT 1");
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(Sql.Text(schema));
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string table)
            {
                throw Hidden(schema, table);
            }
        }
    }

    private static void Check(Found found, string environment, string schema)
    {
        if (found.Environment != environment)
        {
            throw new InvalidOperationException(
                $"The schema {SchemaScript.Identifier(schema)} belongs to the environment {found.Environment}, not to {environment}. "
                + "Give each environment its own schema: PostgreSqlStoreOptions.SchemaOf.");
        }

        if (found.LeastReader > SchemaScript.Version)
        {
            throw new InvalidOperationException(
                $"The schema {SchemaScript.Identifier(schema)} is of version {Text(found.Version)} and needs a library that knows at least version {Text(found.LeastReader)}; "
                + $"this one knows {Text(SchemaScript.Version)}. Deploy the newer library here too.");
        }
    }

    /// <summary>Rows that are counted but not seen.</summary>
    public static InvalidOperationException Hidden(string schema, string table) => new(
        $"Rows of {SchemaScript.Identifier(schema)}.{table} are missing, or row level security hides them from the database's role. "
        + "Give the role a policy for every table of the schema; the package's README has the SQL.");

    private static InvalidOperationException Missing(string environment, string schema, string what, Exception? inner) => new(
        $"The schema {SchemaScript.Identifier(schema)} of the environment {environment} {what}. "
        + $"Run the SQL that PostgreSqlRolloutStore.GetSchemaSql(\"{environment}\", options) gives, as a role that may create.", inner);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Found(string Environment, int Version, int LeastReader, string Channel);
}
