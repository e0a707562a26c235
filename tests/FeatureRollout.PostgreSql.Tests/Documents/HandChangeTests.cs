using System.Globalization;
using FeatureRollout.PostgreSql.Documents;
using FeatureRollout.PostgreSql.Tests.Servers;
using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Documents;

/// <summary>What people do in psql.</summary>
public sealed class HandChangeTests : StoreTest
{
    private const string Nuclear = """
        UPDATE feature_rollouts
        SET
          current_tier = 'tier_0_disabled',
          percentage = 0,
          status = 'rolled_back'
        WHERE feature_name = 'phase2_enhanced_storage';
        """;

    private const string Status = """
        SELECT
          feature_name,
          current_tier,
          percentage,
          status,
          started_at
        FROM feature_rollouts
        ORDER BY started_at DESC;
        """;

    [FactWithPostgres, Trait("Requirement", "S4-09")]
    public async Task The_nuclear_option_disables_a_feature_everywhere_and_is_audited()
    {
        var (writer, other) = (Open(), Open());
        await WriteRollout(writer, "phase2_enhanced_storage");
        var known = await other.ReadAsync(Production, None);
        Assert.True(known.States!["phase2_enhanced_storage"].Stage!.Active);
        var watch = other.WaitForChangeAsync(Production, known, None).AsTask();

        await Database.PsqlAsync(Nuclear);

        await watch.WaitAsync(Longest);
        var read = await other.ReadAsync(Production, None);
        Assert.False(read.States!["phase2_enhanced_storage"].Stage!.Active);
        Assert.Empty(read.Problems);
        var last = (await Events(other))[^1];
        Assert.IsType<RolloutChange.RolledBack>(last.Change);
        Assert.Equal(("sql:postgres", 2L, "phase2_enhanced_storage"), (last.Actor, last.Version, last.Key));
        Assert.Equal(new RolloutPosition(RolloutStatus.Running, "tier_1", 0, 10), last.From);
        Assert.Equal(new RolloutPosition(RolloutStatus.RolledBack, null, 0, 0), last.To);
        Assert.Equal((await other.GetAsync(Production, "phase2_enhanced_storage", None)).UpdatedAt, last.At);
        await AssertReplays(other, "phase2_enhanced_storage");

        await Database.PsqlAsync(Nuclear);
        Assert.Same(read, await other.ReadAsync(Production, None));
        Assert.Equal(3, (await Events(other)).Count);
    }

    [FactWithPostgres, Trait("Requirement", "S4-09")]
    public async Task The_next_write_stands_on_what_was_done_by_hand()
    {
        var store = Open();
        var read = await WriteRollout(store, "phase2_enhanced_storage");
        await Database.PsqlAsync(Nuclear);
        Assert.Null(await store.TryWriteAsync(Production, read, [], None));
        await Write(store, "phase2_enhanced_storage", new RolloutChange.Started());
        Assert.Equal("[]", await Database.ScalarAsync("SELECT pending::text FROM feature_rollouts"));
        Assert.Equal("running", await Database.ScalarAsync("SELECT status FROM feature_rollouts"));
        Assert.Equal([1L, 1L, 2L, 3L], (await Events(store)).Select(one => one.Version));
        await AssertReplays(store, "phase2_enhanced_storage");
    }

    [FactWithPostgres, Trait("Requirement", "S4-08")]
    public async Task The_status_query_runs_as_it_is_written()
    {
        var store = Open();
        await WriteRollout(store, "phase2_enhanced_storage");
        await Write(store, "alone", new RolloutChange.PercentageSet(12.5m));
        await Write(store, "killed", new RolloutChange.Killed());
        await Write(store, "draft", Created("draft"));
        var lines = (await Database.PsqlAsync(Status)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Contains(lines, line => line.StartsWith("phase2_enhanced_storage|tier_1|10|running|2", StringComparison.Ordinal));
        Assert.Contains("alone||12.5|active|", lines, StringComparer.Ordinal);
        Assert.Contains("killed|||killed|", lines, StringComparer.Ordinal);
        Assert.Contains("draft|tier_0_disabled|0|draft|", lines, StringComparer.Ordinal);
    }

    [FactWithPostgres, Trait("Requirement", "S4-09")]
    public async Task A_percentage_by_hand_pauses_a_rollout_and_is_a_flags_own_without_one()
    {
        var store = Open();
        await WriteRollout(store, "led");
        await Write(store, "alone", new RolloutChange.PercentageSet(50));
        await Database.PsqlAsync("UPDATE feature_rollouts SET percentage = 2.125");
        var led = await store.GetAsync(Production, "led", None);
        Assert.Equal((RolloutStatus.Paused, Percentage.FromPercent(2.125m)), (led.Rollout!.Status, led.Rollout.PercentageByHand));
        Assert.Equal(Percentage.FromPercent(2.125m), (await store.GetAsync(Production, "alone", None)).State.Percentage);
        Assert.Equal("4", (await store.ReadAsync(Production, None)).Version);
        await AssertReplays(store, "led");
        await AssertReplays(store, "alone");
    }

    [FactWithPostgres, Trait("Requirement", "S4-09")]
    public async Task A_row_that_says_off_is_obeyed_whatever_else_it_says()
    {
        var store = Open();
        string[] statements =
        [
            "status = 'banana', percentage = 0",
            "percentage = -7",
            "status = 'Rolled Back', version = 99, document = 'x'",
            "status = ' OFF '",
            "status = 'disabled', percentage = 250, current_tier = 'nonsense'",
            "current_tier = 'tier_0_disabled'",
            "feature_name = 'other', status = 'killed'",
            "percentage = 0, current_tier = 'tier_0_disabled'",
            "status = 'killed', pending = '7'",
        ];
        foreach (var (statement, number) in statements.Select((statement, number) => (statement, number)))
        {
            foreach (var situation in new[] { "led", "alone", "draft", "drill" })
            {
                var key = FormattableString.Invariant($"{situation}{number}");
                await Write(store, key, situation switch
                {
                    "alone" => [new RolloutChange.PercentageSet(50)],
                    "draft" => [Created(key), new RolloutChange.CustomersAdded(CustomerList.Of("b"))],
                    "drill" => [Created(key), new RolloutChange.Started(), new RolloutChange.DrillStarted()],
                    _ => [Created(key), new RolloutChange.Started()],
                });
                try
                {
                    await Database.ExecuteAsync($"UPDATE feature_rollouts SET {statement} WHERE feature_name = '{key}'");
                }
                catch (PostgresException refusal) when (refusal.SqlState == "FR005" && situation is "draft" or "drill")
                {
                    // Off it is already.
                }

                var state = (await store.ReadAsync(Production, None)).States![key];
                Assert.True(state.Enabled == false || state.Stage?.Active == false, $"{statement} left {key} on");
                await AssertReplays(store, key);
                AssertColumns(await store.GetAsync(Production, key, None));
            }
        }

        Assert.Empty((await store.ReadAsync(Production, None)).Problems);
    }

    [FactWithPostgres, Trait("Requirement", "S4-09")]
    public async Task A_row_put_in_by_hand_switches_a_feature_off_that_was_never_written()
    {
        var store = Open();
        await store.ReadAsync(Production, None);
        await Database.ExecuteAsync("INSERT INTO feature_rollouts (feature_name, current_tier, percentage, status) VALUES ('new', 'tier_0_disabled', 0, 'rolled_back')");
        Assert.False((await store.ReadAsync(Production, None)).States!["new"].Enabled);
        await AssertReplays(store, "new");
        await Write(store, "new", new RolloutChange.Revived());
        await AssertReplays(store, "new");
    }

    [FactWithPostgres, Trait("Requirement", "S4-09")]
    public async Task What_cannot_be_meant_is_refused_with_a_hint()
    {
        var store = Open();
        await WriteRollout(store, "led");
        await Write(store, "alone", new RolloutChange.PercentageSet(50));
        await Write(store, "draft", Created("draft"));
        var before = await store.ReadAsync(Production, None);
        string[] statements =
        [
            "UPDATE feature_rollouts SET status = 'banana'",
            "UPDATE feature_rollouts SET status = NULL",
            "UPDATE feature_rollouts SET status = 'completed' WHERE feature_name = 'led'",
            "UPDATE feature_rollouts SET status = 'running' WHERE feature_name = 'draft'",
            "UPDATE feature_rollouts SET percentage = 100.0001 WHERE feature_name = 'alone'",
            "UPDATE feature_rollouts SET percentage = 101 WHERE feature_name = 'alone'",
            "UPDATE feature_rollouts SET percentage = 'NaN' WHERE feature_name = 'alone'",
            "UPDATE feature_rollouts SET percentage = NULL WHERE feature_name = 'led'",
            "UPDATE feature_rollouts SET percentage = 50 WHERE feature_name = 'draft'",
            "UPDATE feature_rollouts SET current_tier = 'tier_3' WHERE feature_name = 'led'",
            "UPDATE feature_rollouts SET version = 9",
            "UPDATE feature_rollouts SET document_version = 9",
            "UPDATE feature_rollouts SET document = '{}'",
            "UPDATE feature_rollouts SET pending = '[]', changed_in = -1",
            "UPDATE feature_rollouts SET feature_name = 'other' WHERE feature_name = 'led'",
            "UPDATE feature_rollouts SET percentage = 20, started_at = NULL WHERE feature_name = 'led'",
            "DELETE FROM feature_rollouts",
            "TRUNCATE feature_rollouts",
            "INSERT INTO feature_rollouts (feature_name, percentage, status) VALUES ('new', 50, 'running')",
            "INSERT INTO feature_rollouts (feature_name, percentage, status) VALUES ('no key', 0, 'killed')",
            "SET feature_rollout.writes = 'on'; DELETE FROM feature_rollouts",
        ];
        foreach (var statement in statements)
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(statement));
            Assert.True(refusal.SqlState is "FR005" && refusal.Hint is { Length: > 0 } || statement.Contains("no key", StringComparison.Ordinal), $"{statement}: {refusal.SqlState} {refusal.MessageText}");
        }

        Assert.Same(before, await store.ReadAsync(Production, None));
        Assert.Equal(4, (await Events(store)).Count);
    }

    [FactWithPostgres]
    public async Task Statements_that_change_nothing_leave_no_trace()
    {
        var store = Open();
        await WriteRollout(store, "led");
        var before = await store.ReadAsync(Production, None);
        await Database.ExecuteAsync("UPDATE feature_rollouts SET status = status, percentage = 10.000");
        await Database.ExecuteAsync("BEGIN; UPDATE feature_rollouts SET status = 'killed'; ROLLBACK");
        Assert.Same(before, await store.ReadAsync(Production, None));
    }

    [FactWithPostgres]
    public async Task Several_changes_in_one_transaction_are_each_an_event()
    {
        var store = Open();
        await WriteRollout(store, "a");
        await WriteRollout(store, "b");
        await Database.ExecuteAsync(
            "BEGIN; UPDATE feature_rollouts SET percentage = 5; UPDATE feature_rollouts SET status = 'killed' WHERE feature_name = 'a'; "
            + "UPDATE feature_rollouts SET status = 'rolled_back' WHERE feature_name = 'a'; COMMIT");
        await AssertReplays(store, "a");
        await AssertReplays(store, "b");
        Assert.Equal(["percentageSet", "percentageSet", "killed", "rolledBack"], (await Kinds()).TakeLast(4), StringComparer.Ordinal);
        Assert.Equal(4L, (await store.GetAsync(Production, "a", None)).Version);
        AssertColumns(await store.GetAsync(Production, "a", None));
        AssertColumns(await store.GetAsync(Production, "b", None));
    }

    [FactWithPostgres, Trait("Requirement", "F-14")]
    public async Task Somebody_who_thinks_within_a_transaction_holds_up_only_that_flag()
    {
        var store = Open();
        await WriteRollout(store, "a");
        await WriteRollout(store, "b");
        await using var psql = new NpgsqlConnection(Database.Superuser + ";Pooling=false");
        await psql.OpenAsync();
        await using var transaction = await psql.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("UPDATE feature_rollouts SET percentage = 5 WHERE feature_name = 'a'", psql))
        {
            await command.ExecuteNonQueryAsync();
        }

        await Write(store, "b", new RolloutChange.Killed());
        var waiting = Write(store, "a", new RolloutChange.Killed());
        await transaction.CommitAsync();
        await waiting.WaitAsync(Longest);
        await AssertReplays(store, "a");
        Assert.Equal(Percentage.FromPercent(5), (await store.GetAsync(Production, "a", None)).Rollout!.PercentageByHand);
    }

    [FactWithPostgres, Trait("Requirement", "F-14")]
    public async Task Hands_and_library_at_once_lose_nothing()
    {
        const int Rounds = 20;
        var store = Open();
        await WriteRollout(store, "a");
        await WriteRollout(store, "b");
        var library = Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                await Write(store, i % 2 == 0 ? "a" : "b", new RolloutChange.ValueReported("nps", i));
            }
        });
        var hands = Enumerable.Range(0, 2).Select(hand => Task.Run(async () =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                await Database.ExecuteAsync(FormattableString.Invariant($"UPDATE feature_rollouts SET percentage = {i}.{hand + 1} WHERE feature_name = '{(hand == 0 ? "a" : "b")}'"));
            }
        }));
        await Task.WhenAll([library, .. hands]).WaitAsync(Longest);
        await AssertReplays(store, "a");
        await AssertReplays(store, "b");
        var events = await Events(store);
        Assert.Equal(4 + (3 * Rounds), events.Count);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(one => one.Sequence));
    }

    [FactWithPostgres]
    public async Task The_triggers_columns_are_those_of_the_document()
    {
        var store = Open();
        string[] byHand = ["status = 'paused'", "status = 'killed'", "status = 'rolled_back'", "percentage = 0", "percentage = 55.5", "status = 'active'", "status = 'paused', percentage = 3"];
        var made = 0;
        for (var seed = 0; seed < 9; seed++)
        {
            var random = new Random(seed);
            var key = FormattableString.Invariant($"flag{seed}");
            await Write(store, key, seed % 3 == 0 ? [new RolloutChange.PercentageSet(30)] : [Created(key), new RolloutChange.Started(), new RolloutChange.Stepped(1)]);
            for (var step = 0; step < 8; step++)
            {
                RolloutChange[] changes =
                [
                    new RolloutChange.Killed(), new RolloutChange.Revived(), new RolloutChange.Resumed(), new RolloutChange.Started(), new RolloutChange.DrillStarted(),
                    new RolloutChange.Advanced(1, new Dictionary<string, double>(StringComparer.Ordinal)),
                ];
                try
                {
                    await Write(store, key, changes[random.Next(changes.Length)]);
                }
                catch (RolloutRefusedException)
                {
                }

                try
                {
                    await Database.ExecuteAsync($"UPDATE feature_rollouts SET {byHand[random.Next(byHand.Length)]} WHERE feature_name = '{key}'");
                    made++;
                }
                catch (PostgresException refusal) when (refusal.SqlState == "FR005")
                {
                }

                var set = await store.ReadAsync(Production, None);
                Assert.Empty(set.Problems);
                AssertColumns(await store.GetAsync(Production, key, None));
            }

            await AssertReplays(store, key);
        }

        Assert.True(made > 20, made.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<string[]> Kinds() => (await Database.PsqlAsync("SELECT kind FROM rollout_changes ORDER BY sequence")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The row shows what the document says.</summary>
    private void AssertColumns(FlagDocument document)
    {
        var columns = RowColumns.Of(document);
        var shown = string.Create(
            CultureInfo.InvariantCulture,
            $"{columns.Tier}|{columns.Percentage:0.###}|{columns.Status}|{columns.RolloutStatus}|{columns.Step}|{(columns.InDrill ? "t" : "f")}|{document.Version}");
        using var connection = new NpgsqlConnection(Database.Superuser + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(
            "SELECT concat_ws('|', coalesce(current_tier, ''), coalesce(trim_scale(percentage)::text, ''), status, coalesce(rollout_status, ''), step, CASE WHEN in_drill THEN 't' ELSE 'f' END, version) "
            + "FROM feature_rollouts WHERE feature_name = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = document.Key });
        Assert.Equal(shown, command.ExecuteScalar());
    }
}
