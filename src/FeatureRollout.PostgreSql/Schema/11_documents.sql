-- What people and dashboards read, and beside it the document as the library keeps it.
CREATE TABLE IF NOT EXISTS {schema}.feature_rollouts (
    feature_name text COLLATE "C" PRIMARY KEY CHECK (feature_name ~ '^[A-Za-z0-9._-]{1,128}$'),
    current_tier text,
    percentage numeric,
    status text NOT NULL,
    started_at timestamptz,
    updated_at timestamptz,
    version bigint NOT NULL,
    document_version bigint NOT NULL,
    changed_in bigint NOT NULL,
    rollout_status text,
    step integer NOT NULL DEFAULT 0,
    in_drill boolean NOT NULL DEFAULT false,
    write_id uuid NOT NULL,
    document text,
    pending jsonb NOT NULL DEFAULT '[]'
);

CREATE INDEX IF NOT EXISTS feature_rollouts_changed_in ON {schema}.feature_rollouts (changed_in);

-- Who changed what, once each. The columns win over what the JSON says.
CREATE TABLE IF NOT EXISTS {schema}.rollout_changes (
    sequence bigint PRIMARY KEY,
    feature_name text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    kind text NOT NULL,
    write_id uuid NOT NULL,
    document text NOT NULL
);

CREATE INDEX IF NOT EXISTS rollout_changes_feature_name ON {schema}.rollout_changes (feature_name, sequence);
CREATE INDEX IF NOT EXISTS rollout_changes_write_id ON {schema}.rollout_changes (write_id);

-- What the controller remembers between looks.
CREATE TABLE IF NOT EXISTS {schema}.feature_rollout_progress (
    feature_name text COLLATE "C" PRIMARY KEY,
    progress bytea NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Marks a change of a row as the library's own until the statement's end; a setting that somebody left behind marks nothing.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_mark(p_begin boolean)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM set_config('feature_rollout.writes', CASE WHEN p_begin THEN pg_current_xact_id()::text ELSE '' END, true);
END
$body$;

CREATE OR REPLACE FUNCTION {schema}.feature_rollout_notify(p_channel text, p_version bigint)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM pg_notify(p_channel, p_version::text);
END
$body$;

-- Writes a document and its events in one statement. No row: the version has moved, and nothing was written. A repeat with the same
-- p_write_id writes nothing and answers as the first did.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_write(
    p_key text, p_expected bigint, p_write_id uuid, p_epoch bigint,
    p_document text, p_tier text, p_percentage numeric, p_status text, p_started_at timestamptz,
    p_rollout_status text, p_step integer, p_in_drill boolean,
    p_actors text[], p_kinds text[], p_events text[])
RETURNS TABLE (written_at timestamptz, first_sequence bigint) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    home {schema}.feature_rollout_environment;
    old record;
    moment timestamptz;
BEGIN
    -- The document's row first and the environment's second, as changes by hand do.
    PERFORM FROM {schema}.feature_rollouts WHERE feature_name = p_key FOR UPDATE;
    home := {schema}.feature_rollout_lock(NULL);

    SELECT c.at, c.sequence INTO old FROM {schema}.rollout_changes c WHERE c.write_id = p_write_id ORDER BY c.sequence LIMIT 1;
    IF FOUND THEN
        RETURN QUERY SELECT old.at, old.sequence;
        RETURN;
    END IF;

    SELECT f.version, f.write_id, f.updated_at INTO old FROM {schema}.feature_rollouts f WHERE f.feature_name = p_key;
    IF old.write_id = p_write_id THEN
        RETURN QUERY SELECT old.updated_at, 0::bigint;
        RETURN;
    END IF;

    PERFORM {schema}.feature_rollout_demand_lease(home, p_epoch);
    IF coalesce(old.version, 0) <> p_expected THEN
        RETURN;
    END IF;

    moment := clock_timestamp();
    PERFORM {schema}.feature_rollout_mark(true);
    IF old.version IS NULL THEN
        INSERT INTO {schema}.feature_rollouts VALUES (
            p_key, p_tier, p_percentage, p_status, p_started_at, moment, p_expected + 1, p_expected + 1, home.version + 1,
            p_rollout_status, p_step, p_in_drill, p_write_id, p_document, '[]');
    ELSE
        UPDATE {schema}.feature_rollouts SET
            current_tier = p_tier, percentage = p_percentage, status = p_status, started_at = p_started_at, updated_at = moment,
            version = p_expected + 1, document_version = p_expected + 1, changed_in = home.version + 1,
            rollout_status = p_rollout_status, step = p_step, in_drill = p_in_drill, write_id = p_write_id, document = p_document, pending = '[]'
        WHERE feature_name = p_key;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'The row of % in feature_rollouts may not be changed by %.', p_key, current_user USING ERRCODE = 'FR002';
        END IF;
    END IF;

    PERFORM {schema}.feature_rollout_mark(false);
    INSERT INTO {schema}.rollout_changes (sequence, feature_name, version, at, actor, kind, write_id, document)
    SELECT home.last_sequence + e.place, p_key, p_expected + 1, moment, e.actor, e.kind, p_write_id, e.document
    FROM unnest(p_actors, p_kinds, p_events) WITH ORDINALITY AS e(actor, kind, document, place);

    UPDATE {schema}.feature_rollout_environment AS h SET
        version = home.version + 1,
        documents = home.documents + CASE WHEN old.version IS NULL THEN 1 ELSE 0 END,
        last_sequence = home.last_sequence + cardinality(p_events),
        events = home.events + cardinality(p_events);
    PERFORM {schema}.feature_rollout_notify(home.channel, home.version + 1);
    RETURN QUERY SELECT moment, home.last_sequence + 1;
END
$body$;

CREATE OR REPLACE FUNCTION {schema}.feature_rollout_write_progress(p_key text, p_progress bytea, p_epoch bigint)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    home {schema}.feature_rollout_environment;
BEGIN
    IF p_epoch IS NOT NULL THEN
        SELECT * INTO home FROM {schema}.feature_rollout_environment FOR SHARE;
        PERFORM {schema}.feature_rollout_demand_lease(home, p_epoch);
    END IF;

    INSERT INTO {schema}.feature_rollout_progress VALUES (p_key, p_progress, clock_timestamp())
    ON CONFLICT (feature_name) DO UPDATE SET progress = excluded.progress, updated_at = excluded.updated_at;
END
$body$;

-- Replaces everything; false where something is there and it is not to be replaced. A repeat with the same p_incarnation does nothing.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_restore(
    p_incarnation uuid, p_replace boolean,
    p_keys text[], p_versions bigint[], p_updated_at timestamptz[], p_documents text[], p_tiers text[], p_percentages numeric[], p_statuses text[],
    p_started_at timestamptz[], p_rollout_statuses text[], p_steps integer[], p_in_drill boolean[],
    p_sequences bigint[], p_event_keys text[], p_event_versions bigint[], p_ats timestamptz[], p_actors text[], p_kinds text[], p_events text[])
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    home {schema}.feature_rollout_environment;
BEGIN
    PERFORM FROM {schema}.feature_rollouts ORDER BY feature_name FOR UPDATE;
    home := {schema}.feature_rollout_lock(NULL);
    IF home.incarnation = p_incarnation THEN
        RETURN true;
    END IF;

    IF NOT p_replace AND (home.documents > 0 OR home.events > 0) THEN
        RETURN false;
    END IF;

    PERFORM {schema}.feature_rollout_mark(true);
    DELETE FROM {schema}.feature_rollouts;
    DELETE FROM {schema}.rollout_changes;
    INSERT INTO {schema}.feature_rollouts
    SELECT d.feature_name, d.tier, d.percentage, d.status, d.started_at, d.updated_at, d.version, d.version, home.version + 1,
        d.rollout_status, d.step, d.in_drill, p_incarnation, d.document, '[]'
    FROM unnest(p_keys, p_versions, p_updated_at, p_documents, p_tiers, p_percentages, p_statuses, p_started_at, p_rollout_statuses, p_steps, p_in_drill)
        AS d(feature_name, version, updated_at, document, tier, percentage, status, started_at, rollout_status, step, in_drill);
    PERFORM {schema}.feature_rollout_mark(false);
    INSERT INTO {schema}.rollout_changes
    SELECT e.sequence, e.feature_name, e.version, e.at, e.actor, e.kind, p_incarnation, e.document
    FROM unnest(p_sequences, p_event_keys, p_event_versions, p_ats, p_actors, p_kinds, p_events)
        AS e(sequence, feature_name, version, at, actor, kind, document);
    UPDATE {schema}.feature_rollout_environment SET
        incarnation = p_incarnation, version = home.version + 1, documents = cardinality(p_keys), events = cardinality(p_events),
        last_sequence = coalesce((SELECT max(sequence) FROM {schema}.rollout_changes), 0);
    PERFORM {schema}.feature_rollout_notify(home.channel, home.version + 1);
    RETURN true;
END
$body$;
