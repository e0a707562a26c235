using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.PostgreSql.Tests.Servers;
using Doing = FeatureRollout.Cli.Operating.Changes;

namespace FeatureRollout.Cli.Tests.Operating;

/// <summary>The same script gives the same results, messages and exit codes wherever it runs.</summary>
public sealed class ParityTests
{
    [Fact]
    [Trait("Requirement", "S0-12")]
    [Trait("Requirement", "F-23")]
    [Trait("Requirement", "F-14")]
    public async Task On_files()
    {
        using var folder = new CliFolder(OperatingScript.Flags);
        await using var backend = await OperatedStores.OpenFileAsync(folder);

        Approved.Check(await new OperatingScript(backend).RunAsync(), "Script");
    }

    [FactWithPostgres]
    [Trait("Requirement", "S1-12")]
    [Trait("Requirement", "F-23")]
    public async Task On_PostgreSQL()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await OperatedStores.MigrateAsync(database);
        using var folder = new CliFolder(OperatingScript.Flags);
        await using var backend = await OperatedStores.OpenAsync(database, folder);

        Approved.Check(await new OperatingScript(backend).RunAsync(), "Script");
        Assert.Equal("0", await database.ScalarAsync("SELECT count(*) FROM rollouts.feature_rollout_processes"));
        Assert.DoesNotContain(database.Superuser, backend.Place, StringComparison.Ordinal);
        Assert.StartsWith("PostgreSQL " + database.Name, backend.Place, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "S0-12")]
    [Trait("Requirement", "F-23")]
    [Trait("Requirement", "S3-11")]
    public async Task On_a_running_host()
    {
        using var folder = new CliFolder(OperatingScript.Flags);
        await using var host = await OperatedHost.StartAsync(folder.In("flags.json"));
        await using var backend = await host.OpenAsync();

        Assert.Equal("production", backend.Environment);
        Approved.Check(await new OperatingScript(backend).RunAsync(), "Script");
    }

    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task An_archive_of_one_place_is_put_back_in_another()
    {
        using CliFolder first = new(OperatingScript.Flags), second = new(OperatingScript.Flags);
        await using var host = await OperatedHost.StartAsync(first.In("flags.json"));
        await using var there = await host.OpenAsync();
        await using var here = await OperatedStores.OpenFileAsync(second);
        await there.DoAsync(Doing.Kill("search", "down"), CancellationToken.None);
        using var archive = new MemoryStream();
        await there.ExportAsync(archive, CancellationToken.None);

        archive.Position = 0;
        var restored = await here.ImportAsync(archive, "backup", replace: false, CancellationToken.None);
        Assert.Equal(1, restored.Documents);
        Assert.NotEmpty((await here.DoAsync(Readings.Flag("search"), CancellationToken.None)).KilledBy);

        foreach (var place in (IBackend[])[there, here])
        {
            archive.Position = 0;
            var full = await Assert.ThrowsAsync<CliException>(() => place.ImportAsync(archive, "backup", replace: false, CancellationToken.None));
            Assert.Equal((1, "The environment \"production\" already keeps something; ask to replace it, or restore into an empty one."), (full.ExitCode, full.Message));
            using var broken = new MemoryStream("{}\n"u8.ToArray());
            Assert.Equal(65, (await Assert.ThrowsAsync<CliException>(() => place.ImportAsync(broken, "backup", replace: true, CancellationToken.None))).ExitCode);
        }

        archive.Position = 0;
        Assert.Equal(1, (await there.ImportAsync(archive, "backup", replace: true, CancellationToken.None)).Events);
    }
}
