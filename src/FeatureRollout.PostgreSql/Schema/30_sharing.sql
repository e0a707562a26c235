-- The processes on this environment. Unlogged: each row is told anew every few seconds and is worth nothing after a crash.
CREATE UNLOGGED TABLE IF NOT EXISTS {schema}.feature_rollout_processes (
    process_id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    versions bigint[] NOT NULL,
    since timestamptz[] NOT NULL
) WITH (fillfactor = 20);
