CREATE INDEX IF NOT EXISTS rollout_changes_at ON {schema}.rollout_changes (at);

-- A change's JSON as jsonb. That holds neither NUL nor half a surrogate pair, so these become U+0010 and four digits, as in the columns.
-- An escaped backslash is written out first, so that what follows it is not taken for an escape.
CREATE OR REPLACE FUNCTION {schema}.feature_rollout_json(p_document text)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $body$
BEGIN
    IF p_document ~* '\\u(0000|d[89a-f])' THEN
        RETURN regexp_replace(
            replace(p_document, '\\', '\u005c'),
            '\\u(0000|d[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2}\\u)d[c-f][0-9a-f]{2})', '\\u0010\1', 'gi')::jsonb;
    END IF;

    RETURN p_document::jsonb;
END
$body$;

-- What happened, one row each: changes; for every outcome with the feature on a row 'enabled', and for every one of these that failed a row
-- 'error', with customer and details where they were told. Outcomes have the time of their batch, after ten minutes the begin of their minute,
-- after two hours of their hour, and after eight days of their day (UTC). A condition on the time or the feature reaches the tables.
-- The series stand in lists of columns: in FROM each would be put down whole first, on the disk where it is long.
CREATE OR REPLACE VIEW {schema}.rollout_events WITH (security_invoker = true) AS
SELECT
    feature_name,
    json #>> '{change,customerId}' AS customer_id,
    lower(regexp_replace(kind, '([A-Z])', '_\1', 'g')) AS event,
    jsonb_strip_nulls(jsonb_build_object(
        'actor', actor, 'reason', json -> 'reason', 'rule', json -> 'rule', 'version', version, 'from', json -> 'from', 'to', json -> 'to')) AS metadata,
    at AS timestamp,
    json #>> '{to,stage}' AS stage
FROM {schema}.rollout_changes, LATERAL (SELECT {schema}.feature_rollout_json(document) AS json) AS read
UNION ALL
SELECT feature_name, NULL::text, 'enabled'::text, '{}'::jsonb, at, stage
FROM (SELECT feature_name, at, stage, generate_series(1, successes + failures) FROM {schema}.feature_rollout_outcomes WHERE enabled) AS expanded
UNION ALL
SELECT feature_name, NULL::text, 'error'::text, '{}'::jsonb, at, stage
FROM (SELECT feature_name, at, stage, generate_series(1, failures - detailed) FROM {schema}.feature_rollout_outcomes WHERE enabled) AS expanded
UNION ALL
SELECT feature_name, NULL::text, 'enabled'::text, '{}'::jsonb, at, stage
FROM (SELECT feature_name, at, stage, generate_series(1, successes + failures) FROM {schema}.feature_rollout_outcome_spans WHERE enabled) AS expanded
UNION ALL
SELECT feature_name, NULL::text, 'error'::text, '{}'::jsonb, at, stage
FROM (SELECT feature_name, at, stage, generate_series(1, failures - detailed) FROM {schema}.feature_rollout_outcome_spans WHERE enabled) AS expanded
UNION ALL
SELECT feature_name, customer_id, 'error'::text, metadata || jsonb_build_object('error', error), at, stage
FROM {schema}.feature_rollout_errors WHERE counted;
