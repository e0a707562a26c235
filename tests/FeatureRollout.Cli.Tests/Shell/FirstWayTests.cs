using FeatureRollout.Cli.Help;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Shell;

/// <summary>Somebody who knows nothing but what <c>--help</c> shows first.</summary>
public sealed class FirstWayTests
{
    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task The_lines_of_the_help_take_a_feature_from_nothing_to_everybody_and_back()
    {
        using var folder = new CliFolder();
        var lines = Examples.FirstWay.Select(step => step.Line).ToArray();
        var before = lines.TakeWhile(line => !line.Contains(" advance ", StringComparison.Ordinal)).ToArray();
        var advances = lines.Where(line => line.Contains(" advance ", StringComparison.Ordinal)).ToArray();

        foreach (var line in before)
        {
            var done = await RunAsync(folder, line);
            Assert.True(done.ExitCode == 0, $"{line}\n{done}");
        }

        Assert.Equal(1, (await RunAsync(folder, advances[0])).ExitCode);
        for (var stage = 0; stage < 3; stage++)
        {
            Assert.Equal(0, (await RunAsync(folder, advances[1])).ExitCode);
        }

        Assert.Equal(0, (await folder.RunAsync("explain", "search", "acme")).ExitCode);
        Assert.Contains("100%", (await folder.RunAsync("status")).Out, StringComparison.Ordinal);

        Assert.Equal(0, (await RunAsync(folder, lines[^1])).ExitCode);
        Assert.Equal(1, (await folder.RunAsync("explain", "search", "acme")).ExitCode);
    }

    /// <summary>As typed, in a folder in which the flag file has its usual name.</summary>
    private static Task<CliResult> RunAsync(CliFolder folder, string line) =>
        folder.RunAsync([.. ShellWords.Of(line).Skip(1).Select(word => word == "flags.json" ? folder.In(word) : word)]);
}
