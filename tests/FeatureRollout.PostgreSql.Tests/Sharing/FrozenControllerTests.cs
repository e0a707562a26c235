using System.Diagnostics;
using FeatureRollout.PostgreSql.Tests.Faults;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.PostgreSql.Tests.Sharing;

[Trait("Requirement", "F-14")]
public sealed class FrozenControllerTests
{
    [TheoryWithPostgres]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_was_frozen_past_its_lease_writes_nothing(bool takenOver)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var store = new PostgreSqlRolloutStore(database.Superuser);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LateController).Assembly.Location, database.Superuser])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        Assert.Equal("document written", await process.StandardOutput.ReadLineAsync());
        Assert.Equal("progress written", await process.StandardOutput.ReadLineAsync());
        Signals.Send(process.Id, Signals.Stop);
        await process.StandardInput.WriteLineAsync();
        await process.StandardInput.FlushAsync();
        await Until.True(
            async () => takenOver
                ? await store.TryLeaseAsync(LateController.Environment, "another", TimeSpan.FromHours(1), CancellationToken.None) is not null
                : await database.ScalarAsync("SELECT lease_expires_at < clock_timestamp() FROM feature_rollout_environment") == "True",
            "The lease is over.");
        Signals.Send(process.Id, Signals.Continue);
        Assert.Equal("document ControllerLeaseLostException", await process.StandardOutput.ReadLineAsync());
        Assert.Equal("progress ControllerLeaseLostException", await process.StandardOutput.ReadLineAsync());
        await process.WaitForExitAsync();
        Assert.Equal(1, (await store.GetAsync(LateController.Environment, LateController.Key, CancellationToken.None)).Version);
        Assert.Equal(new byte[] { 1 }, (await store.ReadProgressAsync(LateController.Environment, LateController.Key, CancellationToken.None)).ToArray());
    }
}
