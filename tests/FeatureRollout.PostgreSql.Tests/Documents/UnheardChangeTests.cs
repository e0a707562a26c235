using FeatureRollout.PostgreSql.Tests.Faults;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Documents;

/// <summary>A superuser can go round the triggers; then no version moves and nobody is told. A row that says off is obeyed all the same.</summary>
[Trait("Requirement", "S4-09")]
public sealed class UnheardChangeTests : StoreTest
{
    private const string Unheard = "SET session_replication_role = replica; ";

    [FactWithPostgres]
    public async Task A_row_that_says_off_is_obeyed_at_the_next_reading()
    {
        var store = Open();
        foreach (var (change, i) in ((string[])["status = 'killed'", "percentage = 0", "current_tier = 'tier_0_disabled'", "status = 'off'"]).Select((change, i) => (change, i)))
        {
            var key = FormattableString.Invariant($"flag{i}");
            await WriteRollout(store, key);
            await Write(store, "other", new RolloutChange.PercentageSet(5));
            var known = await store.ReadAsync(Production, None);
            Assert.True(known.States![key].Stage!.Active);
            await Database.ExecuteAsync($"{Unheard} UPDATE feature_rollouts SET {change} WHERE feature_name = '{key}'");
            var read = await store.ReadAsync(Production, None);
            Assert.True(read.States![key].Enabled == false || !read.States[key].Stage!.Active, change);
            Assert.False(string.Equals(known.Version, read.Version, StringComparison.Ordinal));
            Assert.Contains(read.Problems, problem => problem.Contains(key, StringComparison.Ordinal));
            Assert.Same(read, await store.ReadAsync(Production, None));
        }

        await Write(store, "other", new RolloutChange.PercentageSet(6));
        Assert.Equal(Percentage.FromPercent(6), (await store.ReadAsync(Production, None)).States!["other"].Percentage);
        Assert.False((await store.ReadAsync(Production, None)).States!["flag0"].Enabled);
    }

    [FactWithPostgres]
    public async Task A_row_put_in_hinders_no_other()
    {
        var store = Open();
        await WriteRollout(store, "led");
        await store.ReadAsync(Production, None);
        await Database.ExecuteAsync(Unheard + """
            INSERT INTO feature_rollouts (feature_name, status, version, document_version, changed_in, write_id) VALUES ('new', 'killed', 1, 1, 1, gen_random_uuid())
            """);
        Assert.False((await store.ReadAsync(Production, None)).States!["new"].Enabled);
        await Write(store, "led", new RolloutChange.Killed());
        foreach (var reader in (PostgreSqlRolloutStore[])[store, Open()])
        {
            Assert.False((await reader.ReadAsync(Production, None)).States!["led"].Enabled == true);
            Assert.False((await reader.ReadAsync(Production, None)).States!["new"].Enabled);
        }
    }

    [FactWithPostgres]
    public async Task A_client_that_polls_serves_it_off()
    {
        var store = Open();
        await Write(store, "search", new RolloutChange.PercentageSet(100));
        using var flags = new FeatureFlags(new FeatureFlagsOptions
        {
            Environment = Production, PollInterval = TimeSpan.FromMilliseconds(100),
            Providers =
            {
                new MemoryProvider(new FlagSet { Flags = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["search"] = new() { Key = "search", Percentage = Percentage.Zero } } }),
                store,
            },
        });
        using var end = new CancellationTokenSource();
        var running = flags.RunAsync(end.Token);
        await Until.True(() => Task.FromResult(flags.IsEnabled("search", "anybody")), "It is served.");
        await Database.ExecuteAsync(Unheard + "UPDATE feature_rollouts SET status = 'killed'");
        await Until.True(() => Task.FromResult(!flags.IsEnabled("search", "anybody")), "It is served off.");
        await end.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
