using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Faults;

/// <summary>The same for what happens to the server.</summary>
[Trait("Requirement", "F-14")]
[Trait("Requirement", "F-18")]
[Trait("Requirement", "S1-10")]
public sealed class ServerFaultTests
{
    private const string Tables = "feature_rollouts, rollout_changes";

    [FactWithPostgres]
    public Task The_server_is_killed_twice() => OnAServerOfItsOwnAsync(async (bench, server) =>
    {
        for (var i = 0; i < 2; i++)
        {
            await server.KillAsync();
            await bench.AnswersAsync();
            await server.StartAsync();
            await bench.WorkAsync(2);
        }
    });

    [FactWithPostgres]
    public Task The_server_is_restarted_under_load() => OnAServerOfItsOwnAsync((_, server) => server.RestartAsync());

    [FactWithPostgres]
    public Task The_server_stands_still_for_longer_than_a_command_may_take() => OnAServerOfItsOwnAsync(async (bench, server) =>
    {
        server.Freeze();
        await bench.AnswersAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        server.Thaw();
    });

    [FactWithPostgres]
    public Task Connections_are_terminated() => OnTheSharedServerAsync(async (bench, database) =>
    {
        for (var i = 0; i < 3; i++)
        {
            await TerminateAsync(database);
            await bench.WorkAsync(2);
        }
    });

    [FactWithPostgres]
    public Task Somebody_locks_the_tables() => OnTheSharedServerAsync(async (bench, database) =>
    {
        await using var holder = new Npgsql.NpgsqlConnection(database.Superuser + ";Pooling=false");
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("LOCK TABLE " + Tables, holder, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        await bench.AnswersAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System);
        await transaction.RollbackAsync();
    });

    [FactWithPostgres]
    public Task Statements_are_ended_by_their_timeout() => OnTheSharedServerAsync(async (bench, database) =>
    {
        await database.Server.ExecuteAsync("postgres", $"ALTER DATABASE {database.Name} SET statement_timeout = '1ms'");
        await TerminateAsync(database);
        await bench.AnswersAsync();
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        await database.Server.ExecuteAsync("postgres", $"ALTER DATABASE {database.Name} RESET statement_timeout");
        await TerminateAsync(database);
    });

    [FactWithPostgres]
    public Task Ten_thousand_notices_come_at_once() => OnTheSharedServerAsync(async (bench, database) =>
    {
        await database.ExecuteAsync("SELECT pg_notify('feature_rollout_public', i::text) FROM generate_series(1, 10000) i");
        await database.ExecuteAsync("SELECT pg_notify('feature_rollout_public', repeat('x', 7000) || i) FROM generate_series(1, 100) i");
        await bench.AnswersAsync();
    });

    [FactWithPostgres]
    public async Task The_disk_is_full_for_a_while()
    {
        await using var server = await PostgresServer.CreateOnSmallDiskAsync();
        if (server is null)
        {
            // Mounting is a right that not every machine gives.
            return;
        }

        var database = await server.CreateDatabaseAsync();
        await FaultBench.RunAsync(database.Superuser, database.Superuser, async bench =>
        {
            var filler = Path.Combine(server.DataFolder, "filler");
            await FillAsync(filler);
            await bench.AnswersAsync();
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            await FillAsync(filler);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            File.Delete(filler);
            if (server.HasEnded)
            {
                // Without room for its log the server ends itself; somebody makes room and starts it.
                await server.StartAsync();
            }
        });
    }

    private static async Task FillAsync(string path)
    {
        await using var filler = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = 65_536; size > 0; size /= 16)
        {
            try
            {
                while (filler.Length < 1L << 30)
                {
                    await filler.WriteAsync(new byte[size]);
                    await filler.FlushAsync();
                }
            }
            catch (IOException)
            {
                // The disk is full for pieces of this size.
            }
        }
    }

    private static Task TerminateAsync(PostgresDatabase database) =>
        database.Server.ExecuteAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.Name}'");

    private static async Task OnAServerOfItsOwnAsync(Func<FaultBench, PostgresServer, Task> fault)
    {
        await using var server = await PostgresServer.CreateAsync(durable: true);
        var database = await server.CreateDatabaseAsync();
        await FaultBench.RunAsync(database.Superuser, database.Superuser, bench => fault(bench, server));
    }

    private static async Task OnTheSharedServerAsync(Func<FaultBench, PostgresDatabase, Task> fault)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await FaultBench.RunAsync(database.Superuser, database.Superuser, bench => fault(bench, database));
    }
}
