namespace FeatureRollout;

/// <summary><c>AddFeatureRollout().AddPostgreSql(…)</c>.</summary>
public static class PostgreSqlBuilderExtensions
{
    /// <summary>Adds a store in PostgreSQL, which the services dispose.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">As Npgsql takes it.</param>
    /// <param name="configure">Sets options; may be null.</param>
    public static FeatureRolloutBuilder AddPostgreSql(this FeatureRolloutBuilder builder, string connectionString, Action<PostgreSqlStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        return builder.AddStore(_ =>
        {
            var options = new PostgreSqlStoreOptions();
            configure?.Invoke(options);
            return new PostgreSqlRolloutStore(connectionString, options);
        });
    }
}
