using System.Globalization;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Shell;

public sealed class RaceTests
{
    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task Two_programs_and_a_host_that_race_on_one_store_lose_nothing()
    {
        const int Programs = 4;
        const int Host = 12;
        using var folder = new CliFolder("""{ "flags": { "search": {} } }""");
        await using var host = await FileHost.OpenAsync(folder);
        var alice = new RolloutActor("alice");
        await host.Manager.CreateRolloutAsync(new RolloutCreation { FeatureName = "search", PlanName = "pilot" }, alice);

        var first = Task.Run(() => ReportAsync(0));
        var second = Task.Run(() => ReportAsync(100));
        for (var value = 200; value < 200 + Host; value++)
        {
            await host.Manager.ReportValueAsync("search", "nps", value, alice);
        }

        CliResult[] results = [.. await first, .. await second];

        Assert.All(results, result => Assert.True(result.ExitCode == 0, result.ToString()));
        double[] expected = [.. Enumerable.Range(0, Programs), .. Enumerable.Range(100, Programs), .. Enumerable.Range(200, Host)];
        Assert.Equal(expected, (await host.ReportedAsync("search")).Order());

        async Task<List<CliResult>> ReportAsync(int from)
        {
            var each = new List<CliResult>();
            for (var value = from; value < from + Programs; value++)
            {
                each.Add(await folder.RunProcessAsync("value", "search", "nps", value.ToString(CultureInfo.InvariantCulture)));
            }

            return each;
        }
    }
}
