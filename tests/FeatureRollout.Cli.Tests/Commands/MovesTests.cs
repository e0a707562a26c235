using System.Text.Json;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.TestKit;

namespace FeatureRollout.Cli.Tests.Commands;

[Trait("Requirement", "F-23")]
public sealed class MovesTests
{
    [Fact]
    public async Task A_rollout_goes_from_nothing_to_everybody_and_back()
    {
        using var folder = Ladders.Folder();
        var clock = (VirtualTimeProvider)folder.Time;
        await Says(folder, "search: draft along ladder, off for everybody until it is started", "create", "search", "--yes");
        await Says(folder, "search: running in stage first (1/4), 1%", "start", "search", "--yes");
        await Says(folder, "search: team is approved\nsearch: running in stage first (1/4), 1%", "approve", "search", "team");
        await Says(folder, "search: docs is ticked\nsearch: running in stage first (1/4), 1%", "tick", "search", "docs");
        clock.Advance(TimeSpan.FromHours(30));
        await Says(folder, "search: running in stage tenth (2/4), 10%", "advance", "search", "--yes");
        await Says(folder, "search: nps is reported as 40\nsearch: running in stage tenth (2/4), 10%", "value", "search", "nps", "40");
        await Says(folder, "search: the present readings are the baseline\nsearch: running in stage tenth (2/4), 10%", "baseline", "search");
        await Says(folder, "search: held until 2026-01-14 15:00 in stage tenth (2/4), 10%", "hold", "search", "3d");
        await Says(folder, "search: paused in stage tenth (2/4), 10%", "pause", "search", "--reason", "a release");
        await Says(folder, "search: running in stage tenth (2/4), 10%", "resume", "search");
        await Says(folder, "search: running in stage half (3/4), 50%", "advance", "search", "--yes", "--force", "--reason", "asked for");
        await Says(folder, "search: paused in stage first (1/4), 1%", "previous", "search", "first", "--yes");
        await Says(folder, "search: the controller only says what it would do\nsearch: paused in stage first (1/4), 1%, the controller only observes", "observe", "search", "on");
        await Says(folder, "search: the controller acts\nsearch: paused in stage first (1/4), 1%", "observe", "search", "off");
        await Says(folder, "search: launch is done\nsearch: paused in stage first (1/4), 1%", "milestone", "search", "launch", "done");
        await Says(folder, "search: paused in stage first (1/4), 1%", "replan", "search", "--yes", "--force", "--reason", "a new ladder");
        await Says(folder, "search: rolled back, off for everybody\nsearch: goes off with it: chat, tabs", "rollback", "search", "--yes", "--reason", "errors");
        await Says(folder, "search: the rollout is removed, its events stay\nsearch: off for everybody, planned along ladder and not created", "remove", "search", "--yes");
    }

    [Fact, Trait("Requirement", "S0-12")]
    public async Task A_flag_is_set_by_hand()
    {
        using var folder = Ladders.Folder();
        await Says(folder, "tabs: fixed off for acme until 2026-02-01 00:00 UTC\ntabs: 100%, but off for everybody, since it requires search, which is off", "disable", "tabs", "acme", "--until", "2026-02-01", "--yes", "--reason", "they asked");
        await Says(folder, "tabs: fixed on for acme\ntabs: 100%, but off for everybody, since it requires search, which is off", "enable", "tabs", "acme", "--yes", "--reason", "they asked again");
        await Says(folder, "tabs: no fixed answer for acme\ntabs: 100%, but off for everybody, since it requires search, which is off", "reset", "tabs", "acme", "--yes");
        await Says(folder, "tabs: 2 customers put on the list\ntabs: 100%, but off for everybody, since it requires search, which is off", "include", "tabs", "acme", "globex", "--yes");
        await Says(folder, "tabs: 1 customer taken from the list\ntabs: 100%, but off for everybody, since it requires search, which is off", "include", "tabs", "globex", "--remove", "--yes");
        await Says(folder, "chat: 12.5%, but off for everybody, since it requires search, which is off", "percentage", "chat", "12.5%", "--yes");
        await Says(folder, "chat: killed by store flags.json, off for everybody\nchat: goes off with it: tabs", "disable", "chat", "--global", "--yes", "--reason", "slow");
        await Says(folder, "chat: 12.5%, but off for everybody, since it requires search, which is off", "revive", "chat", "--yes");
        await Says(folder, "chat: killed by store flags.json, off for everybody\nchat: goes off with it: tabs", "kill", "chat", "--yes", "--reason", "slow");

        var flag = JsonSerializer.Deserialize((await folder.RunAsync("status", "tabs", "--json")).Out, CliJson.Default.FlagResource)!;
        Assert.Equal(["acme"], flag.Whitelist);
        Assert.Empty(flag.Overrides);
    }

    [Fact]
    public async Task What_stands_against_a_step_is_said_each_on_a_line_of_its_own()
    {
        using var folder = await Ladders.StartedAsync();
        var before = Ladders.Kept(folder);

        var shown = await folder.RunAsync("advance", "search", "--yes");

        Assert.Equal(before, Ladders.Kept(folder));
        Approved.Check(shown.ToString());
    }

    [Fact]
    public async Task An_incident_is_reported_and_resolved_by_its_id()
    {
        using var folder = await Ladders.StartedAsync();

        var reported = await folder.RunAsync("incident", "search", "P1", "no results at all", "--json");
        var id = JsonSerializer.Deserialize(reported.Out, CliJson.Default.ReportedResource)!.Id;

        await Says(folder, $"search: {id} is resolved\nsearch: running in stage first (1/4), 1%", "incident", "search", "--resolve", id);
        Assert.Equal(64, (await folder.RunAsync("incident", "search", "P1")).ExitCode);
        Assert.Equal(64, (await folder.RunAsync("incident", "search", "P1", "x", "--resolve", id)).ExitCode);
        Assert.Equal(64, (await folder.RunAsync("incident", "search")).ExitCode);
    }

    [Fact]
    public async Task A_drill_says_how_long_it_took_and_leaves_everything_as_before()
    {
        using var folder = await Ladders.StartedAsync();

        var shown = await folder.RunAsync("drill", "search", "--yes");

        Assert.Equal(0, shown.ExitCode);
        Assert.Matches("^search: practised a rollback in [0-9.]+ ms\nsearch: running in stage first \\(1/4\\), 1%\n$", shown.Out.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task An_erased_customer_is_found_nowhere_in_the_store()
    {
        using var folder = await Ladders.StartedAsync();
        await folder.RunAsync("include", "search", "acme", "--yes");
        await folder.RunAsync("enable", "chat", "acme", "--yes", "--reason", "asked");

        var shown = await folder.RunAsync("erase", "acme", "--yes", "--reason", "their right");

        Assert.Equal(0, shown.ExitCode);
        Assert.DoesNotContain("acme", shown.Out, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(folder.Path).Where(file => Path.GetFileName(file) != "flags.json"),
            file => Assert.DoesNotContain("acme", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_after_a_change_is_the_flag_as_it_then_stands()
    {
        using var folder = Ladders.Folder();

        var shown = await folder.RunAsync("start", "search", "--yes", "--json");

        var flag = JsonSerializer.Deserialize(shown.Out, CliJson.Default.FlagResource)!;
        Assert.Equal((RolloutStatus.Running, "first", 1m), (flag.Rollout!.Status, flag.Rollout.Stage, flag.Percentage));
    }

    [Fact, Trait("Requirement", "S0-12")]
    public async Task The_real_program_kills_in_one_line_of_a_script()
    {
        using var folder = new CliFolder(Ladders.Flags);

        var killed = await folder.RunProcessAsync("disable", "search", "--global", "--reason", "the index is broken", "--yes", "--as", "night-script");

        Approved.Check(killed.ToString());
    }

    private static async Task Says(CliFolder folder, string expected, params string[] arguments)
    {
        var shown = await folder.RunAsync(arguments);
        Assert.Equal(expected + "\n", shown.Out.ReplaceLineEndings("\n"));
        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
    }
}
