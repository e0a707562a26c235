using System.Text.Json;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Commands;

/// <summary>Flags that come from elsewhere have their shares in rules: a percentage of 0 is then not off, and one of 100 not everybody.</summary>
[Trait("Requirement", "S0-07")]
[Trait("Requirement", "F-23")]
[Trait("Requirement", "S3-02")]
public sealed class ReachedTests
{
    private const string Flags = """
        { "flags": {
            "chained": { "percentage": 0, "rules": [{ "when": "plan == 'enterprise'", "percentage": 100 }, { "when": "true", "percentage": 10, "salt": "theirs" }] },
            "for_all": { "percentage": 0, "rules": [{ "when": "true", "percentage": 100, "salt": "theirs", "bucketing": "unleash" }] },
            "named": { "percentage": 0, "include": ["acme"] },
            "mixed": { "percentage": 25, "include": ["acme"], "rules": [{ "when": "plan == 'pro'", "percentage": 60 }] },
            "but_one": { "percentage": 100, "exclude": ["hooli"] },
            "dead_rule": { "percentage": 0, "rules": [{ "when": "false", "percentage": 100 }] },
            "killed": { "enabled": false },
            "blocked": { "percentage": 100, "requires": ["killed"] },
            "moved": { "requires": ["killed"] } },
          "rollouts": { "moved": { "plan": "ladder" } },
          "plans": { "ladder": { "stages": [{ "name": "beta", "percentage": 0, "customers": ["acme"] }, { "name": "all", "percentage": 100 }] } } }
        """;

    [Fact]
    public async Task The_table_of_flags_says_whom_each_lets_in()
    {
        using var folder = new CliFolder(Flags);

        var shown = await folder.RunAsync("status");

        Assert.All(shown.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Approved.Check(shown.ToString());
    }

    [Theory]
    [InlineData("chained", "on for some, by 2 rules")]
    [InlineData("for_all", "on for everybody")]
    [InlineData("named", "on for those named")]
    [InlineData("mixed", "on by a rule, for 25% of the others and those named")]
    [InlineData("but_one", "on for 100%, with exceptions")]
    [InlineData("dead_rule", "off for everybody")]
    [InlineData("blocked", "100%, but off for everybody, since it requires killed, which is off")]
    public async Task One_flag_stands_as_it_answers_and_so_do_watch_and_the_document(string flag, string sentence)
    {
        using var folder = new CliFolder(Flags);

        var shown = await folder.RunAsync("status", flag);
        var document = JsonDocument.Parse((await folder.RunAsync("status", flag, "--json")).Out).RootElement;
        var watched = await folder.RunAsync("watch", flag, "--once");

        Assert.Contains($" stands {sentence} ", string.Join(' ', shown.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) + " ", StringComparison.Ordinal);
        var who = document.GetProperty("reach").GetProperty("who").GetString();
        Assert.Equal(sentence.Contains("off for everybody", StringComparison.Ordinal) ? "nobody" : sentence == "on for everybody" ? "everybody" : "some", who);
        Assert.Equal(flag == "blocked" ? "killed" : null, document.GetProperty("reach").GetProperty("blockedBy").GetString());
        Assert.Contains(
            flag switch
            {
                "chained" => "some customers, by 2 rules",
                "named" => "some customers, by name",
                "mixed" => "25% of customers",
                "for_all" or "but_one" => "100% of customers",
                _ => "0% of customers",
            },
            watched.Out,
            StringComparison.Ordinal);
        Assert.Equal(flag == "blocked", watched.Out.Contains("requires killed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rollout_says_whom_its_first_stage_names_and_what_blocks_it()
    {
        using var folder = new CliFolder(Flags.Replace("\"moved\": { \"requires\": [\"killed\"] }", "\"moved\": { \"requires\": [\"for_all\"] }", StringComparison.Ordinal));
        await folder.RunAsync("start", "moved", "--yes", "--force", "--reason", "try");

        var named = await folder.RunAsync("status", "moved");
        await folder.RunAsync("kill", "for_all", "--yes", "--reason", "slow");
        var blocked = await folder.RunAsync("status", "moved");

        Assert.Contains("in stage beta (1/2), 0%, on for those named\n", named.Out, StringComparison.Ordinal);
        Assert.Contains("0%, but off for everybody, since it requires for_all, which is off", string.Join(' ', blocked.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chained", "0", "fail")]
    [InlineData("dead_rule", "0", "pass")]
    [InlineData("named", "0", "pass")]
    [InlineData("for_all", "100", "pass")]
    [InlineData("for_all", "0", "fail")]
    [InlineData("but_one", "100", "pass")]
    [InlineData("blocked", "100", "fail")]
    public async Task A_percentage_that_is_expected_is_that_of_the_customers(string flag, string expected, string verdict)
    {
        using var folder = new CliFolder(Flags);

        var told = await folder.RunAsync("verify", flag, "--expect", expected, "--json");

        var check = Assert.Single(JsonDocument.Parse(told.Out).RootElement.GetProperty("checks").EnumerateArray(), each => each.GetProperty("check").GetString() == "percentage");
        Assert.True(verdict == check.GetProperty("verdict").GetString(), check.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_preview_does_not_tell_of_a_percentage_that_nobody_is_drawn_by()
    {
        using var folder = new CliFolder(Flags);

        var shown = await folder.RunAsync("preview", "for_all", "--bucketing", "v1");

        Assert.StartsWith("for_all by v1: its own percentage is 0%, and what rules and lists\n", shown.Out, StringComparison.Ordinal);
    }
}
