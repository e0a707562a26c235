using Npgsql;

namespace FeatureRollout.PostgreSql;

/// <summary>Connections to the database, with the environment's schema in place. Thread-safe.</summary>
internal sealed class Database : IAsyncDisposable, IDisposable
{
    private readonly NpgsqlDataSource _source;

    public Database(string connectionString, PostgreSqlStoreOptions options)
    {
        Options = options;
        _source = new NpgsqlDataSourceBuilder(connectionString).Build();
        Name = "postgresql";
    }

    public PostgreSqlStoreOptions Options { get; }

    public string Name { get; }

    /// <summary>A connection to a database whose schema for the environment exists, is of this version and belongs to that environment.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(string environment, CancellationToken cancellationToken) => throw new NotSupportedException(environment);

    /// <summary>A command on it, with the timeout of the options; each <c>{schema}</c> in the text becomes the environment's quoted schema.</summary>
    public NpgsqlCommand Command(NpgsqlConnection connection, string environment, string text) => throw new NotSupportedException(environment);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public void Dispose() => _source.Dispose();
}
