DO $body$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = {schema_name}) THEN
        CREATE SCHEMA {schema};
    END IF;
END
$body$;

-- An older script must not undo what a newer one made, nor one environment's script take another's schema.
DO $body$
DECLARE
    home record;
BEGIN
    IF EXISTS (
        SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = {schema_name} AND c.relname = 'feature_rollout_environment') THEN
        FOR home IN SELECT environment, schema_version FROM {schema}.feature_rollout_environment LOOP
            IF home.environment <> {environment} THEN
                RAISE EXCEPTION 'The schema % belongs to the environment %, not to %; PostgreSqlStoreOptions.SchemaOf gives each its own.',
                    {schema_name}, home.environment, {environment} USING ERRCODE = 'FR003';
            ELSIF home.schema_version > {version} THEN
                RAISE EXCEPTION 'The schema % is of version % already, which is newer than version {version}.', {schema_name}, home.schema_version
                    USING ERRCODE = 'FR004';
            END IF;
        END LOOP;

        -- Before all else, so that no write is in the middle that would need more than it has while this script waits for it.
        LOCK TABLE {schema}.feature_rollouts IN EXCLUSIVE MODE;
    END IF;
END
$body$;
