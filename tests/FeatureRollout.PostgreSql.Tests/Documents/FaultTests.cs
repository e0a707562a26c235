using FeatureRollout.PostgreSql.Tests.Servers;
using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Documents;

public sealed class FaultTests : StoreTest
{
    private static readonly PostgreSqlStoreOptions Quick = new() { CommandTimeout = TimeSpan.FromSeconds(1) };

    [FactWithPostgres, Trait("Requirement", "F-14")]
    public async Task A_write_whose_answer_was_lost_is_found_again_and_made_once()
    {
        await using var proxy = new CuttingProxy(Database.Server);
        var store = Open(proxy.ConnectionString(Database.Name));
        for (var round = 1; round <= 20; round++)
        {
            var document = await store.GetAsync(Production, "search", None);
            proxy.LoseAnswerTo = "feature_rollout_write(";
            var written = await store.TryWriteAsync(Production, document, [Event("search")], None);
            Assert.Equal(round, written!.Version);
            Assert.Equal(round, proxy.LostAnswers);
            Assert.Equal(round, (await Events(store)).Count);
            Assert.Equal(written.UpdatedAt, (await store.GetAsync(Production, "search", None)).UpdatedAt);
        }
    }

    [FactWithPostgres, Trait("Requirement", "F-14")]
    public async Task A_write_of_which_nothing_can_be_found_out_says_so()
    {
        await using var proxy = new CuttingProxy(Database.Server);
        var store = Open(proxy.ConnectionString(Database.Name), Quick);
        await store.GetAsync(Production, "search", None);
        proxy.Traffic = Traffic.NoAnswers;
        var told = await Assert.ThrowsAsync<TimeoutException>(() => store.TryWriteAsync(Production, FlagDocument.Empty("search"), [Event("search")], None).AsTask().WaitAsync(Longest));
        Assert.Contains("may be there or not", told.Message, StringComparison.Ordinal);
    }

    [FactWithPostgres, Trait("Requirement", "F-14")]
    public async Task A_write_that_waited_too_long_for_somebody_wrote_nothing_and_says_so()
    {
        // A server that has not said within the usual two seconds that it stopped would leave it unknown what became of the write.
        var store = Open(Database.Superuser + ";Cancellation Timeout=8000", new PostgreSqlStoreOptions { CommandTimeout = TimeSpan.FromSeconds(8) });
        await WriteRollout(store, "search");
        await using var other = new NpgsqlConnection(Database.Superuser + ";Pooling=false");
        await other.OpenAsync();
        await using (await other.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand("SELECT FROM feature_rollouts FOR UPDATE", other);
            await command.ExecuteNonQueryAsync();
            var told = await Assert.ThrowsAsync<TimeoutException>(() => Write(store, "search", new RolloutChange.Killed()).WaitAsync(Longest));
            Assert.Contains("nothing was written", told.Message, StringComparison.Ordinal);
            Assert.Equal(RolloutStatus.Running, (await store.GetAsync(Production, "search", None)).Rollout!.Status);
        }

        await Write(store, "search", new RolloutChange.Killed());
    }

    [FactWithPostgres]
    public async Task Pooled_connections_that_died_are_not_noticed_by_callers()
    {
        var store = Open();
        for (var round = 0; round < 20; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.GetAsync(Production, "search", None).AsTask()));
            await Database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            await Write(store, "search", new RolloutChange.Killed());
        }

        Assert.Equal(20, (await Events(store)).Count);
    }

    [FactWithPostgres, Trait("Requirement", "F-14")]
    public async Task Backends_terminated_at_any_moment_lose_and_double_nothing()
    {
        var store = Open();
        await Write(store, "search", new RolloutChange.ValueReported("n", 0)).ContinueWith(_ => { }, TaskScheduler.Default);
        var done = 0;
        var ending = false;
        var killer = Task.Run(async () =>
        {
            for (var i = 0; i < 200 && !Volatile.Read(ref ending); i++)
            {
                await Database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        });
        for (var i = 0; i < 60; i++)
        {
            try
            {
                await Write(store, "search", new RolloutChange.PercentageSet(i));
                done++;
            }
            catch (Exception exception) when (exception is IOException or TimeoutException or NpgsqlException)
            {
                // Said so; what became of it shows below.
            }
        }

        Volatile.Write(ref ending, true);
        await killer;
        var events = await Events(store);
        Assert.InRange(events.Count, done, 60);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(one => one.Version));
        Assert.True(done > 30, $"{done} of 60 writes");
        await AssertReplays(store, "search");
    }

    [FactWithPostgres]
    public async Task A_server_that_is_silent_or_away_costs_no_more_than_the_time_allowed()
    {
        await using var proxy = new CuttingProxy(Database.Server);
        var store = Open(proxy.ConnectionString(Database.Name), Quick);
        await store.ReadAsync(Production, None);
        proxy.Traffic = Traffic.BlackHole;
        var begun = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAsync<TimeoutException>(() => store.ReadAsync(Production, None).AsTask().WaitAsync(Longest));
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(10));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadAsync(Production, cancellation.Token).AsTask().WaitAsync(Longest));
        proxy.Traffic = Traffic.Refuse;
        proxy.Cut();
        await Assert.ThrowsAnyAsync<Exception>(() => store.ReadAsync(Production, None).AsTask().WaitAsync(Longest));
        proxy.Traffic = Traffic.Pass;
        await store.ReadAsync(Production, None);
    }

    [FactWithPostgres, Trait("Requirement", "F-14")]
    public async Task Who_lost_the_lease_writes_nothing()
    {
        var store = Open();
        await WriteRollout(store, "search");
        await Database.ExecuteAsync("UPDATE feature_rollout_environment SET lease_holder = 'a', lease_epoch = 7, lease_expires_at = clock_timestamp() + interval '1 hour'");
        var mine = store.Under(Production, new ControllerLease("a", 7, default));
        await Write(mine, "search", new RolloutChange.ValueReported("nps", 1));
        await mine.WriteProgressAsync(Production, "search", new byte[] { 1 }, None);
        var document = await mine.GetAsync(Production, "search", None);
        foreach (var lost in new[] { "lease_epoch = 8, lease_expires_at = clock_timestamp() + interval '1 hour'", "lease_epoch = 7, lease_expires_at = clock_timestamp()", "lease_expires_at = NULL" })
        {
            await Database.ExecuteAsync("UPDATE feature_rollout_environment SET " + lost);
            await Assert.ThrowsAsync<ControllerLeaseLostException>(() => mine.TryWriteAsync(Production, document, [Event("search")], None).AsTask());
            await Assert.ThrowsAsync<ControllerLeaseLostException>(() => mine.WriteProgressAsync(Production, "search", new byte[] { 2 }, None).AsTask());
        }

        Assert.Equal([1], (await store.ReadProgressAsync(Production, "search", None)).ToArray());
        Assert.Equal(3, (await Events(store)).Count);
        await Write(store, "search", new RolloutChange.Killed());
    }

    private static RolloutEvent Event(string key) => new() { Key = key, Version = 0, At = default, Actor = "ann", Change = new RolloutChange.Killed() };
}
