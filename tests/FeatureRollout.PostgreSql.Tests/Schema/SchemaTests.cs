using System.Globalization;
using FeatureRollout.PostgreSql.Tests.Documents;
using FeatureRollout.PostgreSql.Tests.Servers;
using Npgsql;

namespace FeatureRollout.PostgreSql.Tests.Schema;

public sealed class SchemaTests : StoreTest
{
    [FactWithPostgres, Trait("Requirement", "S1-11")]
    public async Task Eight_processes_at_once_create_one_schema()
    {
        for (var round = 0; round < 20; round++)
        {
            var schema = FormattableString.Invariant($"round_{round}");
            using var start = new Barrier(8);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                async () =>
                {
                    await using var store = new PostgreSqlRolloutStore(Database.Superuser, new PostgreSqlStoreOptions { SchemaOf = _ => schema, CommandTimeout = TimeSpan.FromSeconds(30) });
                    start.SignalAndWait();
                    await store.TryWriteAsync(Production, FlagDocument.Empty("search"), [], None);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
            Assert.Equal("1|1|1", await Database.ScalarAsync($"SELECT concat_ws('|', version, documents, (SELECT count(*) FROM {schema}.feature_rollouts)) FROM {schema}.feature_rollout_environment"));
        }
    }

    [FactWithPostgres, Trait("Requirement", "S1-13")]
    public async Task A_schema_of_another_environment_is_refused_by_name()
    {
        await Write(Open(), "search", new RolloutChange.Killed());
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Open().ReadAsync("staging", None).AsTask());
        Assert.Contains("production", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("staging", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("SchemaOf", refusal.Message, StringComparison.Ordinal);
        var bySql = await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(PostgreSqlRolloutStore.GetSchemaSql("staging")));
        Assert.Equal("FR003", bySql.SqlState);
        Assert.Equal("production", await Database.ScalarAsync("SELECT environment FROM feature_rollout_environment"));
    }

    [FactWithPostgres, Trait("Requirement", "S1-13")]
    public async Task Environments_in_one_database_share_nothing()
    {
        var store = Open(null, new PostgreSqlStoreOptions { SchemaOf = environment => "rollout_" + environment });
        await Write(store, "search", new RolloutChange.PercentageSet(5));
        Assert.Empty(await store.ListAsync("staging", None));
        var staging = await store.ReadAsync("staging", None);
        var watch = store.WaitForChangeAsync("staging", staging, None).AsTask();
        await Write(store, "search", new RolloutChange.PercentageSet(6));
        Assert.Same(staging, await store.ReadAsync("staging", None));
        Assert.False(watch.IsCompleted);
    }

    [TheoryWithPostgres, Trait("Requirement", "S1-11")]
    [InlineData("a b")]
    [InlineData("it's \"quoted\"")]
    [InlineData("{schema} $body$ $body1$ \\ %s @x :y")]
    [InlineData("Ümläut-😀; DROP SCHEMA public CASCADE; --")]
    [InlineData("sixty_three_bytes_sixty_three_bytes_sixty_three_bytes_sixty_thr")]
    public async Task Any_name_is_quoted(string schema)
    {
        var options = new PostgreSqlStoreOptions { SchemaOf = _ => schema, Channel = "c'h \"x" };
        var (store, other) = (Open(null, options), Open(null, options));
        await WriteRollout(store, "search");
        var known = await other.ReadAsync(Production, None);
        var watch = other.WaitForChangeAsync(Production, known, None).AsTask();
        await using (var connection = new NpgsqlConnection(Database.Superuser + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"UPDATE \"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\".feature_rollouts SET status = 'rolled_back'", connection);
            Assert.Equal(1, await command.ExecuteNonQueryAsync());
        }

        await watch.WaitAsync(Longest);
        Assert.False((await other.ReadAsync(Production, None)).States!["search"].Stage!.Active);
        await store.WriteProgressAsync(Production, "search", new byte[] { 1 }, None);
        await RolloutArchive.RestoreAsync(await Archived(store), store, Production, replace: true);
        await AssertReplays(other, "search");
        await Database.PsqlAsync(PostgreSqlRolloutStore.GetSchemaSql(Production, options));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("sixty_four_bytes_sixty_four_bytes_sixty_four_bytes_sixty_four_by")]
    public void Names_that_PostgreSQL_would_cut_are_refused(string schema) =>
        Assert.Throws<ArgumentException>(() => PostgreSqlRolloutStore.GetSchemaSql(Production, new PostgreSqlStoreOptions { SchemaOf = _ => schema }));

    [FactWithPostgres, Trait("Requirement", "S1-11")]
    public async Task Without_the_right_to_create_the_printed_SQL_is_asked_for()
    {
        var options = new PostgreSqlStoreOptions { CreateSchema = false };
        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => Open(null, options).ReadAsync(Production, None).AsTask());
        Assert.Contains("PostgreSqlRolloutStore.GetSchemaSql(\"production\"", told.Message, StringComparison.Ordinal);
        var (_, poor) = await Database.CreateRoleAsync("poor");
        told = await Assert.ThrowsAsync<InvalidOperationException>(() => Open(poor).ReadAsync(Production, None).AsTask());
        Assert.Contains("GetSchemaSql(\"production\"", told.Message, StringComparison.Ordinal);
        await Database.PsqlAsync(PostgreSqlRolloutStore.GetSchemaSql(Production, options));
        await Database.PsqlAsync(PostgreSqlRolloutStore.GetSchemaSql(Production, options));
        await Write(Open(null, options), "search", new RolloutChange.Killed());
    }

    [FactWithPostgres, Trait("Requirement", "S1-10")]
    public async Task A_newer_schema_is_used_where_it_can_be_understood()
    {
        await Write(Open(), "search", new RolloutChange.Killed());
        await Database.ExecuteAsync("UPDATE feature_rollout_environment SET schema_version = 99");
        await Write(Open(), "search", new RolloutChange.Killed());
        Assert.Equal("FR004", (await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(PostgreSqlRolloutStore.GetSchemaSql(Production)))).SqlState);
        await Database.ExecuteAsync("UPDATE feature_rollout_environment SET least_reader = 99");
        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => Open().ReadAsync(Production, None).AsTask());
        Assert.Contains("99", told.Message, StringComparison.Ordinal);
    }

    [FactWithPostgres, Trait("Requirement", "S1-11")]
    public async Task A_dropped_schema_is_made_anew()
    {
        var store = Open();
        await Write(store, "search", new RolloutChange.Killed());
        await Database.ExecuteAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        Assert.Empty((await store.ReadAsync(Production, None)).States!);
        await Write(store, "search", new RolloutChange.Killed());
        Assert.Single((await store.ReadAsync(Production, None)).States!);
    }

    [FactWithPostgres, Trait("Requirement", "S1-11")]
    public async Task The_documented_rights_are_enough_and_less_is_told()
    {
        await Database.PsqlAsync(PostgreSqlRolloutStore.GetSchemaSql(Production));
        var (role, connectionString) = await Database.CreateRoleAsync("app");
        var options = new PostgreSqlStoreOptions { CreateSchema = false };
        var told = await Assert.ThrowsAsync<InvalidOperationException>(() => Open(connectionString, options).ReadAsync(Production, None).AsTask());
        Assert.Contains("right", told.Message, StringComparison.Ordinal);
        await Database.PsqlAsync(Rights("roles.sql", role));
        await UseEverything(connectionString, options);
        var archive = await Archived(Open(connectionString, options));
        await Assert.ThrowsAsync<InvalidOperationException>(() => RolloutArchive.RestoreAsync(archive, Open(connectionString, options), Production, replace: true).AsTask());
        await Database.PsqlAsync(Rights("roles-more.sql", role));
        await RolloutArchive.RestoreAsync(archive, Open(connectionString, options), Production, replace: true);
        await Write(Open(connectionString, options), "x", new RolloutChange.OverrideSet("x", "acme", Enabled: true, null));
        Assert.Equal(2, await Open(connectionString, options).EraseCustomerAsync(Production, "acme", "erased", None));
    }

    [FactWithPostgres, Trait("Requirement", "S1-11")]
    public async Task Row_level_security_with_policies_works_and_without_is_never_taken_for_emptiness()
    {
        await Database.PsqlAsync(PostgreSqlRolloutStore.GetSchemaSql(Production));
        var (role, connectionString) = await Database.CreateRoleAsync("app");
        await Database.PsqlAsync(Rights("roles.sql", role));
        var options = new PostgreSqlStoreOptions { CreateSchema = false };
        await UseEverything(connectionString, options);
        string[] tables = ["feature_rollout_environment", "feature_rollouts", "rollout_changes", "feature_rollout_progress"];
        foreach (var table in tables)
        {
            await Database.ExecuteAsync($"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY; CREATE POLICY all_rows ON {table} TO {role} USING (true) WITH CHECK (true)");
        }

        await UseEverything(connectionString, options);
        var open = Open(connectionString, options);
        await open.ReadAsync(Production, None);
        foreach (var table in tables[..3])
        {
            await Database.ExecuteAsync($"DROP POLICY all_rows ON {table}");
            var told = await Assert.ThrowsAsync<InvalidOperationException>(() => Open(connectionString, options).ReadAsync(Production, None).AsTask());
            Assert.Contains(table, told.Message, StringComparison.Ordinal);
            Assert.Contains("row level security", told.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<InvalidOperationException>(() => Open(connectionString, options).ReadEventsAsync(Production, null, 0, 100, None).AsTask());
            await Assert.ThrowsAsync<InvalidOperationException>(() => open.TryWriteAsync(Production, FlagDocument.Empty("new"), [new RolloutEvent { Key = "new", Version = 0, At = default, Actor = "x", Change = new RolloutChange.Killed() }], None).AsTask());
            if (table == "rollout_changes")
            {
                await Assert.ThrowsAsync<InvalidOperationException>(() => open.ReadEventsAsync(Production, null, 0, 100, None).AsTask());
            }

            await Database.ExecuteAsync($"CREATE POLICY all_rows ON {table} TO {role} USING (true) WITH CHECK (true)");
        }

        await UseEverything(connectionString, options);
    }

    private static string Rights(string file, string role) =>
        PostgreSql.Schema.SchemaScript.Extra(file, Production, "public", "feature_rollout").Replace("feature_rollout_app", role, StringComparison.Ordinal);

    private async Task UseEverything(string connectionString, PostgreSqlStoreOptions options)
    {
        var store = Open(connectionString, options);
        var key = "flag" + (await store.ListAsync(Production, None)).Count.ToString(CultureInfo.InvariantCulture);
        await WriteRollout(store, key);
        var known = await store.ReadAsync(Production, None);
        var watch = store.WaitForChangeAsync(Production, known, None).AsTask();
        await Write(store, key, new RolloutChange.Killed());
        await watch.WaitAsync(Longest);
        await store.WriteProgressAsync(Production, key, new byte[] { 1 }, None);
        await store.WriteProgressAsync(Production, key, new byte[] { 2 }, None);
        Assert.Equal([2], (await store.ReadProgressAsync(Production, key, None)).ToArray());
        await using (var connection = new NpgsqlConnection(connectionString + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"UPDATE feature_rollouts SET status = 'rolled_back' WHERE feature_name = '{key}'", connection);
            await command.ExecuteNonQueryAsync();
        }

        Assert.StartsWith("sql:", (await Events(store, key))[^1].Actor, StringComparison.Ordinal);
        await AssertReplays(store, key);
    }

    private static async Task<RolloutArchiveContent> Archived(IRolloutStateStore store)
    {
        using var archive = new MemoryStream();
        await RolloutArchive.WriteAsync(archive, store, Production, FlagSet.Empty);
        archive.Position = 0;
        return await RolloutArchive.ReadAsync(archive);
    }
}
