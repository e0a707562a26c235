using Npgsql;

namespace FeatureRollout.PostgreSql;

/// <summary>What a connection string becomes. What it says itself stays, but for what the store cannot work with; else only Npgsql's defaults are replaced.</summary>
internal static class ConnectionRules
{
    private const string ApplicationName = "FeatureRollout";

    private static readonly NpgsqlConnectionStringBuilder Defaults = [];

    /// <summary>For commands: one idle connection stays, others end soon.</summary>
    public static string Pooled(string connectionString, PostgreSqlStoreOptions options)
    {
        var builder = Begin(connectionString, options);
        builder.ConnectionIdleLifetime = builder.ConnectionIdleLifetime == Defaults.ConnectionIdleLifetime ? 5 : builder.ConnectionIdleLifetime;
        builder.ConnectionPruningInterval = Math.Min(builder.ConnectionPruningInterval, builder.ConnectionIdleLifetime);
        builder.MaxPoolSize = builder.MaxPoolSize == Defaults.MaxPoolSize ? Math.Max(20, builder.MinPoolSize) : builder.MaxPoolSize;
        return builder.ConnectionString;
    }

    /// <summary>For the one that listens.</summary>
    public static string Listening(string connectionString, PostgreSqlStoreOptions options)
    {
        var builder = Begin(connectionString, options);
        builder.Pooling = false;
        builder.MinPoolSize = 0;
        return builder.ConnectionString;
    }

    /// <summary>What logs call the database; neither user nor password.</summary>
    public static string NameOf(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgresql {builder.Database ?? builder.Username} at {builder.Host}";
    }

    /// <summary>Whole seconds, at least one.</summary>
    public static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));

    private static NpgsqlConnectionStringBuilder Begin(string connectionString, PostgreSqlStoreOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.ApplicationName ??= ApplicationName;

        // What the store confirms must stand, and hold no lock, whatever becomes of a transaction that its caller is in.
        builder.Enlist = false;

        // A connection that listens is one of its own, and a command whose time is over is to be cancelled at the server.
        builder.Multiplexing = false;
        builder.Timeout = Math.Min(builder.Timeout, Seconds(options.CommandTimeout));
        builder.CommandTimeout = Seconds(options.CommandTimeout);
        builder.CancellationTimeout = Math.Min(builder.CancellationTimeout, (int)options.CommandTimeout.TotalMilliseconds);
        return builder;
    }
}
