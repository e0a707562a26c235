using System.Text.Json;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Commands;

public sealed class StatusTests
{
    private const string Flags = """{ "flags": { "search": { "percentage": 25 }, "chat": { "enabled": true } } }""";

    [Fact, Trait("Requirement", "S0-12"), Trait("Requirement", "F-23")]
    public async Task All_flags_are_shown_as_a_table()
    {
        using var folder = new CliFolder(Flags);

        var shown = await folder.RunProcessAsync("status");

        Approved.Check(shown.ToString());
    }

    [Fact, Trait("Requirement", "S0-12")]
    public async Task Rollouts_stand_in_the_table_with_their_stage_and_long_keys_are_cut()
    {
        using var folder = new CliFolder(Ladders.Flags.Replace("\"tabs\"", $"\"{new string('t', 128)}\"", StringComparison.Ordinal)) { Time = Ladders.Clock() };
        await folder.RunAsync("start", "search", "--yes");
        await folder.RunAsync("pause", "search");
        await folder.RunAsync("kill", "chat", "--yes", "--reason", "slow");

        var shown = await folder.RunAsync("status");

        Assert.All(shown.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Approved.Check(shown.ToString());
    }

    [Fact, Trait("Requirement", "S0-12"), Trait("Requirement", "F-23")]
    public async Task One_flag_is_shown_in_full()
    {
        using var folder = await Ladders.StartedAsync();
        ((TestKit.VirtualTimeProvider)folder.Time).Advance(TimeSpan.FromHours(30));
        await folder.RunAsync("approve", "search", "team", "--as", "bo");
        await folder.RunAsync("tick", "search", "docs", "--as", "bo");
        await folder.RunAsync("advance", "search", "--yes", "--as", "bo");
        await folder.RunAsync("include", "search", "thompson", "acme", "--yes", "--as", "bo");
        await folder.RunAsync("enable", "search", "globex", "--until", "2026-02-01", "--yes", "--reason", "they asked", "--as", "bo");
        await folder.RunAsync("incident", "search", "P2", "slow first page", "--as", "cy");

        var shown = await folder.RunAsync("status", "search");

        Assert.All(shown.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
        Approved.Check(shown.ToString());
    }

    [Fact, Trait("Requirement", "S0-12")]
    public async Task What_is_planned_names_the_command_that_starts_it()
    {
        using var folder = Ladders.Folder();

        var shown = await folder.RunAsync("status", "search");

        Assert.Contains("next         feature-rollout start search\n", shown.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("version      0\n", shown.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact, Trait("Requirement", "S0-12")]
    public async Task The_last_stage_of_a_completed_rollout_has_no_end()
    {
        using var folder = await Ladders.StartedAsync();
        for (var i = 0; i < 4; i++)
        {
            await folder.RunAsync("advance", "search", "--force", "--yes", "--reason", "checked");
        }

        var shown = await folder.RunAsync("status", "search");

        Assert.Contains("passed 2026-01-10 09:00\n", shown.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact, Trait("Requirement", "S0-12")]
    public async Task A_rollout_that_is_rolled_back_has_no_stage_and_no_readings()
    {
        using var folder = await Ladders.StartedAsync();
        await folder.RunAsync("rollback", "search", "--yes", "--reason", "slow");

        var (all, one) = (await folder.RunAsync("status"), await folder.RunAsync("status", "search"));

        Assert.Contains("rolled back  –", all.Out, StringComparison.Ordinal);
        Assert.EndsWith("Next\n  Waits for a person to start it again, from the first stage.\n", one.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_document_of_the_admin_api()
    {
        using var folder = Ladders.Folder();

        var all = JsonSerializer.Deserialize((await folder.RunAsync("status", "--json")).Out, CliJson.Default.FlagsResource)!;
        var one = JsonSerializer.Deserialize((await folder.RunAsync("status", "chat", "--json")).Out, CliJson.Default.FlagResource)!;

        Assert.Equal(["chat", "search", "tabs"], all.Flags.Select(flag => flag.Key), StringComparer.Ordinal);
        Assert.Equal(("chat", 25m), (one.Key, one.Percentage));
        Assert.Equal(["search"], one.Definition.Requires);
    }

    [Fact]
    public async Task An_unknown_flag_ends_with_the_nearest_name()
    {
        using var folder = Ladders.Folder();

        var shown = await folder.RunAsync("status", "serch");

        Assert.Equal(64, shown.ExitCode);
        Assert.Contains("search", shown.Error, StringComparison.Ordinal);
        Assert.Empty(shown.Out);
    }
}
