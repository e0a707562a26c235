using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Watching;

[Trait("Requirement", "S0-07")]
[Trait("Requirement", "F-23")]
public sealed class WatchTerminalTests
{
    [FactWithTmux]
    public async Task A_page_appears_follows_another_process_and_q_brings_the_screen_back()
    {
        using var folder = new CliFolder(FileScene.Flags);
        await FileScene.StartAsync(folder, "search");
        await using var terminal = await TmuxTerminal.OpenAsync(folder.Path);
        await terminal.TypeAsync("echo before");
        await terminal.UntilShownAsync("before\n");
        await terminal.TypeAsync("feature-rollout watch search --interval 1s; echo \"exit $?\"");

        var page = await terminal.UntilShownAsync("stage 1/3 alpha");
        Assert.Equal("1 0", await terminal.AskAsync("#{alternate_on} #{cursor_flag}"));
        Assert.Contains("q leaves", page, StringComparison.Ordinal);
        await FileScene.ActAsync(folder, manager => manager.PauseRolloutAsync("search", new RolloutActor("grace", "lunch")));
        await terminal.UntilShownAsync("paused because: lunch");

        await terminal.PressAsync("C-z");
        await terminal.ResizeAsync(200, 50);
        await terminal.UntilShownAsync("grace  paused");
        await terminal.ResizeAsync(60, 8);
        await terminal.UntilShownAsync("more");
        await terminal.ResizeAsync(80, 24);
        await terminal.PressAsync("q");

        var after = await terminal.UntilShownAsync("exit 0");
        Assert.Contains("before", after, StringComparison.Ordinal);
        Assert.DoesNotContain("stage 1/3", after, StringComparison.Ordinal);
        Assert.Equal("0 1", await terminal.AskAsync("#{alternate_on} #{cursor_flag}"));
    }

    [FactWithTmux]
    public async Task Whatever_ends_it_the_terminal_is_as_before()
    {
        using var folder = new CliFolder(FileScene.Flags);
        await FileScene.StartAsync(folder, "search");
        await using var terminal = await TmuxTerminal.OpenAsync(folder.Path);
        foreach (var (end, exit) in new (string, string)[] { ("C-c", "exit 130"), ("Escape", "exit 0"), ("TERM", "exit 1"), ("error", "exit 64") })
        {
            await terminal.TypeAsync("clear");
            await terminal.TypeAsync($"feature-rollout watch {(end == "error" ? "nothing" : "search")}; echo \"exit $?\"");
            if (end != "error")
            {
                await terminal.UntilShownAsync("stage 1/3 alpha");
                if (end == "TERM")
                {
                    System.Diagnostics.Process.Start("kill", ["-TERM", await ChildAsync(terminal)])!.WaitForExit();
                }
                else
                {
                    await terminal.PressAsync(end);
                }
            }

            await terminal.UntilShownAsync(exit);
            Assert.Equal("0 1", await terminal.AskAsync("#{alternate_on} #{cursor_flag}"));
            await terminal.TypeAsync("echo ec''hoed");
            Assert.Contains("echo ec''hoed", await terminal.UntilShownAsync("\nechoed"), StringComparison.Ordinal);
        }
    }

    /// <summary>The program that the shell has started: the one process whose parent it is.</summary>
    private static async Task<string> ChildAsync(TmuxTerminal terminal)
    {
        var shell = await terminal.AskAsync("#{pane_pid}");
        return (await File.ReadAllTextAsync($"/proc/{shell}/task/{shell}/children")).Trim();
    }
}
