using FeatureRollout.PostgreSql.Tests.Outcomes;
using FeatureRollout.PostgreSql.Tests.Servers;
using static FeatureRollout.PostgreSql.Tests.Outcomes.OutcomeStore;

namespace FeatureRollout.PostgreSql.Tests.Sharing;

[Trait("Requirement", "S0-08")]
public sealed class FleetTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly CancellationToken None = CancellationToken.None;

    [FactWithPostgres]
    public async Task Processes_are_read_by_name_with_the_versions_that_they_served()
    {
        await using var store = await CreateAsync();
        await ReportAsync(store, "2", "b", 5, Minute);
        await ReportAsync(store, "1", "a", 0, TimeSpan.Zero);
        await ReportAsync(store, "1", "a", 5, TimeSpan.FromSeconds(2));
        await ReportAsync(store, "1", "a", 5, TimeSpan.FromHours(9));
        var fleet = await ReadAsync(store);
        Assert.Equal(["a", "b"], fleet.Processes.Select(process => process.Name), StringComparer.Ordinal);
        Assert.Equal([0, 5], fleet.Processes[0].Served.Select(served => served.Version));
        Assert.InRange(fleet.Now - fleet.Processes[0].Served[1].Since, TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        Assert.InRange(fleet.Now - Assert.Single(fleet.Processes[1].Served).Since, Minute, TimeSpan.FromHours(1));
        Assert.All(fleet.Processes, process => Assert.True(process.SeenAt <= fleet.Now));
        Assert.Equal(0, fleet.KeyVersion);
    }

    [FactWithPostgres]
    public async Task The_last_thirty_two_versions_stay()
    {
        await using var store = await CreateAsync();
        for (var version = 1; version <= 40; version++)
        {
            await ReportAsync(store, "1", "a", version, TimeSpan.Zero);
            await ReportAsync(store, "1", "a", version, TimeSpan.Zero);
        }

        var served = Assert.Single((await ReadAsync(store)).Processes).Served;
        Assert.Equal(Enumerable.Range(9, 32).Select(version => (long)version), served.Select(each => each.Version));
        Assert.Equal(served.OrderBy(each => each.Since), served);
    }

    [FactWithPostgres]
    public async Task Who_ends_or_is_silent_is_off_the_list_and_later_off_the_table()
    {
        await using var store = await CreateAsync();
        foreach (var process in (string[])["1", "2", "3", "odd\0\ud800"])
        {
            await ReportAsync(store, process, process, 1, TimeSpan.Zero);
        }

        await store.Store.WithdrawAsync(Here, "1", None);
        await store.Store.WithdrawAsync(Here, "1", None);
        await store.Database.ExecuteAsync("UPDATE feature_rollout_processes SET expires_at = clock_timestamp() - interval '59 minutes' WHERE process_id = '2'");
        Assert.Equal(["3", "odd\0\ud800"], (await ReadAsync(store)).Processes.Select(process => process.ProcessId), StringComparer.Ordinal);
        await ReportAsync(store, "3", "3", 1, TimeSpan.Zero);
        Assert.Equal(3, await store.CountAsync("SELECT count(*) FROM feature_rollout_processes"));
        await store.Database.ExecuteAsync("UPDATE feature_rollout_processes SET expires_at = clock_timestamp() - interval '61 minutes'");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ReportAsync(store, i % 2 == 0 ? "3" : "2", "x", 1, TimeSpan.Zero)));
        Assert.Equal(2, await store.CountAsync("SELECT count(*) FROM feature_rollout_processes"));
    }

    [FactWithPostgres]
    public async Task The_keys_version_is_the_environments_at_its_last_write()
    {
        await using var store = await CreateAsync();
        foreach (var key in (string[])["a", "b", "a", "c"])
        {
            await store.Store.TryWriteAsync(Here, await store.Store.GetAsync(Here, key, None), [], None);
        }

        Assert.Equal(3, (await ReadAsync(store, "a")).KeyVersion);
        Assert.Equal(2, (await ReadAsync(store, "b")).KeyVersion);
        Assert.Equal("4", (await store.Store.ReadAsync(Here, None)).Version);
    }

    [FactWithPostgres]
    public async Task Reports_change_their_row_in_place()
    {
        // A server of its own: while a transaction is long anywhere on a server, old rows stay everywhere.
        await using var server = await PostgresServer.CreateAsync();
        await using var store = Of(await server.CreateDatabaseAsync());
        for (var report = 1; report <= 300; report++)
        {
            await ReportAsync(store, "1", "a", report / 10, TimeSpan.Zero);
        }

        Assert.InRange(await store.CountAsync("SELECT pg_relation_size('feature_rollout_processes')"), 1, 8 * 8192);
    }

    [FactWithPostgres]
    public async Task What_is_out_of_range_is_refused()
    {
        await using var store = await CreateAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => ReportAsync(store, "", "a", 1, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentException>(() => ReportAsync(store, "1", new string('a', 201), 1, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentException>(() => ReportAsync(store, "1", "a", -1, TimeSpan.Zero));
        await Assert.ThrowsAsync<ArgumentException>(() => ReportAsync(store, "1", "a", 1, -Minute));
        await ReportAsync(store, "1", "a", 1, TimeSpan.MaxValue);
        Assert.Single((await ReadAsync(store)).Processes);
    }

    private static Task ReportAsync(OutcomeStore store, string process, string name, long version, TimeSpan servedFor) => store.Store.ReportAsync(
        Here, new ProcessReport { ProcessId = process, Name = name, Version = version, ServedFor = servedFor, Lifetime = Minute }, None).AsTask();

    private static Task<FleetReading> ReadAsync(OutcomeStore store, string key = "sentiment") => store.Store.ReadFleetAsync(Here, key, None).AsTask();
}
