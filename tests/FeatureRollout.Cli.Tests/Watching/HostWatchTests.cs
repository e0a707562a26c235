using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Operating;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Watching;

public sealed class HostWatchTests
{
    [Fact]
    [Trait("Requirement", "S0-07")]
    [Trait("Requirement", "S2-06")]
    [Trait("Requirement", "F-23")]
    public async Task A_running_host_is_watched_verified_and_monitored()
    {
        using var folder = new CliFolder(FileScene.Flags);
        await using var host = await OperatedHost.StartAsync(folder.In("flags.json"));
        folder.Variables[GlobalOptions.KeyVariable] = OperatedHost.ReaderKey;
        await host.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", PlanName = "steady" }, World.Ada);
        await host.Manager.StartRolloutAsync("search", World.Ada, force: true);

        var page = await folder.RunAsync("watch", "search", "--once", "--url", host.Address);
        var list = await folder.RunAsync("watch", "--once", "--url", host.Address);
        var verified = await folder.RunAsync("verify", "search", "--expect", "10", "--url", host.Address);
        var monitored = await folder.RunAsync("monitor", "search", "--stage", "alpha", "--for", "0", "--url", host.Address);
        await host.Manager.KillFeatureAsync("search", World.Ada);
        var verifiedThen = await folder.RunAsync("verify", "--url", host.Address);
        var monitoredThen = await folder.RunAsync("monitor", "search", "--stage", "alpha", "--for", "0", "--url", host.Address);

        Assert.Equal((0, true, false), (page.ExitCode, page.Out.Contains("stage 1/3 alpha", StringComparison.Ordinal), page.Out.Contains("host's memory", StringComparison.Ordinal)));
        Assert.Contains("1/3 alpha", list.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Undecided, true), (verified.ExitCode, verified.Out.Contains("✓ percentage On for 10%, as expected.", StringComparison.Ordinal)));
        Assert.Contains("✓ names", verified.Out, StringComparison.Ordinal);
        Assert.Equal((ExitCodes.Undecided, true), (monitored.ExitCode, monitored.Out.Contains("undecided: error_rate < 2%: no data.", StringComparison.Ordinal)));
        Assert.Equal((ExitCodes.No, true), (verifiedThen.ExitCode, verifiedThen.Out.Contains("✗ kill ", StringComparison.Ordinal)));
        Assert.Equal((ExitCodes.No, true), (monitoredThen.ExitCode, monitoredThen.Out.Contains("failed: It was killed", StringComparison.Ordinal)));
    }
}
