-- Run by the owner of the schema, after PostgreSqlRolloutStore.GetSchemaSql, with the application's role in place of feature_rollout_app.
GRANT USAGE ON SCHEMA {schema} TO feature_rollout_app;
GRANT SELECT, UPDATE ON {schema}.feature_rollout_environment TO feature_rollout_app;
GRANT SELECT, INSERT, UPDATE ON {schema}.feature_rollouts, {schema}.feature_rollout_progress TO feature_rollout_app;
GRANT SELECT, INSERT ON {schema}.rollout_changes TO feature_rollout_app;
GRANT SELECT, UPDATE ON {schema}.feature_rollout_outcome_positions TO feature_rollout_app;
GRANT SELECT, INSERT, DELETE ON {schema}.feature_rollout_outcomes, {schema}.feature_rollout_errors TO feature_rollout_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.feature_rollout_flushes, {schema}.feature_rollout_outcome_spans, {schema}.feature_rollout_processes TO feature_rollout_app;
GRANT SELECT ON {schema}.rollout_events TO feature_rollout_app;
