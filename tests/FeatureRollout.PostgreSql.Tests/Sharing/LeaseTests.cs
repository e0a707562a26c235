using System.Globalization;
using FeatureRollout.PostgreSql.Tests.Outcomes;
using FeatureRollout.PostgreSql.Tests.Servers;
using Npgsql;
using static FeatureRollout.PostgreSql.Tests.Outcomes.OutcomeStore;

namespace FeatureRollout.PostgreSql.Tests.Sharing;

[Trait("Requirement", "F-14")]
public sealed class LeaseTests
{
    private const int Rounds = 20;

    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly CancellationToken None = CancellationToken.None;

    [FactWithPostgres]
    public async Task One_of_many_takes_a_free_lease_and_each_taking_has_a_higher_epoch()
    {
        await using var store = await CreateAsync();
        for (var round = 1; round <= Rounds; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => TryAsync(store, $"p{i}")));
            var lease = Assert.Single(answers, answer => answer is not null)!;
            Assert.Equal(round, lease.Epoch);
            var prolonged = await TryAsync(store, lease.Holder);
            Assert.Equal(lease.Epoch, prolonged!.Epoch);
            Assert.True(prolonged.ExpiresAt > lease.ExpiresAt);
            await store.Store.ReleaseLeaseAsync(Here, lease with { Epoch = lease.Epoch - 1 }, None);
            await store.Store.ReleaseLeaseAsync(Here, lease with { Holder = "else" }, None);
            Assert.Null(await TryAsync(store, "else"));
            await store.Store.ReleaseLeaseAsync(Here, lease, None);
        }
    }

    [FactWithPostgres]
    public async Task It_ends_by_the_databases_clock_and_who_lost_it_takes_it_anew()
    {
        await using var store = await CreateAsync();
        var before = await ClockAsync(store);
        var first = (await TryAsync(store, "p"))!;
        Assert.InRange(first.ExpiresAt, before + Long, await ClockAsync(store) + Long);
        await ExpireAsync(store);
        var second = (await TryAsync(store, "p"))!;
        Assert.Equal(first.Epoch + 1, second.Epoch);
        Assert.Null(await TryAsync(store, "q"));
        await ExpireAsync(store);
        Assert.Equal(first.Epoch + 2, (await TryAsync(store, "q"))!.Epoch);
        Assert.Null(await TryAsync(store, "p"));
        await store.Store.ReleaseLeaseAsync(Here, second, None);
        Assert.Null(await TryAsync(store, "p"));
    }

    [FactWithPostgres]
    public async Task A_prolonging_waits_for_no_flush()
    {
        await using var store = await CreateAsync();
        var lease = (await TryAsync(store, "p"))!;
        await using var flush = new NpgsqlConnection(store.Database.Superuser);
        await flush.OpenAsync();
        await using var transaction = await flush.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("SELECT FROM feature_rollout_outcome_positions FOR UPDATE", flush, transaction))
        {
            await command.ExecuteNonQueryAsync();
        }

        var adding = store.AddAsync(Batch("p", 1, Counts(TimeSpan.Zero, 1, 0)));
        Assert.Equal(lease.Epoch, (await TryAsync(store, "p"))!.Epoch);
        Assert.False(adding.IsCompleted);
        await transaction.RollbackAsync();
        await adding;
        Assert.Equal((1, 0), await store.TotalAsync());
    }

    [FactWithPostgres]
    public async Task A_write_under_a_lease_is_refused_once_that_is_lost()
    {
        await using var store = await CreateAsync();
        var lease = (await TryAsync(store, "p"))!;
        var under = store.Store.Under(Here, lease);
        Assert.Equal(store.Store.Name, under.Name);
        var written = (await under.TryWriteAsync(Here, await under.GetAsync(Here, "a", None), [], None))!;
        Assert.Equal(1, written.Version);
        await under.WriteProgressAsync(Here, "a", new byte[] { 1 }, None);
        await ExpireAsync(store);
        await RefusedAsync();
        await TryAsync(store, "q");
        await RefusedAsync();
        Assert.Equal(new byte[] { 1 }, (await under.ReadProgressAsync(Here, "a", None)).ToArray());
        Assert.Equal(2, (await store.Store.TryWriteAsync(Here, written, [], None))!.Version);

        async Task RefusedAsync()
        {
            await Assert.ThrowsAsync<ControllerLeaseLostException>(async () => await under.TryWriteAsync(Here, written, [], None));
            await Assert.ThrowsAsync<ControllerLeaseLostException>(async () => await under.WriteProgressAsync(Here, "a", new byte[] { 2 }, None));
            Assert.Equal(1, (await under.GetAsync(Here, "a", None)).Version);
        }
    }

    [FactWithPostgres]
    public async Task What_is_out_of_range_is_refused()
    {
        await using var store = await CreateAsync();
        await Assert.ThrowsAnyAsync<ArgumentException>(() => TryAsync(store, ""));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => TryAsync(store, new string('p', 201)));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.Store.TryLeaseAsync(Here, "p", TimeSpan.Zero, None));
        var lease = (await store.Store.TryLeaseAsync(Here, "p\0\ud800", TimeSpan.MaxValue, None))!;
        await store.Store.ReleaseLeaseAsync(Here, lease, None);
        Assert.NotNull(await TryAsync(store, "q"));
    }

    private static Task<ControllerLease?> TryAsync(OutcomeStore store, string holder) => store.Store.TryLeaseAsync(Here, holder, Long, None).AsTask();

    private static Task ExpireAsync(OutcomeStore store) =>
        store.Database.ExecuteAsync("UPDATE feature_rollout_environment SET lease_expires_at = clock_timestamp() - interval '1 microsecond'");

    private static async Task<DateTimeOffset> ClockAsync(OutcomeStore store) =>
        DateTimeOffset.Parse((await store.Database.ScalarAsync("SELECT clock_timestamp()::text"))!, CultureInfo.InvariantCulture);
}
