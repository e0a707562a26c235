using Npgsql;

namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>A batch as the columns that <see cref="OutcomeSql.Add"/> takes: one round trip, however many rows.</summary>
internal static class BatchColumns
{
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(36_500);

    /// <param name="parameters">Takes them.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="held">How long ago it was handed to the store.</param>
    public static void Fill(NpgsqlParameterCollection parameters, OutcomeBatch batch, TimeSpan held)
    {
        Add(parameters, StorableText.Of(batch.ProcessId)!);
        Add(parameters, batch.Sequence);
        var match = ErrorMatch.Of(batch);
        Fill(parameters, batch.Outcomes, match.Detailed);
        Fill(parameters, batch.Errors, match.Counted);
        Add(parameters, Microseconds(held));
    }

    private static void Fill(NpgsqlParameterCollection parameters, IReadOnlyList<AgedOutcomes> outcomes, long[] detailed)
    {
        Column(parameters, outcomes, each => Microseconds(each.Age));
        Column(parameters, outcomes, each => each.Counts.Flag);
        Column(parameters, outcomes, each => StorableText.Of(each.Counts.Stage));
        Column(parameters, outcomes, each => each.Counts.Generation);
        Column(parameters, outcomes, each => each.Counts.Enabled);
        Column(parameters, outcomes, each => each.Counts.Drawn);
        Column(parameters, outcomes, each => each.Counts.Successes);
        Column(parameters, outcomes, each => each.Counts.Failures);
        Add(parameters, detailed);

        // Arrays of arrays must be rectangular: all latencies stand in one row, and each outcome knows where its own begin and end.
        var first = new int[outcomes.Count];
        var last = new int[outcomes.Count];
        var total = 0;
        for (var i = 0; i < outcomes.Count; i++)
        {
            first[i] = total + 1;
            last[i] = total += outcomes[i].Counts.Latencies.Count;
        }

        Add(parameters, first);
        Add(parameters, last);
        var latencies = outcomes.SelectMany(each => each.Counts.Latencies).ToArray();
        Column(parameters, latencies, latency => (short)latency.Bucket);
        Column(parameters, latencies, latency => latency.Count);
    }

    private static void Fill(NpgsqlParameterCollection parameters, IReadOnlyList<AgedError> errors, bool[] counted)
    {
        Column(parameters, errors, each => Microseconds(each.Age));
        Column(parameters, errors, each => each.Flag);
        Column(parameters, errors, each => StorableText.Of(each.Stage));
        Column(parameters, errors, each => StorableText.Of(each.Error.CustomerId));
        Column(parameters, errors, each => StorableText.Of(each.Error.Text)!);
        Column(parameters, errors, each => StoredMetadata.Write(each.Error.Metadata));
        Add(parameters, counted);
    }

    private static void Column<TRow, T>(NpgsqlParameterCollection parameters, IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i]);
        }

        Add(parameters, column);
    }

    private static void Add<T>(NpgsqlParameterCollection parameters, T value) => parameters.Add(new NpgsqlParameter<T> { TypedValue = value });

    /// <summary>An age that a timestamp can stand for; nothing is kept that long.</summary>
    private static long Microseconds(TimeSpan age) => (age < Oldest ? age : Oldest).Ticks / TimeSpan.TicksPerMicrosecond;
}
