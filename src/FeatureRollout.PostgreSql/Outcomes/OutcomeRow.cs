using System.Data.Common;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>The rows of <see cref="OutcomeSql.Read"/>.</summary>
internal static class OutcomeRow
{
    /// <summary>Null where the row that says what it is was not seen.</summary>
    public static async ValueTask<OutcomeReading?> ReadAsync(DbDataReader rows, CancellationToken cancellationToken)
    {
        var outcomes = new List<StoredOutcomes>();
        (bool IsWhole, long Cursor)? head = null;
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows.IsDBNull(0))
            {
                head = (rows.GetBoolean(3), rows.GetInt64(5));
            }
            else
            {
                outcomes.Add(Read(rows));
            }
        }

        return head is { } found ? new OutcomeReading { IsWhole = found.IsWhole, Cursor = found.Cursor, Outcomes = outcomes } : null;
    }

    private static StoredOutcomes Read(DbDataReader row) => new(
        new DateTimeOffset(row.GetFieldValue<DateTime>(9)),
        row.GetFieldValue<TimeSpan>(10),
        new OutcomeDelta
        {
            Flag = row.GetString(0),
            Stage = row.IsDBNull(1) ? null : StorableText.Read(row.GetString(1)),
            Generation = row.GetInt32(2),
            Enabled = row.GetBoolean(3),
            Drawn = row.GetBoolean(4),
            Successes = row.GetInt64(5),
            Failures = row.GetInt64(6),
            Latencies = Latencies(row.GetFieldValue<short[]>(7), row.GetFieldValue<long[]>(8)),
        });

    private static LatencyCount[] Latencies(short[] buckets, long[] counts)
    {
        var latencies = new LatencyCount[buckets.Length];
        for (var i = 0; i < latencies.Length; i++)
        {
            latencies[i] = new LatencyCount(buckets[i], counts[i]);
        }

        return latencies;
    }
}
