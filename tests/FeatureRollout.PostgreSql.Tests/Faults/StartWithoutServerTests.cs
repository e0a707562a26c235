using FeatureRollout.PostgreSql.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace FeatureRollout.PostgreSql.Tests.Faults;

public sealed class StartWithoutServerTests
{
    private const string Environment = "production";
    private const string Flag = "new_search";

    [FactWithPostgres]
    [Trait("Requirement", "F-18")]
    public async Task A_start_without_the_database_serves_what_was_last_known_says_so_and_recovers()
    {
        await using var server = await PostgresServer.CreateAsync(durable: true);
        var database = await server.CreateDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("feature-rollout-");
        var copy = Path.Combine(folder.FullName, "last-known-good.json");
        await SetAsync(database, 100);
        await using (var first = Services(database, copy))
        {
            var flags = await first.StartFeatureRolloutAsync();
            await Until.True(() => Task.FromResult(flags.IsEnabled(Flag, "anybody")), "It is served.");
            await Until.True(() => Task.FromResult(File.Exists(copy) && File.ReadAllText(copy).Contains(Flag, StringComparison.Ordinal)), "A copy is kept.");
        }

        await server.KillAsync();
        await using var second = Services(database, copy);
        var served = await second.StartFeatureRolloutAsync();
        Assert.True(served.IsEnabled(Flag, "anybody"));
        Assert.Equal(FlagsReadiness.Degraded, served.Status.Readiness);

        await server.StartAsync();
        await SetAsync(database, 0);
        await Until.True(() => Task.FromResult(!served.IsEnabled(Flag, "anybody") && served.Status.Readiness == FlagsReadiness.Ready), "It recovers by itself.");
        folder.Delete(recursive: true);
    }

    private static ServiceProvider Services(PostgresDatabase database, string copy)
    {
        var services = new ServiceCollection();
        services
            .AddFeatureRollout(options =>
            {
                options.Environment = Environment;
                options.LastKnownGoodPath = copy;
                options.StartupTimeout = TimeSpan.FromSeconds(2);
                options.PollInterval = TimeSpan.FromSeconds(1);
            })
            .AddMemory(new MemoryProvider(new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { [Flag] = new() { Key = Flag, Percentage = Percentage.Zero } } }))
            .AddPostgreSql(database.Superuser);
        return services.BuildServiceProvider();
    }

    private static async Task SetAsync(PostgresDatabase database, int percent)
    {
        await using var store = new PostgreSqlRolloutStore(database.Superuser);
        var percentage = Percentage.FromThousandths(percent * 1000);
        await Until.True(
            async () =>
            {
                var document = await store.GetAsync(Environment, Flag, CancellationToken.None);
                var happened = new RolloutEvent { Key = Flag, Version = 0, At = default, Actor = "alice", Change = new RolloutChange.PercentageSet(percentage) };
                return await store.TryWriteAsync(Environment, document with { State = document.State with { Percentage = percentage } }, [happened], CancellationToken.None) is not null;
            },
            "It is written.");
    }
}
