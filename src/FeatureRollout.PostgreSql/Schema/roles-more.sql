-- Only for a role that also restores archives (DELETE) or erases customers from events (UPDATE).
GRANT DELETE ON {schema}.feature_rollouts, {schema}.rollout_changes TO feature_rollout_app;
GRANT UPDATE ON {schema}.rollout_changes TO feature_rollout_app;
