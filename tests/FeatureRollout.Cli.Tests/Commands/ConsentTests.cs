using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Commands;

[Trait("Requirement", "F-23")]
public sealed class ConsentTests
{
    [Theory]
    [InlineData("add --yes", "advance", "search")]
    [InlineData("add --yes", "percentage", "chat", "5")]
    [InlineData("add --yes", "remove", "search")]
    [InlineData("add --yes", "erase", "acme")]
    [InlineData("add --reason TEXT", "kill", "search", "--yes")]
    [InlineData("add --reason TEXT", "kill", "search", "--yes", "--reason", " ")]
    [InlineData("add --reason TEXT", "rollback", "search", "--yes")]
    [InlineData("add --reason TEXT", "enable", "search", "acme", "--yes")]
    [InlineData("add --reason TEXT", "advance", "search", "--force", "--yes")]
    [InlineData("add --reason TEXT", "disable", "search", "--global", "--yes")]
    public async Task Where_nobody_can_be_asked_what_is_missing_is_named_and_nothing_is_done(string missing, params string[] arguments)
    {
        using var folder = await Ladders.StartedAsync();
        var before = Ladders.Kept(folder);

        var shown = await folder.RunAsync(arguments);

        Assert.Equal(64, shown.ExitCode);
        Assert.Contains(missing, shown.Error, StringComparison.Ordinal);
        Assert.Equal(before, Ladders.Kept(folder));
    }

    [Fact, Trait("Requirement", "S4-12")]
    public async Task Before_a_kill_it_is_shown_where_it_stands_and_which_flags_go_off_with_it()
    {
        using var folder = await Ladders.StartedAsync();

        var shown = await Answering.RunAsync(folder, "\nthe index is broken\nmaybe\nyes\n", "kill", "search");

        Approved.Check(shown.ToString());
    }

    [Fact, Trait("Requirement", "S4-12")]
    public async Task Before_a_rollback_the_dependants_are_shown_too()
    {
        using var folder = await Ladders.StartedAsync();

        var shown = await Answering.RunAsync(folder, "n\n", "rollback", "search", "--reason", "x");

        Assert.Equal((1, ""), (shown.ExitCode, shown.Out));
        Assert.Contains("goes off with it: chat, tabs", shown.Error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was changed.\n", shown.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("why not\n")]
    [InlineData("why not\nno\n")]
    [InlineData("why not\n\n")]
    [InlineData("why not\nperhaps\nyess\n")]
    public async Task Whoever_does_not_say_yes_has_changed_nothing(string answers)
    {
        using var folder = await Ladders.StartedAsync();
        var before = Ladders.Kept(folder);

        var shown = await Answering.RunAsync(folder, answers, "kill", "search");

        Assert.Equal((1, ""), (shown.ExitCode, shown.Out));
        Assert.Contains("Nothing was changed", shown.Error, StringComparison.Ordinal);
        Assert.Equal(before, Ladders.Kept(folder));
    }

    [Fact]
    public async Task A_reason_that_is_only_welcome_may_be_left_out()
    {
        using var folder = await Ladders.StartedAsync();

        var shown = await Answering.RunAsync(folder, "\n", "pause", "search");

        Assert.Equal((0, "search: paused in stage first (1/4), 1%\n"), (shown.ExitCode, shown.Out.ReplaceLineEndings("\n")));
        Assert.Equal("Why? (Enter for no reason) ", shown.Error);
    }

    [Fact]
    public async Task What_only_writes_something_down_never_asks()
    {
        using var folder = await Ladders.StartedAsync();

        var shown = await Answering.RunAsync(folder, "", "approve", "search", "team");

        Assert.Equal((0, ""), (shown.ExitCode, shown.Error));
    }

    [Theory]
    [InlineData("advance", "--force", "--reason", "asked for")]
    [InlineData("previous", "--reason", "slow")]
    [InlineData("percentage", "50", "--reason", "more")]
    [InlineData("enable", "acme", "--reason", "more")]
    public async Task A_yes_is_for_what_was_shown_and_not_for_what_somebody_else_has_made_of_it(string name, params string[] more)
    {
        using var folder = await Ladders.StartedAsync();
        await folder.RunAsync("advance", "search", "--force", "--yes", "--reason", "asked for");
        string? between = null;
        using var answers = new SlowAnswers(() => between = After(folder, "pause", "search", "--as", "else"), "y");

        var shown = await Answering.RunAsync(folder, answers, [name, "search", .. more]);

        Assert.Equal((75, ""), (shown.ExitCode, shown.Out));
        Assert.Contains("paused", shown.Error, StringComparison.Ordinal);
        Assert.Equal(between, Ladders.Kept(folder));
    }

    [Fact, Trait("Requirement", "S4-12")]
    public async Task Nobody_is_asked_about_a_step_that_the_plan_does_not_allow_yet()
    {
        using var folder = await Ladders.StartedAsync();

        var shown = await Answering.RunAsync(folder, "", "advance", "search");

        Assert.Equal((1, ""), (shown.ExitCode, shown.Out));
        Assert.StartsWith("feature-rollout: \"search\": It cannot go on yet.", shown.Error, StringComparison.Ordinal);
        Assert.Contains("\"team\" has not approved", shown.Error, StringComparison.Ordinal);
        Assert.Contains("With --force", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_something_is_forced_it_is_shown_where_it_leads_and_what_is_not_met()
    {
        using var folder = await Ladders.StartedAsync();

        var shown = await Answering.RunAsync(folder, "no\n", "advance", "search", "--force", "--reason", "asked for");

        Approved.Check(shown.ToString());
    }

    [Fact]
    public async Task A_kill_is_done_whatever_somebody_else_has_done_meanwhile()
    {
        using var folder = await Ladders.StartedAsync();
        using var answers = new SlowAnswers(() => After(folder, "pause", "search", "--as", "else"), "y");

        var shown = await Answering.RunAsync(folder, answers, "kill", "search", "--reason", "broken");

        Assert.Equal((0, "search: killed by store flags.json, off for everybody\n"), (shown.ExitCode, shown.Out.ReplaceLineEndings("\n")));
    }

    private static string After(CliFolder folder, params string[] arguments)
    {
        var done = folder.RunAsync(arguments).GetAwaiter().GetResult();
        Assert.Equal(0, done.ExitCode);
        return Ladders.Kept(folder);
    }
}
