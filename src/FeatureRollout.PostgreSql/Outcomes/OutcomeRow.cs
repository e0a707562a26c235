using System.Buffers.Binary;
using System.Data.Common;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>The rows of <see cref="OutcomeSql.Read"/>.</summary>
internal static class OutcomeRow
{
    private const int Head = 20;
    private const int Length = sizeof(int);
    private const int BucketSize = Length + sizeof(short);
    private const int CountSize = Length + sizeof(long);

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
            Latencies = Latencies(row.GetFieldValue<byte[]>(7), row.GetFieldValue<byte[]>(8)),
        });

    // Arrays as the server sends them, for reading an array number by number takes longer than all the rest: a head, which an empty one has
    // cut short, and then each number after its length.
    private static LatencyCount[] Latencies(ReadOnlySpan<byte> buckets, ReadOnlySpan<byte> counts)
    {
        if (buckets.Length <= Head)
        {
            return [];
        }

        var latencies = new LatencyCount[(buckets.Length - Head) / BucketSize];
        if (buckets.Length != Head + (latencies.Length * BucketSize) || counts.Length != Head + (latencies.Length * CountSize))
        {
            throw new InvalidDataException("A row of outcomes has latencies without counts, or counts without latencies.");
        }

        for (var i = 0; i < latencies.Length; i++)
        {
            latencies[i] = new LatencyCount(
                BinaryPrimitives.ReadInt16BigEndian(buckets[(Head + (i * BucketSize) + Length)..]),
                BinaryPrimitives.ReadInt64BigEndian(counts[(Head + (i * CountSize) + Length)..]));
        }

        return latencies;
    }
}
