using System.Diagnostics;
using System.Text.RegularExpressions;

namespace FeatureRollout.Tests.Samples;

public sealed partial class QuickstartTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    [Trait("Requirement", "S0-03")]
    [Trait("Requirement", "S1-02")]
    [Trait("Requirement", "S1-03")]
    [Trait("Requirement", "S3-02")]
    [Trait("Requirement", "S4-01")]
    public async Task The_quickstart_takes_every_ladder_to_everybody_and_removes_nobody_on_the_way()
    {
        var (exitCode, output) = await RunAsync();

        Assert.True(exitCode == 0, output);
        var steps = Step().Matches(output).Select(match => match.Groups).ToArray();
        Assert.Equal(
            [0m, 5m, 7m, 10m, 25m, 40m, 50m, 70m, 85m, 95m, 100m],
            steps.Where(step => step["flag"].Value == "sentiment_analysis").Select(step => Number(step["percent"])));
        Assert.Equal([1m, 10m, 50m, 100m], steps.Where(step => step["flag"].Value == "sentiment-analysis").Select(step => Number(step["percent"])));
        Assert.Equal([1m, 10m, 25m, 50m, 100m], steps.Where(step => step["flag"].Value == "analytics").Select(step => Number(step["percent"])));
        Assert.Equal([5m, 10m, 25m, 50m, 100m], steps.Where(step => step["flag"].Value == "outbound_calls").Select(step => Number(step["percent"])));
        Assert.All(steps, step => Assert.Equal("0", step["removed"].Value));
        Assert.All(steps.Where(step => Number(step["percent"]) == 100), step => Assert.Equal("1,000", step["in"].Value));
        Assert.Contains("Nobody was removed on the way up.", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-12")]
    public async Task The_quickstart_is_readable_where_colour_and_width_are_missing()
    {
        var (_, output) = await RunAsync();

        Assert.DoesNotContain('\e', output);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 100, line));
        Assert.DoesNotContain("OTHER", output, StringComparison.Ordinal);
        Assert.Contains("something else: 0.", output, StringComparison.Ordinal);
        Assert.Matches(@"50 %\s+\d+\s+\d+\s+0\s+2\s+served \d+ ms", output);
        Assert.Contains("phase4.json:4:27", output, StringComparison.Ordinal);
    }

    private static decimal Number(Group group) => decimal.Parse(group.Value, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Runs what was built together with these tests, in their configuration.</summary>
    private static async Task<(int ExitCode, string Output)> RunAsync()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (!File.Exists(Path.Combine(root!.FullName, "FeatureRollout.Sdk.sln")))
        {
            root = root.Parent;
        }

        var program = Path.Combine(root.FullName, "samples", "Quickstart", "bin", output.Parent!.Name, output.Name, "Quickstart.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var written = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await written + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [GeneratedRegex(@"^(?<flag>[a-z_-]+) +(?<step>[a-z]+(?: \d+)?) +(?<percent>\d+) % +(?<in>[\d,]+) .* (?<added>[\d,]+) +(?<removed>[\d,]+)\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();
}
