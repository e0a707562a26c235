using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Servers;

public sealed class CuttingProxyTests
{
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(200);

    [FactWithPostgres]
    public async Task A_cut_connection_is_broken_and_a_new_one_works()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var proxy = new CuttingProxy(database.Server);
        await using var connection = await OpenAsync(proxy, database);
        Assert.Equal(1, await AskAsync(connection));
        Assert.Single(proxy.Connections);
        proxy.Cut();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(connection));
        await using var next = await OpenAsync(proxy, database);
        Assert.Equal(1, await AskAsync(next));
        proxy.Traffic = Traffic.Refuse;
        Assert.Equal(1, await AskAsync(next));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => OpenAsync(proxy, database));
    }

    [FactWithPostgres]
    public async Task A_black_hole_holds_questions_until_it_is_gone_for_all_or_for_one()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var proxy = new CuttingProxy(database.Server);
        await using var connection = await OpenAsync(proxy, database);
        proxy.Traffic = Traffic.BlackHole;
        var answer = AskAsync(connection);
        var opening = OpenAsync(proxy, database);
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(AMoment));
        Assert.False(opening.IsCompleted);
        proxy.Traffic = Traffic.Pass;
        Assert.Equal(1, await answer);
        await using var other = await opening;
        proxy.Connections[0].Traffic = Traffic.BlackHole;
        var both = new[] { AskAsync(connection), AskAsync(other) };
        Assert.Equal(1, await await Task.WhenAny(both));
        await Assert.ThrowsAsync<TimeoutException>(() => Task.WhenAll(both).WaitAsync(AMoment));
        proxy.Connections[0].Traffic = Traffic.Pass;
        await Task.WhenAll(both);
    }

    [FactWithPostgres]
    public async Task Answers_are_held_lost_or_late()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE of_test (x int)");
        await using var proxy = new CuttingProxy(database.Server);
        await using (var connection = await OpenAsync(proxy, database))
        {
            proxy.Traffic = Traffic.NoAnswers;
            var answer = AskAsync(connection, "INSERT INTO of_test VALUES (1) RETURNING x");
            await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(AMoment));
            Assert.Equal("1", await database.ScalarAsync("SELECT count(*) FROM of_test"));
            proxy.Traffic = Traffic.Pass;
            await answer;
            proxy.LoseAnswerTo = "INSERT";
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(connection, "INSERT INTO of_test VALUES (2) RETURNING x"));
            Assert.Equal("2", await database.ScalarAsync("SELECT count(*) FROM of_test"));
            Assert.Equal(1, proxy.LostAnswers);
        }

        await using var late = await OpenAsync(proxy, database);
        proxy.Delay = AMoment / 2;
        var begun = TimeProvider.System.GetTimestamp();
        await AskAsync(late);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) >= AMoment * 0.9);
    }

    [FactWithPostgres]
    public async Task A_half_open_connection_looks_alive_and_says_nothing()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var proxy = new CuttingProxy(database.Server);
        await using var connection = await OpenAsync(proxy, database);
        proxy.HalfOpen();
        var answer = AskAsync(connection);
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(AMoment));
        proxy.Cut();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => answer);
    }

    private static async Task<NpgsqlConnection> OpenAsync(CuttingProxy proxy, PostgresDatabase database)
    {
        var connection = new NpgsqlConnection(proxy.ConnectionString(database.Name) + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql = "SELECT 1")
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
