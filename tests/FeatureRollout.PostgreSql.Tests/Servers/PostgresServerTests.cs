using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Servers;

public sealed class PostgresServerTests
{
    [FactWithPostgres]
    public async Task A_database_of_a_test_is_its_own_and_goes_with_it()
    {
        var server = await PostgresServer.SharedAsync();
        string name;
        await using (var database = await server.CreateDatabaseAsync())
        {
            name = database.Name;
            await database.ExecuteAsync("CREATE TABLE of_test (x int)");
            Assert.Equal("0\n", await database.PsqlAsync("SELECT count(*) FROM of_test"));
            var (_, connectionString) = await database.CreateRoleAsync("reader");
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT count(*) FROM of_test", connection);
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync());
        }

        Assert.Equal("0\n", await server.PsqlAsync("postgres", $"SELECT count(*) FROM pg_database WHERE datname = '{name}'"));
    }

    [FactWithPostgres]
    public async Task What_was_committed_outlives_stop_and_kill()
    {
        await using var server = await PostgresServer.CreateAsync(durable: true);
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE of_test (x int)");
        await database.ExecuteAsync("INSERT INTO of_test VALUES (1)");
        await server.RestartAsync();
        await database.ExecuteAsync("INSERT INTO of_test VALUES (2)");
        await server.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => database.ExecuteAsync("SELECT 1"));
        await server.StartAsync();
        Assert.Equal("2", await database.ScalarAsync("SELECT count(*) FROM of_test"));
    }

    [FactWithPostgres]
    public async Task A_frozen_server_answers_after_it_is_thawed()
    {
        await using var server = await PostgresServer.CreateAsync();
        await using var database = await server.CreateDatabaseAsync();
        await using var connection = new NpgsqlConnection(database.Superuser + ";Pooling=false");
        await connection.OpenAsync();
        server.Freeze();
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        var answer = command.ExecuteScalarAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(300)));
        server.Thaw();
        Assert.Equal(1, await answer);
    }
}
