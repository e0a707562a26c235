-- Outcomes of all processes. Three tables, so that each is read and forgotten in its own way:
-- batches as they came (ten minutes), sums of minutes (two hours), hours (eight days) and days, and the details of errors.

CREATE TABLE IF NOT EXISTS {schema}.feature_rollout_flushes (
    process_id text COLLATE "C" PRIMARY KEY,
    sequence bigint NOT NULL,
    seen_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- 'flushed': the highest id given out. Each flush raises it and holds the row until it is committed: ids come in the order
-- of commits, and whoever read up to an id has missed none below it. 'joined': the highest id that was joined into a span.
CREATE TABLE IF NOT EXISTS {schema}.feature_rollout_outcome_positions (
    name text PRIMARY KEY,
    position bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO {schema}.feature_rollout_outcome_positions VALUES ('flushed', 0), ('joined', 0) ON CONFLICT DO NOTHING;

-- For use in the middle of a statement that needs a row which it does not see.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_hidden(p_table text)
RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION 'Rows of % in the schema % are missing, or row level security hides them from %.', p_table, {schema_name}, current_user
        USING ERRCODE = 'FR002', HINT = 'Give the role a policy for each table of the schema.';
END
$body$;

CREATE TABLE IF NOT EXISTS {schema}.feature_rollout_outcomes (
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    feature_name text COLLATE "C" NOT NULL,
    stage text,
    generation integer NOT NULL,
    enabled boolean NOT NULL,
    drawn boolean NOT NULL,
    successes bigint NOT NULL,
    failures bigint NOT NULL,
    detailed bigint NOT NULL,
    latency_buckets smallint[] NOT NULL,
    latency_counts bigint[] NOT NULL
);
CREATE INDEX IF NOT EXISTS feature_rollout_outcomes_at ON {schema}.feature_rollout_outcomes (at);
COMMENT ON COLUMN {schema}.feature_rollout_outcomes.detailed IS 'How many of the failures stand in feature_rollout_errors as well.';

CREATE TABLE IF NOT EXISTS {schema}.feature_rollout_outcome_spans (
    span interval NOT NULL,
    at timestamptz NOT NULL,
    feature_name text COLLATE "C" NOT NULL,
    stage text,
    generation integer NOT NULL,
    enabled boolean NOT NULL,
    drawn boolean NOT NULL,
    successes bigint NOT NULL,
    failures bigint NOT NULL,
    detailed bigint NOT NULL,
    latency_buckets smallint[] NOT NULL,
    latency_counts bigint[] NOT NULL,
    CONSTRAINT feature_rollout_outcome_spans_key UNIQUE NULLS NOT DISTINCT (at, span, feature_name, stage, generation, enabled, drawn)
);

CREATE TABLE IF NOT EXISTS {schema}.feature_rollout_errors (
    id bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    feature_name text COLLATE "C" NOT NULL,
    stage text,
    customer_id text,
    error text NOT NULL,
    metadata jsonb NOT NULL,
    counted boolean NOT NULL
);
CREATE INDEX IF NOT EXISTS feature_rollout_errors_at ON {schema}.feature_rollout_errors (at);
CREATE INDEX IF NOT EXISTS feature_rollout_errors_flag ON {schema}.feature_rollout_errors (feature_name, at DESC, id DESC);
COMMENT ON COLUMN {schema}.feature_rollout_errors.counted IS 'Whether it is one of the failures that an outcome counts as detailed.';
