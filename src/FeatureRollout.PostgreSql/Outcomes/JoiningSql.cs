namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>
/// The statements that join outcomes into minutes, hours and days, and forget. Each takes a thousand rows at most and is a
/// transaction of its own; each answers how many rows it took, and takes none while another process is at it.
/// </summary>
internal static class JoiningSql
{
    /// <summary>How many rows a statement takes.</summary>
    public const int Chunk = 1_000;

    /// <summary>How many latencies a statement joins, so that it is over long before its timeout however many a row has.</summary>
    public const int MostLatencies = 50_000;

    /// <summary>How many errors of a flag keep their details.</summary>
    public const int MostErrors = 10_000;

    private const string Mine = "mine AS (SELECT FROM {schema}.feature_rollout_outcome_positions WHERE name = 'joined' FOR UPDATE SKIP LOCKED)";

    /// <summary>Errors that lose their details, or go, count on as failures without details of the same minute.</summary>
    private const string Noted = """
        noted AS (
            INSERT INTO {schema}.feature_rollout_outcome_spans AS known
                (span, at, feature_name, stage, generation, enabled, drawn, successes, failures, detailed, latency_buckets, latency_counts)
            SELECT '1 minute', date_bin('1 minute', at, 'epoch') AS minute, feature_name, stage, 0, true, false, 0, 0, -count(*), '{}', '{}'
            FROM taken WHERE counted GROUP BY minute, feature_name, stage
            ON CONFLICT ON CONSTRAINT feature_rollout_outcome_spans_key DO UPDATE SET detailed = known.detailed + excluded.detailed
        )
        """;

    /// <summary>Takes the errors of these ids away.</summary>
    public const string Erase = $$"""
        WITH taken AS (
            DELETE FROM {schema}.feature_rollout_errors WHERE id = ANY ($1) RETURNING feature_name, stage, at, counted
        ), {{Noted}}
        SELECT count(*) FROM taken
        """;

    /// <summary>
    /// Batches of minutes that ended ten minutes ago or earlier become minutes: however many processes there are and however often they
    /// flush, whoever reads everything reads no more than one row a minute of each kind.
    /// </summary>
    public static readonly string BatchesToMinutes = $$"""
        WITH {{Mine}}, taken AS (
            DELETE FROM {schema}.feature_rollout_outcomes WHERE EXISTS (SELECT FROM mine) AND id = ANY (ARRAY({{Some(
                "id", "{schema}.feature_rollout_outcomes", "at < date_bin('1 minute', statement_timestamp() - interval '10 minutes', 'epoch')")}}))
            RETURNING *
        ), moved AS (
            UPDATE {schema}.feature_rollout_outcome_positions SET position = greatest(position, (SELECT max(id) FROM taken))
            WHERE name = 'joined' AND EXISTS (SELECT FROM taken)
        ), {{Put("1 minute")}}
        SELECT count(*) FROM taken
        """;

    /// <summary>Minutes of hours that ended two hours ago or earlier become hours.</summary>
    public static readonly string MinutesToHours = SpansTo("1 minute", "1 hour", "2 hours");

    /// <summary>Hours of days that ended eight days ago or earlier become days.</summary>
    public static readonly string HoursToDays = SpansTo("1 hour", "1 day", "8 days");

    /// <summary>
    /// Of each flag the newest errors keep their details. One that loses them becomes a failure without details of the same minute, so
    /// that <c>rollout_events</c> counts it still.
    /// </summary>
    public static readonly string ThinErrors = $$"""
        WITH RECURSIVE {{Mine}}, flags AS (
            (SELECT feature_name FROM {schema}.feature_rollout_errors ORDER BY feature_name LIMIT 1)
            UNION ALL
            SELECT (SELECT feature_name FROM {schema}.feature_rollout_errors AS next WHERE next.feature_name > flags.feature_name ORDER BY feature_name LIMIT 1)
            FROM flags WHERE flags.feature_name IS NOT NULL
        ), taken AS (
            DELETE FROM {schema}.feature_rollout_errors WHERE EXISTS (SELECT FROM mine) AND id = ANY (ARRAY(
                SELECT old.id FROM flags, LATERAL (
                    SELECT at FROM {schema}.feature_rollout_errors AS kept WHERE kept.feature_name = flags.feature_name ORDER BY at DESC, id DESC OFFSET {{MostErrors - 1}} LIMIT 1
                ) AS last, LATERAL (
                    SELECT id FROM {schema}.feature_rollout_errors AS old WHERE old.feature_name = flags.feature_name AND old.at < last.at LIMIT {{Chunk}}
                ) AS old LIMIT {{Chunk}}))
            RETURNING feature_name, stage, at, counted
        ), {{Noted}}
        SELECT count(*) FROM taken
        """;

    /// <summary>What ended longer ago than $1 goes, by whole days, or by whole hours where less than eight days are kept.</summary>
    public static readonly string Forget = $$"""
        WITH {{Mine}}, cut AS MATERIALIZED (
            SELECT date_bin(CASE WHEN $1 > interval '8 days' THEN interval '1 day' ELSE interval '1 hour' END, statement_timestamp() - $1, 'epoch') AS at
        ), spans AS (
            DELETE FROM {schema}.feature_rollout_outcome_spans WHERE EXISTS (SELECT FROM mine) AND ctid = ANY (ARRAY(
                SELECT ctid FROM {schema}.feature_rollout_outcome_spans WHERE at < (SELECT at FROM cut) AND at + span <= (SELECT at FROM cut) LIMIT {{Chunk}}))
            RETURNING 1
        ), errors AS (
            DELETE FROM {schema}.feature_rollout_errors WHERE EXISTS (SELECT FROM mine) AND id = ANY (ARRAY(
                SELECT id FROM {schema}.feature_rollout_errors WHERE at < (SELECT at FROM cut) ORDER BY at LIMIT {{Chunk}}))
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM spans) + (SELECT count(*) FROM errors)
        """;

    /// <summary>A process that has said nothing for eight days sends no batch of then again.</summary>
    public static readonly string ForgetProcesses = $$"""
        WITH taken AS (
            DELETE FROM {schema}.feature_rollout_flushes WHERE process_id = ANY (ARRAY(
                SELECT process_id FROM {schema}.feature_rollout_flushes WHERE seen_at < statement_timestamp() - interval '8 days' LIMIT {{Chunk}} FOR UPDATE SKIP LOCKED))
            RETURNING 1
        )
        SELECT count(*) FROM taken
        """;

    /// <summary>All that take chunks, in the order in which each finds what the one before it left.</summary>
    public static IReadOnlyList<string> All { get; } = [BatchesToMinutes, MinutesToHours, Forget, HoursToDays, ThinErrors, ForgetProcesses];

    private static string SpansTo(string from, string to, string age) => $$"""
        WITH {{Mine}}, taken AS (
            DELETE FROM {schema}.feature_rollout_outcome_spans WHERE EXISTS (SELECT FROM mine) AND ctid = ANY (ARRAY({{Some(
                "ctid", "{schema}.feature_rollout_outcome_spans", $"span = '{from}' AND at < date_bin('{to}', statement_timestamp() - interval '{age}', 'epoch')")}}))
            RETURNING *
        ), {{Put(to)}}
        SELECT count(*) FROM taken
        """;

    /// <summary>The oldest rows, as many as a statement may join, and one at least.</summary>
    private static string Some(string key, string table, string condition) => $"""
        SELECT {key} FROM (
            SELECT {key}, sum(cardinality(latency_buckets)) OVER (ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM (SELECT {key}, at, latency_buckets FROM {table} WHERE {condition} ORDER BY at LIMIT {Chunk}) AS oldest
        ) AS counted WHERE coalesce(before, 0) < {MostLatencies}
        """;

    /// <summary>
    /// Adds what was taken to its spans. One pass: each row once for its sums, and once for each of its latencies. A sum beyond
    /// what a bigint holds stays at its end, so that no row can hinder all others.
    /// </summary>
    private static string Put(string span) => $$"""
        keyed AS MATERIALIZED (
            SELECT dense_rank() OVER (ORDER BY date_bin('{{span}}', at, 'epoch'), feature_name, stage, generation, enabled, drawn) AS key,
                date_bin('{{span}}', at, 'epoch') AS start, *
            FROM taken
        ), parts AS (
            SELECT key, bucket, sum(successes) AS successes, sum(failures) AS failures, sum(detailed) AS detailed, {{Bounded("sum(count)")}} AS count
            FROM (
                SELECT key, NULL::smallint AS bucket, successes, failures, detailed, 0::bigint AS count FROM keyed
                UNION ALL
                SELECT key, bucket, 0, 0, 0, count FROM keyed, unnest(latency_buckets, latency_counts) AS latency (bucket, count)
            ) AS part
            GROUP BY key, bucket
        ), sums AS (
            SELECT key, {{Bounded("sum(successes)")}} AS successes, {{Bounded("sum(failures)")}} AS failures, {{Bounded("sum(detailed)")}} AS detailed,
                coalesce(array_agg(bucket ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}') AS buckets,
                coalesce(array_agg(count ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}') AS counts
            FROM parts GROUP BY key
        ), put AS (
            INSERT INTO {schema}.feature_rollout_outcome_spans AS known
                (span, at, feature_name, stage, generation, enabled, drawn, successes, failures, detailed, latency_buckets, latency_counts)
            SELECT '{{span}}', start, feature_name, stage, generation, enabled, drawn, sums.successes, sums.failures, sums.detailed, buckets, counts
            FROM sums JOIN (SELECT DISTINCT ON (key) key, start, feature_name, stage, generation, enabled, drawn FROM keyed ORDER BY key) AS named USING (key)
            ON CONFLICT ON CONSTRAINT feature_rollout_outcome_spans_key DO UPDATE SET
                successes = {{Bounded("known.successes::numeric + excluded.successes")}},
                failures = {{Bounded("known.failures::numeric + excluded.failures")}},
                detailed = {{Bounded("known.detailed::numeric + excluded.detailed")}},
                (latency_buckets, latency_counts) = (
                    SELECT coalesce(array_agg(bucket ORDER BY bucket), '{}'), coalesce(array_agg(count ORDER BY bucket), '{}')
                    FROM (
                        SELECT bucket, {{Bounded("sum(count)")}} AS count
                        FROM (
                            SELECT * FROM unnest(known.latency_buckets, known.latency_counts)
                            UNION ALL
                            SELECT * FROM unnest(excluded.latency_buckets, excluded.latency_counts)
                        ) AS latency (bucket, count)
                        GROUP BY bucket
                    ) AS merged)
        )
        """;

    private static string Bounded(string sum) => $"least({sum}, 9223372036854775807)::bigint";
}
