UPDATE {schema}.feature_rollout_environment SET schema_version = {version}, least_reader = {reader} WHERE schema_version < {version};
