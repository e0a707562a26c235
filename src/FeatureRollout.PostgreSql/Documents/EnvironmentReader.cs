using System.Collections.Immutable;
using FeatureRollout.PostgreSql.Schema;
using Npgsql;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>Keeps what was last read of an environment, and reads what has changed since. Thread-safe.</summary>
internal sealed class EnvironmentReader(Database database, string environment)
{
    private readonly Lock _gate = new();
    private EnvironmentContent? _content;
    private bool _isDoubtful;

    /// <summary>What was last read; null for nothing.</summary>
    public EnvironmentContent? Content
    {
        get
        {
            lock (_gate)
            {
                return _content;
            }
        }
    }

    /// <summary>Whether the next reading takes everything anew.</summary>
    public bool IsDoubtful
    {
        get
        {
            lock (_gate)
            {
                return _isDoubtful;
            }
        }
    }

    /// <summary>Has the next reading take everything anew: the database may have been replaced by another.</summary>
    public void Doubt()
    {
        lock (_gate)
        {
            _isDoubtful = true;
        }
    }

    /// <summary>Reads the environment as it is now; the same object as before where nothing has changed.</summary>
    public async ValueTask<EnvironmentContent> ReadAsync(CancellationToken cancellationToken)
    {
        EnvironmentContent? known;
        bool isWhole;
        lock (_gate)
        {
            (known, isWhole) = (_content, _content is null || _isDoubtful);
        }

        var read = await database.RunAsync(environment, (connection, limit) => ReadAsync(connection, known, isWhole, limit), cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (isWhole)
            {
                _isDoubtful = false;
            }

            // Somebody else may have read the same or more meanwhile.
            if (_content is { } other && other != known && other.Incarnation == read.Incarnation && other.Version >= read.Version)
            {
                return other;
            }

            return _content = read;
        }
    }

    private async ValueTask<EnvironmentContent> ReadAsync(NpgsqlConnection connection, EnvironmentContent? known, bool isWhole, CancellationToken cancellationToken)
    {
        // One statement, so that count, version and rows are of one moment.
        var command = database.Command(connection, environment,
            $$"""
            SELECT h.version, h.incarnation, h.documents, {{StoredRow.Columns}}
            FROM {schema}.feature_rollout_environment AS h
            LEFT JOIN {schema}.feature_rollouts AS f ON f.changed_in > CASE WHEN h.incarnation = $2 AND h.version >= $1 THEN $1 ELSE -1 END
                OR ({{RowColumns.OffCondition}}) AND f.feature_name <> ALL ($3)
            """);
        await using (command.ConfigureAwait(false))
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = known is null || isWhole ? -1 : known.Version });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = known?.Incarnation ?? Guid.Empty });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = known?.Off ?? [] });
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    throw SchemaKeeper.Hidden(database.SchemaOf(environment), "feature_rollout_environment");
                }

                var (version, incarnation, documents) = (reader.GetInt64(0), reader.GetGuid(1), reader.GetInt64(2));
                if (!isWhole && version == known!.Version && incarnation == known.Incarnation && reader.IsDBNull(3))
                {
                    return known;
                }

                var isUpdate = !isWhole && version >= known!.Version && incarnation == known.Incarnation;
                var rows = new List<StoredRow>();
                do
                {
                    if (StoredRow.Read(reader, 3) is { } row)
                    {
                        rows.Add(row);
                    }
                }
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false));
                return Join(known, isUpdate, version, incarnation, documents, rows);
            }
        }
    }

    private EnvironmentContent Join(EnvironmentContent? known, bool isUpdate, long version, Guid incarnation, long documents, List<StoredRow> rows)
    {
        var entries = (isUpdate ? known!.Entries : EnvironmentContent.NoEntries).ToBuilder();
        foreach (var row in rows)
        {
            var before = known?.Entries.GetValueOrDefault(row.Key);
            entries[row.Key] = before?.WriteId == row.WriteId && before.SaysOff == row.SaysOff ? before : EnvironmentContent.Of(row, before);
        }

        // Every version is one row's, and every row is counted: what is missing is hidden.
        var isMoved = !isUpdate || version > known!.Version;
        if (entries.Count < documents || (isMoved && documents > 0 && version > 0 && rows.All(row => row.ChangedIn != version)))
        {
            throw SchemaKeeper.Hidden(database.SchemaOf(environment), "feature_rollouts");
        }

        var isSame = known is not null && known.Version == version && known.Incarnation == incarnation
            && known.Entries.Count == entries.Count && entries.All(entry => ReferenceEquals(known.Entries.GetValueOrDefault(entry.Key), entry.Value));
        if (isSame)
        {
            return known!;
        }

        var isUnheard = known is not null && known.Version == version && known.Incarnation == incarnation;
        return new EnvironmentContent(version, incarnation, entries.ToImmutable(), isUnheard ? known!.Unheard + 1 : 0);
    }
}
