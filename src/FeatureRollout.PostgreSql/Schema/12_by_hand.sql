-- Changes by hand. What makes safer is obeyed, whatever else the statement says; a percentage can be set; the rest is refused with a hint.
-- Each is put down as an event, and waits in "pending" until the library next writes the document, which every reader applies it to.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_is_marked()
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RETURN coalesce(current_setting('feature_rollout.writes', true), '') = pg_current_xact_id()::text;
END
$body$;

CREATE OR REPLACE FUNCTION {schema}.feature_rollout_refuse(p_key text, p_what text)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    RAISE EXCEPTION '% in feature_rollouts: %', p_key, p_what USING ERRCODE = 'FR005',
        HINT = 'By hand a row can be switched off (status = ''rolled_back'' or ''killed''), paused (status = ''paused'') or given a percentage. '
            'For everything else use the admin API or the command line.';
END
$body$;

-- The event of a change by hand as JSON.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_hand_event(p_old {schema}.feature_rollouts, p_new {schema}.feature_rollouts, p_change jsonb)
RETURNS jsonb LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    one {schema}.feature_rollouts;
    places jsonb[] := '{}';
BEGIN
    FOREACH one IN ARRAY ARRAY[p_old, p_new] LOOP
        places := places || CASE WHEN one.rollout_status IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object(
            'status', replace(one.rollout_status, 'rolled_back', 'rolledBack'),
            'stage', nullif(one.current_tier, 'tier_0_disabled'),
            'step', one.step,
            'percentage', trim_scale(coalesce(one.percentage, 0)))) END;
    END LOOP;

    RETURN jsonb_strip_nulls(jsonb_build_object(
        'reader', 1,
        'sequence', 0,
        'at', to_char(p_new.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'key', p_new.feature_name,
        'version', p_new.version,
        'actor', 'sql:' || session_user,
        'reason', 'Changed by hand in the table feature_rollouts.',
        'change', p_change,
        'from', places[1],
        'to', places[2]));
END
$body$;

-- What a row becomes by a change.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_changed(p_row {schema}.feature_rollouts, p_change jsonb)
RETURNS {schema}.feature_rollouts LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    -- The flag's own kill lies over its rollout.
    is_own_kill boolean := p_row.status = 'killed' AND coalesce(p_row.rollout_status, '') NOT IN ('', 'killed');
BEGIN
    CASE p_change->>'kind'
        WHEN 'killed' THEN
            p_row.status := 'killed';
            IF p_row.rollout_status IS NOT NULL THEN
                p_row.rollout_status := 'killed';
                p_row.percentage := 0;
                p_row.in_drill := false;
            END IF;
        WHEN 'rolledBack' THEN
            p_row.current_tier := 'tier_0_disabled';
            p_row.rollout_status := 'rolled_back';
            p_row.status := CASE WHEN is_own_kill THEN 'killed' ELSE 'rolled_back' END;
            p_row.percentage := 0;
            p_row.step := 0;
            p_row.in_drill := false;
        WHEN 'percentageSet' THEN
            p_row.percentage := (p_change->>'percentage')::numeric;
            IF p_row.rollout_status IS NOT NULL THEN
                p_row.status := 'paused';
                p_row.rollout_status := 'paused';
            END IF;
        WHEN 'paused' THEN
            p_row.status := 'paused';
            p_row.rollout_status := 'paused';
        WHEN 'revived' THEN
            p_row.status := 'active';
    END CASE;
    RETURN p_row;
END
$body$;

CREATE OR REPLACE FUNCTION {schema}.feature_rollout_by_hand()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    before {schema}.feature_rollouts;
    said text;
    is_odd boolean;
    is_movable boolean;
    change jsonb;
BEGIN
    IF {schema}.feature_rollout_is_marked() THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;

    IF TG_OP = 'DELETE' THEN
        PERFORM {schema}.feature_rollout_refuse(OLD.feature_name, 'a row is not deleted by hand, for other processes would never hear of it.');
    END IF;

    IF TG_OP = 'INSERT' THEN
        before.feature_name := NEW.feature_name;
        before.status := 'active';
        before.version := 0;
        before.document_version := 0;
        before.changed_in := 0;
        before.step := 0;
        before.in_drill := false;
        before.pending := '[]';
    ELSE
        before := OLD;
    END IF;

    said := regexp_replace(lower(btrim(coalesce(NEW.status, ''))), '[\s-]+', '_', 'g');
    is_movable := before.status <> 'killed' AND NOT before.in_drill AND before.rollout_status IN ('running', 'held', 'paused', 'completed');
    is_odd := ROW(NEW.feature_name, NEW.started_at, NEW.updated_at, NEW.version, NEW.document_version, NEW.changed_in, NEW.rollout_status, NEW.step,
            NEW.in_drill, NEW.write_id, NEW.document, NEW.pending)
        IS DISTINCT FROM ROW(before.feature_name, before.started_at, before.updated_at, before.version, before.document_version, before.changed_in,
            before.rollout_status, before.step, before.in_drill, before.write_id, before.document, before.pending);

    IF NEW.status IS DISTINCT FROM before.status AND said IN ('rolled_back', 'rolledback', 'rollback') THEN
        change := '{"kind": "rolledBack"}';
    ELSIF NEW.status IS DISTINCT FROM before.status
        AND said IN ('killed', 'kill', 'disabled', 'disable', 'off', 'false', '0', 'inactive', 'stopped', 'stop', 'aborted', 'cancelled', 'canceled') THEN
        change := '{"kind": "killed"}';
    ELSIF NEW.current_tier IS DISTINCT FROM before.current_tier AND lower(btrim(NEW.current_tier)) = 'tier_0_disabled' THEN
        change := '{"kind": "rolledBack"}';
    ELSIF NEW.percentage IS DISTINCT FROM before.percentage AND NEW.percentage <= 0
        AND (is_odd OR TG_OP = 'INSERT' OR NEW.percentage < 0
            OR NEW.current_tier IS DISTINCT FROM before.current_tier
            OR (NEW.status IS DISTINCT FROM before.status AND said <> 'paused')
            OR (before.rollout_status IS NOT NULL AND NOT is_movable)) THEN
        change := '{"kind": "killed"}';
    END IF;

    IF change IS NOT NULL THEN
        -- A draft is off and not rolled back; nor is a flag that leads no rollout.
        IF change->>'kind' = 'rolledBack' AND coalesce(before.rollout_status, 'draft') = 'draft' THEN
            change := '{"kind": "killed"}';
        END IF;

        IF before.status = 'killed' AND (change->>'kind' = 'killed' OR before.rollout_status = 'rolled_back')
            OR before.status = 'rolled_back' AND change->>'kind' = 'rolledBack' THEN
            RETURN before;
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        PERFORM {schema}.feature_rollout_refuse(NEW.feature_name, 'a row that is put in by hand can only switch its feature off.');
    ELSIF is_odd THEN
        PERFORM {schema}.feature_rollout_refuse(before.feature_name, 'only status, percentage and current_tier are changed by hand.');
    ELSIF NEW.current_tier IS DISTINCT FROM before.current_tier THEN
        PERFORM {schema}.feature_rollout_refuse(before.feature_name, 'current_tier can only become ''tier_0_disabled''.');
    ELSIF NEW.percentage IS DISTINCT FROM before.percentage AND (NEW.status IS NOT DISTINCT FROM before.status OR said = 'paused') THEN
        IF NEW.percentage IS NULL OR NEW.percentage NOT BETWEEN 0 AND 100 OR scale(trim_scale(NEW.percentage)) > 3 THEN
            PERFORM {schema}.feature_rollout_refuse(before.feature_name, 'a percentage is a number from 0 to 100 with at most three decimals.');
        ELSIF before.rollout_status IS NOT NULL AND NOT is_movable OR before.rollout_status IS NULL AND NEW.status IS DISTINCT FROM before.status THEN
            PERFORM {schema}.feature_rollout_refuse(before.feature_name,
                format('with status ''%s''%s it takes no percentage by hand.', before.status, CASE WHEN before.in_drill THEN ' and in a drill' ELSE '' END));
        END IF;

        change := jsonb_build_object('kind', 'percentageSet', 'percentage', trim_scale(NEW.percentage));
    ELSIF NEW.status IS DISTINCT FROM before.status THEN
        IF said = 'paused' AND is_movable AND before.rollout_status <> 'completed' THEN
            change := '{"kind": "paused"}';
        ELSIF said = 'active' AND before.status = 'killed' AND before.rollout_status IS NULL AND NEW.percentage IS NOT DISTINCT FROM before.percentage THEN
            change := '{"kind": "revived"}';
        ELSE
            PERFORM {schema}.feature_rollout_refuse(before.feature_name, format('the status does not go from ''%s'' to ''%s'' by hand.', before.status, NEW.status));
        END IF;
    ELSE
        RETURN before;
    END IF;

    NEW := {schema}.feature_rollout_changed(before, change);
    NEW.version := before.version + 1;
    NEW.updated_at := clock_timestamp();
    NEW.write_id := gen_random_uuid();
    NEW.changed_in := -1;
    NEW.pending := before.pending || jsonb_build_array({schema}.feature_rollout_hand_event(before, NEW, change));
    RETURN NEW;
END
$body$;

-- Counts changes by hand as their transaction ends, so that somebody who thinks in the middle of one holds up nothing but that row.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_count_by_hand()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    home {schema}.feature_rollout_environment := {schema}.feature_rollout_lock(NULL);
    event jsonb := NEW.pending->-1;
BEGIN
    PERFORM {schema}.feature_rollout_mark(true);
    UPDATE {schema}.feature_rollouts SET changed_in = home.version + 1 WHERE feature_name = NEW.feature_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'The row of % in feature_rollouts is hidden from %.', NEW.feature_name, current_user USING ERRCODE = 'FR002';
    END IF;

    PERFORM {schema}.feature_rollout_mark(false);
    INSERT INTO {schema}.rollout_changes (sequence, feature_name, version, at, actor, kind, write_id, document)
    VALUES (home.last_sequence + 1, NEW.feature_name, NEW.version, NEW.updated_at, event->>'actor', event->'change'->>'kind', NEW.write_id, event::text);
    UPDATE {schema}.feature_rollout_environment SET
        version = home.version + 1, documents = home.documents + CASE WHEN TG_OP = 'INSERT' THEN 1 ELSE 0 END,
        last_sequence = home.last_sequence + 1, events = home.events + 1;
    PERFORM {schema}.feature_rollout_notify(home.channel, home.version + 1);
    RETURN NULL;
END
$body$;

CREATE OR REPLACE FUNCTION {schema}.feature_rollout_no_truncate()
RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM {schema}.feature_rollout_refuse('All', 'rows are not deleted by hand, for other processes would never hear of it.');
    RETURN NULL;
END
$body$;

DO $body$
BEGIN
    CREATE OR REPLACE TRIGGER feature_rollout_by_hand BEFORE INSERT OR UPDATE OR DELETE ON {schema}.feature_rollouts
        FOR EACH ROW EXECUTE FUNCTION {schema}.feature_rollout_by_hand();
    CREATE OR REPLACE TRIGGER feature_rollout_no_truncate BEFORE TRUNCATE ON {schema}.feature_rollouts
        FOR EACH STATEMENT EXECUTE FUNCTION {schema}.feature_rollout_no_truncate();
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = {schema_name} AND c.relname = 'feature_rollouts' AND t.tgname = 'feature_rollout_count_by_hand') THEN
        CREATE CONSTRAINT TRIGGER feature_rollout_count_by_hand AFTER INSERT OR UPDATE ON {schema}.feature_rollouts
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.changed_in < 0) EXECUTE FUNCTION {schema}.feature_rollout_count_by_hand();
    END IF;
END
$body$;
