using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.Cli.Tests.Operating;

public sealed class LocalFaultTests
{
    [Fact]
    public async Task A_flag_file_that_is_not_there_is_named()
    {
        using var folder = new CliFolder();

        var refused = await RefusedAsync(File(folder.In("other.json")));

        Assert.Equal(ExitCodes.NoInput, refused.ExitCode);
        Assert.Contains("other.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_flag_file_gives_its_first_twenty_errors_with_their_places()
    {
        using var folder = new CliFolder("{ \"flags\": {\n" + string.Join(",\n", Enumerable.Range(0, 25).Select(i => $"\"f{i}\": {{ \"percentage\": 200 }}")) + "\n} }");

        var refused = await RefusedAsync(File(folder.In("flags.json")));

        Assert.Equal(ExitCodes.Data, refused.ExitCode);
        Assert.EndsWith("flags.json has 25 errors.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(21, refused.Details.Count);
        Assert.Contains("flags.json:2:23 $.flags.f0.percentage: ", refused.Details[0], StringComparison.Ordinal);
        Assert.Equal("and 5 more", refused.Details[^1]);
    }

    [Fact]
    public async Task A_file_that_breaks_while_it_is_watched_is_told_and_mended_is_read_again()
    {
        using var folder = new CliFolder(OperatingScript.Flags);
        await using var backend = await OperatedStores.OpenFileAsync(folder);
        _ = await backend.DoAsync(Readings.Flags(), CancellationToken.None);
        folder.Write("flags.json", "{");

        Assert.Equal(ExitCodes.Data, (await Assert.ThrowsAsync<CliException>(() => backend.DoAsync(Readings.Flags(), CancellationToken.None))).ExitCode);
        folder.Write("flags.json", """{ "flags": { "alone": { "percentage": 7 } } }""");
        Assert.Equal("alone", Assert.Single((await backend.DoAsync(Readings.Flags(), CancellationToken.None)).Flags).Key);
    }

    [Fact]
    public async Task A_damaged_store_is_left_alone()
    {
        using var folder = new CliFolder(OperatingScript.Flags);
        folder.Write("flags.production.state.json", "{ damaged");

        var refused = await RefusedAsync(File(folder.In("flags.json")));

        Assert.Equal(ExitCodes.Unavailable, refused.ExitCode);
        Assert.Contains("is damaged", refused.Message, StringComparison.Ordinal);
        Assert.Equal("{ damaged", System.IO.File.ReadAllText(folder.In("flags.production.state.json")));
    }

    [Fact]
    public async Task No_environment_can_be_called_so()
    {
        using var folder = new CliFolder(OperatingScript.Flags);

        Assert.Equal(ExitCodes.Usage, (await RefusedAsync(File(folder.In("flags.json")) with { Environment = "../x" })).ExitCode);
    }

    [Theory]
    [InlineData("Host=db;Username=ops;Password=hunter22", "PGPASSWORD")]
    [InlineData("Host=db;Colour=hunter22", "not understood")]
    [InlineData("Username=ops", "names no host")]
    public async Task A_connection_string_that_would_not_do_is_refused_without_being_repeated(string connection, string message)
    {
        var refused = await RefusedAsync(new BackendChoice(null, null, connection, null, null, null, null) { IsPostgreSqlOpen = true });

        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task A_database_that_is_away_is_told_and_its_password_is_not()
    {
        var refused = await RefusedAsync(new BackendChoice(null, null, "Host=127.0.0.1;Port=1;Username=ops;Password=hunter22;Database=app", null, null, null, null));

        Assert.Equal(ExitCodes.Unavailable, refused.ExitCode);
        Assert.StartsWith("PostgreSQL app on 127.0.0.1 cannot be reached: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter22", refused.Message, StringComparison.Ordinal);
    }

    [FactWithPostgres]
    [Trait("Requirement", "F-23")]
    public async Task Tables_are_never_made_silently()
    {
        await using var database = await PostgresDatabase.CreateAsync();

        var refused = await RefusedAsync(new BackendChoice(null, null, database.Superuser, "rollouts", null, null, null));

        Assert.Equal(ExitCodes.Unavailable, refused.ExitCode);
        Assert.Equal("The schema \"rollouts\" of the environment production is not there. The tables are not made by this program: run the SQL of PostgreSqlRolloutStore.GetSchemaSql; docs/postgresql.md has how.", refused.Message);
        Assert.Equal("0", await database.ScalarAsync("SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'rollouts'"));
    }

    [FactWithPostgres]
    [Trait("Requirement", "F-23")]
    public async Task A_role_that_may_not_is_told_so()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await OperatedStores.MigrateAsync(database);
        var (_, connection) = await database.CreateRoleAsync("stranger");

        Assert.Equal(ExitCodes.NotAllowed, (await RefusedAsync(new BackendChoice(null, null, connection, "rollouts", null, null, null))).ExitCode);
    }

    private static BackendChoice File(string path) => new(path, null, null, null, null, "olivia", null);

    private static Task<CliException> RefusedAsync(BackendChoice choice) =>
        Assert.ThrowsAsync<CliException>(() => Backends.OpenAsync(choice, TimeProvider.System, CancellationToken.None));
}
