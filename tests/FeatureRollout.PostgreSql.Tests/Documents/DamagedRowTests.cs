using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Documents;

/// <summary>What stands in a row may be anything: an old backup, a newer version's document, somebody's repair.</summary>
public sealed class DamagedRowTests : StoreTest
{
    [FactWithPostgres, Trait("Requirement", "F-12")]
    public async Task A_damaged_row_keeps_what_it_last_said_and_lets_others_change()
    {
        var store = Open();
        await WriteRollout(store, "bad");
        await WriteRollout(store, "good");
        var before = await store.ReadAsync(Production, None);
        foreach (var document in new[] { "{ damaged", "", "{\"reader\":9,\"key\":\"bad\"}", "null", "[]" })
        {
            await Damage("bad", $"document = '{document}'");
            await Write(store, "good", new RolloutChange.Killed());
            var read = await store.ReadAsync(Production, None);
            Assert.Equal(before.States!["bad"].Stage, read.States!["bad"].Stage, (left, right) => left!.Name == right!.Name && right.Active);
            Assert.False(read.States["good"].Enabled);
            Assert.Contains("\"bad\"", Assert.Single(read.Problems), StringComparison.Ordinal);
            Assert.Equal("good", Assert.Single(await store.ListAsync(Production, None)).Key);
            var told = await Assert.ThrowsAsync<InvalidDataException>(() => store.GetAsync(Production, "bad", None).AsTask());
            Assert.Contains("UPDATE feature_rollouts SET status = 'killed' WHERE feature_name = 'bad'", told.Message, StringComparison.Ordinal);
        }
    }

    [FactWithPostgres, Trait("Requirement", "F-12")]
    public async Task A_damaged_row_of_which_nothing_is_known_is_off()
    {
        await WriteRollout(Open(), "bad");
        await Damage("bad", "document = 'x'");
        var read = await Open().ReadAsync(Production, None);
        Assert.False(read.States!["bad"].Enabled);
        Assert.Single(read.Problems);
    }

    [FactWithPostgres, Trait("Requirement", "S4-09")]
    public async Task A_damaged_row_can_be_switched_off_by_hand()
    {
        var store = Open();
        await WriteRollout(store, "bad", "follower");
        await store.ReadAsync(Production, None);
        await Damage("bad", "document = '{ damaged'");
        Assert.Null((await store.ReadAsync(Production, None)).States!["bad"].Enabled);
        await Database.ExecuteAsync("UPDATE feature_rollouts SET current_tier='tier_0_disabled', percentage=0, status='rolled_back' WHERE feature_name = 'bad'");
        var read = await store.ReadAsync(Production, None);
        Assert.False(read.States!["bad"].Enabled);
        Assert.False(read.States["follower"].Enabled);
        Assert.Contains("says off", Assert.Single(read.Problems), StringComparison.Ordinal);
        Assert.False((await Open().ReadAsync(Production, None)).States!["bad"].Enabled);
    }

    [FactWithPostgres, Trait("Requirement", "S4-09")]
    public async Task A_row_that_says_off_behind_the_triggers_back_is_off()
    {
        var store = Open();
        await WriteRollout(store, "replicated");
        await Damage("replicated", "status = 'rolled_back', percentage = 0");
        var read = await store.ReadAsync(Production, None);
        Assert.False(read.States!["replicated"].Enabled);
        Assert.Contains("says off", Assert.Single(read.Problems), StringComparison.Ordinal);
        Assert.Equal(RolloutStatus.Killed, (await store.GetAsync(Production, "replicated", None)).Rollout!.Status);
        await Write(store, "replicated", new RolloutChange.Revived());
        Assert.Empty((await store.ReadAsync(Production, None)).Problems);
    }

    [FactWithPostgres, Trait("Requirement", "S1-10")]
    public async Task What_a_newer_library_wrote_is_left_alone()
    {
        var store = Open();
        await WriteRollout(store, "newer");
        await Damage("newer", """pending = '[{"reader":1,"sequence":0,"at":"2026-01-01T00:00:00Z","key":"newer","version":2,"actor":"x","change":{"kind":"teleported"}}]'""");
        await Damage("newer", "version = 2");
        var read = await store.ReadAsync(Production, None);
        Assert.Single(read.Problems);
        Assert.Empty(await store.ListAsync(Production, None));
    }

    [FactWithPostgres]
    public async Task Problems_name_no_customer()
    {
        var store = Open();
        await Write(store, "bad", new RolloutChange.OverrideSet("bad", "secret-customer", true, null));
        await Damage("bad", "document = replace(document, 'true', '\"secret-customer\"')");
        var problem = Assert.Single((await store.ReadAsync(Production, None)).Problems);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    /// <summary>Changes a row as replication does, past the triggers, and counts it.</summary>
    private Task Damage(string key, string set) => Database.ExecuteAsync(
        "BEGIN; SET LOCAL session_replication_role = replica; UPDATE feature_rollout_environment SET version = version + 1; "
        + $"UPDATE feature_rollouts SET {set}, write_id = gen_random_uuid(), changed_in = (SELECT version FROM feature_rollout_environment) WHERE feature_name = '{key}'; COMMIT");
}
