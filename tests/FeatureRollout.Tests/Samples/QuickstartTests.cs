using System.Text.RegularExpressions;

namespace FeatureRollout.Tests.Samples;

public sealed partial class QuickstartTests
{
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
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Assert.DoesNotContain("OTHER", output, StringComparison.Ordinal);
        Assert.Contains("something else: 0.", output, StringComparison.Ordinal);
        Assert.Matches(@"50 %\s+\d+\s+\d+\s+0\s+2\s+served \d+ ms", output);
        Assert.Contains("phase4.json:4:27", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S4-04")]
    [Trait("Requirement", "S4-07")]
    public async Task The_quickstart_rolls_the_pilot_back_at_10_percent_by_itself_and_brings_the_fixed_version_to_everybody()
    {
        var (exitCode, output) = await RunAsync();

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"early-adopters +0 % +1\d\.\d\d % +ROLLED BACK by the controller", output);
        Assert.Contains("error_rate > 5% over 1h: error_rate 1", output, StringComparison.Ordinal);
        Assert.Matches(@"internal +1 % +started again, with the fix", output);
        Assert.Matches(@"full +100 % .*completed after two weeks", output);
        Assert.Contains("The defect was rolled back by itself", output, StringComparison.Ordinal);
    }

    private static decimal Number(Group group) => decimal.Parse(group.Value, System.Globalization.CultureInfo.InvariantCulture);

    private static Task<(int ExitCode, string Output)> RunAsync() => SampleProgram.RunAsync("Quickstart");

    [GeneratedRegex(@"^(?<flag>[a-z_-]+) +(?<step>[a-z]+(?: \d+)?) +(?<percent>\d+) % +(?<in>[\d,]+) .* (?<added>[\d,]+) +(?<removed>[\d,]+)\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();
}
