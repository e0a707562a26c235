namespace FeatureRollout.Tests.Samples;

public sealed class PilotRolloutTests
{
    [Fact]
    [Trait("Requirement", "S4-01")]
    [Trait("Requirement", "S4-04")]
    public async Task The_quick_start_of_the_pilot_guide_runs_line_by_line_to_its_end()
    {
        var (exitCode, output) = await SampleProgram.RunAsync("PilotRollout");

        Assert.True(exitCode == 0, output);
        Assert.All(output.Split('\n'), line => Assert.True(line.Length <= 80, line));
        string[] inOrder =
        [
            "Step 1: create rollout", "tier 0, 0 %, Draft",
            "Step 2", "tier 1, internal, 1 %, Running", "refused: ",
            "Step 3", "tier 2, early-adopters, 10 %",
            "Step 4", "tier 3, general, 50 %",
            "Emergency rollback", "enabled customers: 0",
            "Monitoring commands", "Critical bug",
            "Scenario 4", "by controller: error_rate", "Enabled customers: 0",
            "Step 5", "1000 of 1000 customers have it", "flags.production.state.json",
        ];
        var text = string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var at = 0;
        foreach (var part in inOrder)
        {
            var found = text.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"\"{part}\" is missing, or too early:\n{output}");
            at = found;
        }
    }
}
