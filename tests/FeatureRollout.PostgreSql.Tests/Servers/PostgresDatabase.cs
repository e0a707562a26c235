using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Servers;

/// <summary>A database of one test. It is dropped with the test, and its connections with it.</summary>
internal sealed class PostgresDatabase(PostgresServer server, string name) : IAsyncDisposable
{
    public PostgresServer Server => server;

    public string Name => name;

    /// <summary>A connection string of the superuser.</summary>
    public string Superuser => server.Superuser(name);

    /// <summary>A connection string of a role that may log in and has no other right than everybody has.</summary>
    public string Plain(string role) => server.ConnectionString(name, role);

    /// <summary>A database on the shared server.</summary>
    public static async Task<PostgresDatabase> CreateAsync() => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

    /// <summary>Creates a role that may only log in, and returns its connection string. Roles belong to the server: the name is made unique by the database's.</summary>
    public async Task<(string Role, string ConnectionString)> CreateRoleAsync(string purpose)
    {
        var role = name + "_" + purpose;
        await ExecuteAsync("CREATE ROLE " + role + " LOGIN");
        return (role, Plain(role));
    }

    public Task ExecuteAsync(string sql) => server.ExecuteAsync(name, sql);

    /// <summary>The first value of a query as text; null where there is none.</summary>
    public async Task<string?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Superuser + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public Task<string> PsqlAsync(string sql, string user = "postgres") => server.PsqlAsync(name, sql, user);

    public async ValueTask DisposeAsync() => await server.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
}
