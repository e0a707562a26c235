using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.PostgreSql.Tests.Servers;
using Doing = FeatureRollout.Cli.Operating.Changes;

namespace FeatureRollout.Cli.Tests.Operating;

/// <summary>Several people and a host write at once, and nothing is lost.</summary>
public sealed class RacingTests
{
    private const int Writes = 12;

    [Fact]
    [Trait("Requirement", "S0-12")]
    [Trait("Requirement", "F-23")]
    public async Task On_files()
    {
        using var folder = new CliFolder(OperatingScript.Flags);
        await RaceAsync(folder, store: null, () => OperatedStores.OpenFileAsync(folder));
    }

    [FactWithPostgres]
    [Trait("Requirement", "S1-12")]
    public async Task On_PostgreSQL()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await OperatedStores.MigrateAsync(database);
        using var folder = new CliFolder(OperatingScript.Flags);
        await using var store = new PostgreSqlRolloutStore(database.Superuser, new PostgreSqlStoreOptions { SchemaOf = _ => "rollouts" });
        await RaceAsync(folder, store, () => OperatedStores.OpenAsync(database, folder));
    }

    [Fact]
    [Trait("Requirement", "F-14")]
    public async Task Of_two_who_saw_the_same_version_one_is_told()
    {
        using var folder = new CliFolder(OperatingScript.Flags);
        await using var one = await OperatedStores.OpenFileAsync(folder);
        await using var other = await OperatedStores.OpenFileAsync(folder);
        var seen = (await one.DoAsync(Readings.Flag("search"), CancellationToken.None)).OwnVersion;

        await one.DoAsync(Doing.SetPercentage("search", 30, "mine") with { IfVersion = seen }, CancellationToken.None);
        var late = await Assert.ThrowsAsync<CliException>(() => other.DoAsync(Doing.SetPercentage("search", 90, "mine") with { IfVersion = seen }, CancellationToken.None));

        Assert.Equal(ExitCodes.Conflict, late.ExitCode);
        Assert.StartsWith("Now it is at 30%, at version 1, changed ", Assert.Single(late.Details), StringComparison.Ordinal);
        Assert.Equal(30, (await other.DoAsync(Readings.Flag("search"), CancellationToken.None)).Percentage);
    }

    private static async Task RaceAsync(CliFolder folder, IRolloutStateStore? store, Func<Task<IBackend>> open)
    {
        await using var host = await OperatedHost.StartAsync(folder.In("flags.json"), store);
        await using var one = await open();
        await using var other = await open();
        await using var http = await host.OpenAsync();

        await Task.WhenAll(
            WriteAsync(i => one.DoAsync(Doing.Include("search", CustomerList.Of($"one-{i}"), null), CancellationToken.None)),
            WriteAsync(i => other.DoAsync(Doing.Include("search", CustomerList.Of($"other-{i}"), null), CancellationToken.None)),
            WriteAsync(i => http.DoAsync(Doing.Include("search", CustomerList.Of($"http-{i}"), null), CancellationToken.None)),
            WriteAsync(i => host.Manager.AddCustomersAsync("search", CustomerList.Of($"host-{i}"), new RolloutActor("host"))));

        var flag = await one.DoAsync(Readings.Flag("search"), CancellationToken.None);
        Assert.Equal(4 * Writes, flag.OwnVersion);
        Assert.Equal(4 * Writes, (await http.DoAsync(Readings.Events("search", 0, 1000), CancellationToken.None)).Events.Count);
    }

    private static async Task WriteAsync(Func<int, Task> write)
    {
        for (var i = 0; i < Writes; i++)
        {
            await write(i);
        }
    }
}
