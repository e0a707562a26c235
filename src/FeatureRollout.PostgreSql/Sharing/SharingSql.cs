namespace FeatureRollout.PostgreSql.Sharing;

/// <summary>The statements on the lease and on the processes.</summary>
internal static class SharingSql
{
    /// <summary>
    /// Takes or prolongs the lease. Where another write holds the row, the condition is judged again once that has ended, by the clock of then. A lease of one's
    /// own that has expired is taken anew: writes under it were refused, and whoever held it must know.
    /// </summary>
    public const string TryLease = """
        UPDATE {schema}.feature_rollout_environment SET
            lease_epoch = lease_epoch + CASE WHEN lease_holder = $1 AND lease_expires_at > clock_timestamp() THEN 0 ELSE 1 END,
            lease_holder = $1,
            lease_expires_at = clock_timestamp() + $2
        WHERE lease_holder IS NULL OR lease_holder = $1 OR lease_expires_at <= clock_timestamp()
        RETURNING lease_epoch, lease_expires_at
        """;

    /// <summary>Gives a lease back, if it is still this one.</summary>
    public const string ReleaseLease = """
        UPDATE {schema}.feature_rollout_environment SET lease_holder = NULL, lease_expires_at = NULL WHERE lease_holder = $1 AND lease_epoch = $2
        """;

    /// <summary>
    /// Replaces a process's row; the last 32 versions stay, each with when it first began. Rows that expired an hour ago go,
    /// without waiting for another process that takes them away, too.
    /// </summary>
    public const string Report = """
        WITH gone AS (
            DELETE FROM {schema}.feature_rollout_processes WHERE process_id = ANY (ARRAY(
                SELECT process_id FROM {schema}.feature_rollout_processes
                WHERE expires_at < statement_timestamp() - interval '1 hour' AND process_id <> $1 FOR UPDATE SKIP LOCKED))
        )
        INSERT INTO {schema}.feature_rollout_processes AS known (process_id, name, seen_at, expires_at, versions, since)
        VALUES ($1, $2, statement_timestamp(), statement_timestamp() + $5, ARRAY[$3], ARRAY[statement_timestamp() - $4])
        ON CONFLICT (process_id) DO UPDATE SET
            name = excluded.name, seen_at = excluded.seen_at, expires_at = excluded.expires_at,
            versions = CASE WHEN known.versions[cardinality(known.versions)] = $3 THEN known.versions
                ELSE (known.versions || excluded.versions)[greatest(1, cardinality(known.versions) - 30):] END,
            since = CASE WHEN known.versions[cardinality(known.versions)] = $3 THEN known.since
                ELSE (known.since || excluded.since)[greatest(1, cardinality(known.since) - 30):] END
        """;

    /// <summary>Takes a process off.</summary>
    public const string Withdraw = "DELETE FROM {schema}.feature_rollout_processes WHERE process_id = $1";

    /// <summary>Reads clock, key and processes at one moment; one row without a process where there is none.</summary>
    public const string ReadFleet = """
        SELECT statement_timestamp(), coalesce((SELECT changed_in FROM {schema}.feature_rollouts WHERE feature_name = $1), 0), process_id, name, seen_at, versions, since
        FROM (SELECT) AS always LEFT JOIN {schema}.feature_rollout_processes ON expires_at > statement_timestamp()
        ORDER BY name COLLATE "C", process_id COLLATE "C"
        """;
}
