-- One row says whose schema this is, and counts. Whoever counts a version or a sequence, or takes the lease, locks that row until the end of
-- the statement's transaction, so that readers see numbers rise without a gap that would be filled later.
CREATE TABLE IF NOT EXISTS {schema}.feature_rollout_environment (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    environment text NOT NULL,
    schema_version integer NOT NULL,
    least_reader integer NOT NULL,
    channel text NOT NULL,
    incarnation uuid NOT NULL,
    version bigint NOT NULL DEFAULT 0,
    documents bigint NOT NULL DEFAULT 0,
    last_sequence bigint NOT NULL DEFAULT 0,
    events bigint NOT NULL DEFAULT 0,
    lease_holder text,
    lease_epoch bigint NOT NULL DEFAULT 0,
    lease_expires_at timestamptz
);

INSERT INTO {schema}.feature_rollout_environment (environment, schema_version, least_reader, channel, incarnation)
VALUES ({environment}, {version}, {reader}, {channel}, pg_catalog.gen_random_uuid())
ON CONFLICT DO NOTHING;

-- For use at the begin of every function that writes: the environment's row, locked; FR001 where a lease is named that is no longer held.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_lock(p_epoch bigint)
RETURNS {schema}.feature_rollout_environment LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    found_row {schema}.feature_rollout_environment;
BEGIN
    SELECT * INTO found_row FROM {schema}.feature_rollout_environment FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The row of feature_rollout_environment in the schema % is missing, or row level security hides it from %.', {schema_name}, current_user
            USING ERRCODE = 'FR002', HINT = 'Give the role a policy for each table of the schema.';
    END IF;

    PERFORM {schema}.feature_rollout_demand_lease(found_row, p_epoch);
    RETURN found_row;
END
$body$;

-- Nothing where no lease is named.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_demand_lease(p_row {schema}.feature_rollout_environment, p_epoch bigint)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF p_epoch IS NOT NULL
        AND (p_row.lease_epoch <> p_epoch OR p_row.lease_expires_at IS NULL OR p_row.lease_expires_at <= clock_timestamp()) THEN
        RAISE EXCEPTION 'The lease of the controller is held by another process, or has expired; nothing was written.' USING ERRCODE = 'FR001';
    END IF;
END
$body$;
