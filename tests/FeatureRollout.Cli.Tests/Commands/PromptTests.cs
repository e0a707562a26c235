using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Commands;

/// <summary>What a person sees and types, on a real terminal.</summary>
[Trait("Requirement", "F-23")]
public sealed class PromptTests
{
    [FactWithTmux, Trait("Requirement", "S4-12")]
    public async Task A_kill_asks_why_and_whether_and_is_done_after_a_yes()
    {
        using var folder = new CliFolder(Ladders.Flags);
        await using var terminal = await TmuxTerminal.OpenAsync(folder.Path);

        await terminal.TypeAsync("feature-rollout kill chat --as ana");
        await terminal.UntilShownAsync("Why?");
        await terminal.TypeAsync("answers are slow");
        await terminal.UntilShownAsync("[y/N]");
        await terminal.TypeAsync("y");
        var screen = await terminal.UntilAsync(screen => screen.Contains("chat: killed", StringComparison.Ordinal) && screen.TrimEnd().EndsWith('$'));

        Approved.Check(screen.TrimEnd());
    }

    [FactWithTmux]
    public async Task Ctrl_C_at_a_question_ends_with_130_and_leaves_the_store_whole()
    {
        using var folder = new CliFolder(Ladders.Flags);
        await using var terminal = await TmuxTerminal.OpenAsync(folder.Path);
        var before = Ladders.Kept(folder);

        await terminal.TypeAsync("feature-rollout percentage chat 50");
        await terminal.UntilShownAsync("Why?");
        await terminal.TypeAsync("");
        await terminal.UntilShownAsync("[y/N]");
        await terminal.PressAsync("C-c");
        await terminal.UntilAsync(screen => screen.TrimEnd().EndsWith('$'));
        await terminal.TypeAsync("echo ended with $?");
        await terminal.UntilShownAsync("ended with 130");

        Assert.Equal(before, Ladders.Kept(folder));
    }
}
