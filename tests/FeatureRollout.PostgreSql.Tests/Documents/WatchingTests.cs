using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Documents;

public sealed class WatchingTests : StoreTest
{
    [FactWithPostgres, Trait("Requirement", "S1-10")]
    public async Task Notices_that_were_missed_are_made_up_for_after_reconnecting()
    {
        var (writer, watcher) = (Open(), Open());
        await WriteRollout(writer, "search");
        var known = await watcher.ReadAsync(Production, None);
        var watch = watcher.WaitForChangeAsync(Production, known, None).AsTask();
        await Listening(1);
        for (var round = 0; round < 5; round++)
        {
            await Database.ExecuteAsync(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'SELECT version, incarnation FROM%'; "
                + FormattableString.Invariant($"UPDATE feature_rollouts SET percentage = {round + 1}"));
            await watch.WaitAsync(Longest);
            known = await Changed(watcher, known);
            watch = watcher.WaitForChangeAsync(Production, known, None).AsTask();
            await Listening(1);
        }

        Assert.Equal(5, known.States!["search"].Stage!.Percentage.Value);
    }

    [FactWithPostgres, Trait("Requirement", "S1-12")]
    public async Task A_database_put_back_from_a_backup_is_read_anew()
    {
        var store = Open();
        await WriteRollout(store, "search");
        await Write(store, "search", new RolloutChange.Killed());
        var known = await store.ReadAsync(Production, None);
        await store.WaitForChangeAsync(Production, FlagSet.Empty, None);
        var watch = store.WaitForChangeAsync(Production, known, None).AsTask();
        await Listening(1);

        // The same version with other content, as after a restore and one more change.
        await Database.ExecuteAsync(
            "BEGIN; SET LOCAL session_replication_role = replica; UPDATE feature_rollouts SET document = replace(document, '\"killed\"', '\"running\"'), status = 'running', "
            + "percentage = 10, write_id = gen_random_uuid(); COMMIT; "
            + "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'SELECT version, incarnation FROM%'");
        await watch.WaitAsync(Longest);
        var read = await store.ReadAsync(Production, None);
        Assert.NotSame(known, read);
        Assert.True(read.States!["search"].Stage!.Active);
    }

    [FactWithPostgres, Trait("Requirement", "S1-10")]
    public async Task A_burst_of_notices_is_one_change()
    {
        var (writer, watcher) = (Open(), Open());
        await Write(writer, "search", new RolloutChange.PercentageSet(1));
        var known = await watcher.ReadAsync(Production, None);
        var watch = watcher.WaitForChangeAsync(Production, known, None).AsTask();
        await Listening(1);
        await Database.ExecuteAsync("SELECT count(pg_notify(channel, 'x' || n)), count(pg_notify(channel, '0')) FROM feature_rollout_environment, generate_series(1, 10000) AS n");
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        Assert.False(watch.IsCompleted);
        Assert.Same(known, await watcher.ReadAsync(Production, None));
        await Write(writer, "search", new RolloutChange.PercentageSet(2));
        await watch.WaitAsync(Longest);
        Assert.NotSame(known, await watcher.ReadAsync(Production, None));
    }

    [FactWithPostgres]
    public async Task A_quiet_process_keeps_at_most_two_connections_and_disposal_ends_both()
    {
        var store = Open();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => store.ReadAsync(Production, None).AsTask())));
        var watch = store.WaitForChangeAsync(Production, await store.ReadAsync(Production, None), None).AsTask();
        await Until(async () => await Count("application_name = 'FeatureRollout'") <= 2);
        Assert.False(watch.IsCompleted);
        await store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => watch.WaitAsync(Longest));
        await Until(async () => await Count("application_name = 'FeatureRollout'") == 0);
    }

    private static async Task<FlagSet> Changed(PostgreSqlRolloutStore store, FlagSet known)
    {
        while (true)
        {
            var read = await store.ReadAsync(Production, None);
            if (!ReferenceEquals(read, known))
            {
                return read;
            }

            await store.WaitForChangeAsync(Production, known, None).AsTask().WaitAsync(Longest);
        }
    }

    private Task Listening(int number) => Until(async () => await Count("query ILIKE 'SELECT version, incarnation FROM%' AND state = 'idle'") == number);

    private async Task<int> Count(string which) => int.Parse(
        (await Database.ScalarAsync($"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {which}"))!,
        System.Globalization.CultureInfo.InvariantCulture);

    private static async Task Until(Func<Task<bool>> met)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await met())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Longest, "This did not come about in time.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
