using FeatureRollout.PostgreSql.Schema;
using FeatureRollout.PostgreSql.Tests.Servers;
using static FeatureRollout.PostgreSql.Tests.Outcomes.OutcomeStore;

namespace FeatureRollout.PostgreSql.Tests.Sharing;

[Trait("Requirement", "F-14")]
public sealed class RightsTests
{
    [FactWithPostgres]
    public async Task A_role_with_the_documented_rights_shares_a_schema_of_any_name()
    {
        const string Schema = "We\"ird $1 $body$ '\\name";
        await using var store = await CreateAsync(options => options.SchemaOf = _ => Schema);
        await store.AddAsync(Batch("p", 1, Counts(TimeSpan.FromDays(10), 1, 1)));
        var (role, connection) = await store.Database.CreateRoleAsync("app");
        var quoted = "\"" + Schema.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
        await store.Database.ExecuteAsync(SchemaScript.Extra("roles.sql", Here, Schema, "feature_rollout").Replace("feature_rollout_app", role, StringComparison.Ordinal));
        await using var app = new PostgreSqlRolloutStore(connection, new PostgreSqlStoreOptions { SchemaOf = _ => Schema, CreateSchema = false });
        await app.AddOutcomesAsync(Here, Batch("q", 1, Counts(TimeSpan.Zero, 1, 1)), CancellationToken.None);
        await app.CompactOutcomesAsync(Here, CancellationToken.None);
        Assert.Equal(2, (await app.ReadOutcomesAsync(Here, 0, CancellationToken.None)).Outcomes.Count);
        Assert.Empty((await app.ReadErrorsAsync(Here, "sentiment", CancellationToken.None)).Top);
        var lease = (await app.TryLeaseAsync(Here, "p", TimeSpan.FromHours(1), CancellationToken.None))!;
        await app.ReleaseLeaseAsync(Here, lease, CancellationToken.None);
        await app.ReportAsync(
            Here, new ProcessReport { ProcessId = "p", Name = "p", Version = 1, ServedFor = TimeSpan.Zero, Lifetime = TimeSpan.FromHours(1) }, CancellationToken.None);
        Assert.Single((await app.ReadFleetAsync(Here, "a", CancellationToken.None)).Processes);
        await app.WithdrawAsync(Here, "p", CancellationToken.None);
        Assert.Equal("4", (await store.Database.PsqlAsync($"SET search_path = {quoted}; SELECT count(*) FROM rollout_events WHERE event = 'enabled'", role)).Trim());
    }

    [FactWithPostgres]
    public async Task Row_level_security_without_a_policy_is_told_and_loses_no_outcome()
    {
        await using var store = await CreateAsync();
        await store.AddAsync(Batch("p", 1, Counts(TimeSpan.Zero, 1, 1)));
        var (role, connection) = await store.Database.CreateRoleAsync("app");
        await store.Database.ExecuteAsync(SchemaScript.Extra("roles.sql", Here, "public", "feature_rollout").Replace("feature_rollout_app", role, StringComparison.Ordinal));
        await using var open = new PostgreSqlRolloutStore(connection, new PostgreSqlStoreOptions { CreateSchema = false });
        Assert.Single((await open.ReadOutcomesAsync(Here, 0, CancellationToken.None)).Outcomes);
        var tables = (await store.Database.PsqlAsync("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(10, tables.Length);
        foreach (var table in tables)
        {
            await store.Database.ExecuteAsync($"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; CREATE POLICY all_rows ON {table} TO {role} USING (true) WITH CHECK (true)");
        }

        foreach (var table in tables)
        {
            await store.Database.ExecuteAsync($"DROP POLICY all_rows ON {table}");
            await using (var app = new PostgreSqlRolloutStore(connection, new PostgreSqlStoreOptions { CreateSchema = false }))
            {
                var told = await Assert.ThrowsAsync<InvalidOperationException>(() => app.ReadAsync(Here, CancellationToken.None).AsTask());
                Assert.Contains("." + table, told.Message, StringComparison.Ordinal);
            }

            if (table == "feature_rollout_outcome_positions")
            {
                // Also where the store had been opened before: a batch is not taken for one that was added.
                await Assert.ThrowsAsync<InvalidOperationException>(() => open.AddOutcomesAsync(Here, Batch("q", 1, Counts(TimeSpan.Zero, 5, 0)), CancellationToken.None).AsTask());
                await Assert.ThrowsAsync<InvalidOperationException>(() => open.ReadOutcomesAsync(Here, 0, CancellationToken.None).AsTask());
            }

            await store.Database.ExecuteAsync($"CREATE POLICY all_rows ON {table} TO {role} USING (true) WITH CHECK (true)");
        }

        await open.AddOutcomesAsync(Here, Batch("q", 1, Counts(TimeSpan.Zero, 5, 0)), CancellationToken.None);
        Assert.Equal((6, 1), await store.TotalAsync());
    }
}
