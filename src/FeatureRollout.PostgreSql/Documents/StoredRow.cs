using Npgsql;

namespace FeatureRollout.PostgreSql.Documents;

/// <summary>A row of <c>feature_rollouts</c>, as far as the document in it is concerned.</summary>
internal sealed record StoredRow
{
    /// <summary>What to select, in the order in which <see cref="Read"/> takes it, from a table named <c>f</c>.</summary>
    public const string Columns = "f.feature_name, f.version, f.changed_in, f.write_id, f.updated_at, f.current_tier, f.percentage, f.status, f.pending::text, f.document";

    public required string Key { get; init; }

    public required long Version { get; init; }

    public required long ChangedIn { get; init; }

    public required Guid WriteId { get; init; }

    public required DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Whether the columns that people change say off.</summary>
    public required bool SaysOff { get; init; }

    /// <summary>The changes by hand since the document was written: a JSON list of events.</summary>
    public required string Pending { get; init; }

    /// <summary>The document as UTF-8; null for one that was never written.</summary>
    public required byte[]? Document { get; init; }

    /// <summary>Reads the columns, the first of which is at <paramref name="first"/>; null where an outer join found no row.</summary>
    public static StoredRow? Read(NpgsqlDataReader reader, int first) => reader.IsDBNull(first) ? null : new StoredRow
    {
        Key = reader.GetString(first),
        Version = reader.GetInt64(first + 1),
        ChangedIn = reader.GetInt64(first + 2),
        WriteId = reader.GetGuid(first + 3),
        UpdatedAt = reader.IsDBNull(first + 4) ? null : reader.GetFieldValue<DateTimeOffset>(first + 4),
        SaysOff = RowColumns.SaysOff(
            reader.IsDBNull(first + 5) ? null : reader.GetString(first + 5),
            PercentageOf(reader, first + 6),
            reader.GetString(first + 7)),
        Pending = reader.GetString(first + 8),
        Document = reader.IsDBNull(first + 9) ? null : reader.GetFieldValue<byte[]>(first + 9),
    };

    /// <summary>A number that fits no decimal, such as NaN, is no percentage, and says nothing.</summary>
    private static decimal? PercentageOf(NpgsqlDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        try
        {
            return reader.GetDecimal(column);
        }
        catch (Exception exception) when (exception is OverflowException or InvalidCastException)
        {
            return null;
        }
    }
}
