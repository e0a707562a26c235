namespace FeatureRollout.PostgreSql.Outcomes;

/// <summary>The statements that add and read outcomes; the tables are in <c>Schema/20_outcomes.sql</c>.</summary>
internal static class OutcomeSql
{
    /// <summary>
    /// Adds a batch. The process's row refuses what is there already, also one that comes twice at once; the position's row
    /// lets one flush at a time give out ids. The time is that at which the statement came, however long it waited; $23 is what passed before, in earlier tries.
    /// </summary>
    public const string Add = """
        WITH own AS (
            INSERT INTO {schema}.feature_rollout_flushes AS known (process_id, sequence, seen_at) VALUES ($1, $2, statement_timestamp())
            ON CONFLICT (process_id) DO UPDATE SET sequence = excluded.sequence, seen_at = excluded.seen_at WHERE known.sequence < excluded.sequence
            RETURNING 1
        ), place AS (
            UPDATE {schema}.feature_rollout_outcome_positions SET position = position + cardinality($3) + cardinality($16)
            WHERE name = 'flushed' AND EXISTS (SELECT FROM own)
            RETURNING position - cardinality($3) - cardinality($16) AS before
        ), base AS MATERIALIZED (
            SELECT coalesce((SELECT before FROM place), {schema}.feature_rollout_hidden('feature_rollout_outcome_positions')) AS before FROM own
        ), counts AS (
            INSERT INTO {schema}.feature_rollout_outcomes
                (id, at, feature_name, stage, generation, enabled, drawn, successes, failures, detailed, latency_buckets, latency_counts)
            SELECT before + n, statement_timestamp() - (age + $23) * interval '1 microsecond', flag, stage, generation, enabled, drawn, successes, failures, detailed,
                ($14)[first:last], ($15)[first:last]
            FROM base, unnest($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) WITH ORDINALITY
                AS batch (age, flag, stage, generation, enabled, drawn, successes, failures, detailed, first, last, n)
        )
        INSERT INTO {schema}.feature_rollout_errors (id, at, feature_name, stage, customer_id, error, metadata, counted)
        SELECT before + cardinality($3) + n, statement_timestamp() - (age + $23) * interval '1 microsecond', flag, stage, customer, error, metadata::jsonb, counted
        FROM base, unnest($16, $17, $18, $19, $20, $21, $22) WITH ORDINALITY
            AS batch (age, flag, stage, customer, error, metadata, counted, n)
        """;

    /// <summary>
    /// Reads what came after a position, or everything: where nothing was read before, where something after it was joined
    /// already, and where the position is none of this database's. One statement, so that nothing moves from table to table
    /// meanwhile. The row without a flag says what it is. A minute is shorter than the time that a batch may stand for, and is read like one, at its middle.
    /// </summary>
    public const string Read = """
        WITH place AS MATERIALIZED (
            SELECT flushed.position AS last, $1 <= 0 OR $1 < joined.position OR $1 > flushed.position AS whole
            FROM {schema}.feature_rollout_outcome_positions AS flushed, {schema}.feature_rollout_outcome_positions AS joined
            WHERE flushed.name = 'flushed' AND joined.name = 'joined'
        )
        SELECT NULL::text AS feature_name, NULL::text AS stage, 0 AS generation, whole AS enabled, false AS drawn, last AS successes, 0::bigint AS failures,
            ''::bytea AS latency_buckets, ''::bytea AS latency_counts, '-infinity'::timestamptz AS at, interval '0' AS span
        FROM place
        UNION ALL
        SELECT feature_name, stage, generation, enabled, drawn, successes, failures, array_send(latency_buckets), array_send(latency_counts), at, interval '0'
        FROM {schema}.feature_rollout_outcomes
        WHERE id > (SELECT CASE WHEN whole THEN 0 ELSE $1 END FROM place)
        UNION ALL
        SELECT feature_name, stage, generation, enabled, drawn, successes, failures, array_send(latency_buckets), array_send(latency_counts),
            CASE WHEN span < interval '1 hour' THEN at + span / 2 ELSE at END, CASE WHEN span < interval '1 hour' THEN interval '0' ELSE span END
        FROM {schema}.feature_rollout_outcome_spans
        WHERE (SELECT whole FROM place) AND (successes > 0 OR failures > 0 OR cardinality(latency_buckets) > 0)
        """;

    /// <summary>Reads a flag's errors: the newest, each counted zero times, and how often each text came.</summary>
    public const string ReadErrors = """
        (SELECT 0::bigint AS count, at, error, stage, customer_id, metadata::text AS metadata, id
        FROM {schema}.feature_rollout_errors WHERE feature_name = $1 ORDER BY at DESC, id DESC LIMIT 100)
        UNION ALL
        (SELECT count(*), max(at), error, NULL, NULL, NULL, 0
        FROM {schema}.feature_rollout_errors WHERE feature_name = $1 GROUP BY error ORDER BY count(*) DESC, error COLLATE "C" LIMIT 64)
        """;

    /// <summary>A page of errors of all flags, by id, for whoever looks for a customer in them.</summary>
    public const string PageOfErrors = """
        SELECT id, at, error, stage, customer_id, metadata::text
        FROM {schema}.feature_rollout_errors WHERE id > $1 ORDER BY id LIMIT $2
        """;
}
