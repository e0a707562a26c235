using System.Globalization;
using FeatureRollout.PostgreSql.Tests.Documents;
using FeatureRollout.PostgreSql.Tests.Faults;
using FeatureRollout.PostgreSql.Tests.Servers;
using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Schema;

[Trait("Requirement", "S1-11")]
public sealed class UpgradeTests : StoreTest
{
    [FactWithPostgres]
    public async Task A_schema_is_created_however_much_longer_than_a_command_that_takes()
    {
        await Database.ExecuteAsync("""
            CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.1); END';
            CREATE EVENT TRIGGER slow ON ddl_command_end EXECUTE FUNCTION slow();
            """);
        foreach (var extra in (string[])["", ";Maximum Pool Size=1"])
        {
            var schema = "slow" + extra.Length.ToString(CultureInfo.InvariantCulture);
            var store = Open(Database.Superuser + extra, new PostgreSqlStoreOptions { SchemaOf = _ => schema, CommandTimeout = TimeSpan.FromMilliseconds(500) });
            await Assert.ThrowsAsync<TimeoutException>(() => store.ReadAsync(Production, None).AsTask());
            await Until.True(async () => await store.ReadAsync(Production, None) is not null, "The schema is there.");
        }
    }

    [FactWithPostgres]
    public async Task An_older_schema_is_upgraded_by_eight_processes_at_once_while_others_write()
    {
        const int Rounds = 10;
        var store = Open();
        await WriteRollout(store, "led");
        await Write(store, "alone", new RolloutChange.PercentageSet(1));
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await Write(store, "alone", new RolloutChange.PercentageSet(i));
            }
        });
        var hand = Task.Run(async () =>
        {
            for (var i = 1; i <= 50; i++)
            {
                await Database.ExecuteAsync(FormattableString.Invariant($"UPDATE feature_rollouts SET percentage = {i} WHERE feature_name = 'led'"));
            }
        });
        for (var round = 0; round < Rounds; round++)
        {
            await Database.ExecuteAsync("UPDATE feature_rollout_environment SET schema_version = 0, least_reader = 0");
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
            {
                await using var newer = new PostgreSqlRolloutStore(Database.Superuser, new PostgreSqlStoreOptions { CommandTimeout = TimeSpan.FromSeconds(30) });
                Assert.NotNull(await newer.ReadAsync(Production, None));
            })));
            Assert.Equal("1|1", await Database.ScalarAsync("SELECT concat_ws('|', schema_version, least_reader) FROM feature_rollout_environment"));
        }

        await Task.WhenAll(writing, hand).WaitAsync(TimeSpan.FromMinutes(2));
        await AssertReplays(store, "led");
        await AssertReplays(store, "alone");
    }

    [FactWithPostgres]
    public async Task An_upgrade_waits_for_a_write_in_the_middle_and_never_both_for_each_other()
    {
        await WriteRollout(Open(), "led");
        await Database.ExecuteAsync("UPDATE feature_rollout_environment SET schema_version = 0");
        await using var write = new NpgsqlConnection(Database.Superuser + ";Pooling=false");
        await write.OpenAsync();
        await using var transaction = await write.BeginTransactionAsync();

        // As far as feature_rollout_write is before it changes the row.
        await ExecuteAsync("SELECT FROM feature_rollouts WHERE feature_name = 'led' FOR UPDATE");
        await ExecuteAsync("SELECT feature_rollout_lock(NULL)");
        var upgrade = Database.PsqlAsync(PostgreSqlRolloutStore.GetSchemaSql(Production));
        await Until.True(
            async () => await Database.ScalarAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == "1", "The upgrade waits.");
        await ExecuteAsync("UPDATE feature_rollouts SET percentage = 7 WHERE feature_name = 'led'");
        await transaction.CommitAsync();
        await upgrade;
        Assert.Equal("1", await Database.ScalarAsync("SELECT schema_version FROM feature_rollout_environment"));
        await AssertReplays(Open(), "led");

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, write, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    [FactWithPostgres]
    public async Task An_upgrade_holds_nobody_up_for_long()
    {
        var script = PostgreSqlRolloutStore.GetSchemaSql(Production);
        var settings = await Database.PsqlAsync(script.Replace("COMMIT;", "SHOW lock_timeout; SHOW idle_in_transaction_session_timeout; COMMIT;", StringComparison.Ordinal));
        Assert.Equal(["10s", "30s"], settings.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^2..], StringComparer.Ordinal);
    }
}
