using FeatureRollout.PostgreSql.Tests.Faults;
using FeatureRollout.PostgreSql.Tests.Servers;
using Npgsql;
using Xunit.Abstractions;

namespace FeatureRollout.PostgreSql.Tests.Documents;

public sealed class HandLatencyTests(ITestOutputHelper output) : StoreTest
{
    private const int Changes = 200;

    /// <summary>The aim is a second at p99; the bound of the test leaves room for a machine that does other things.</summary>
    [FactWithPostgres, Trait("Requirement", "S4-09")]
    public async Task A_change_by_hand_is_effective_in_three_processes_soon_after_its_commit()
    {
        await Write(Open(), "search", new RolloutChange.PercentageSet(0));
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 3).Select(_ => new FeatureFlags(new FeatureFlagsOptions
        {
            Environment = Production, PollInterval = TimeSpan.FromHours(1),
            Providers =
            {
                new MemoryProvider(new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = new() { Key = "search", Percentage = Percentage.Zero } } }),
                Open(),
            },
        })).ToArray();
        var running = clients.Select(client => client.RunAsync(end.Token)).ToArray();
        await Until.True(() => Task.FromResult(clients.All(client => client.Status.Readiness == FlagsReadiness.Ready)), "All are ready.");
        await Until.True(
            async () => await Database.ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%feature_rollout_environment'") == "3", "All listen.");
        await using var psql = new NpgsqlConnection(Database.Superuser + ";Pooling=false");
        await psql.OpenAsync();
        var times = new List<TimeSpan>();
        for (var i = 1; i <= Changes; i++)
        {
            await using var command = new NpgsqlCommand(FormattableString.Invariant($"UPDATE feature_rollouts SET percentage = {i % 2 * 100}"), psql);
            await command.ExecuteNonQueryAsync();
            var committed = TimeProvider.System.GetTimestamp();
            while (clients.Any(client => client.IsEnabled("search", "anybody") != (i % 2 == 1)))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(committed) < Longest, FormattableString.Invariant($"Change {i} does not arrive."));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            }

            times.Add(TimeProvider.System.GetElapsedTime(committed));
        }

        times.Sort();
        output.WriteLine(FormattableString.Invariant($"p50 {times[Changes / 2].TotalMilliseconds:0.0} ms, p99 {times[Changes * 99 / 100].TotalMilliseconds:0.0} ms, max {times[^1].TotalMilliseconds:0.0} ms"));
        Assert.True(times[Changes * 99 / 100] < TimeSpan.FromSeconds(5), times[Changes * 99 / 100].ToString());
        await end.CancelAsync();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.All(clients, client => client.Dispose());
    }
}
