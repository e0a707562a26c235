-- Only for a role that restores archives.
GRANT DELETE ON {schema}.feature_rollouts, {schema}.rollout_changes TO feature_rollout_app;
