using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Commands;

/// <summary>What a person sees and types, on a real terminal.</summary>
[Trait("Requirement", "F-23")]
public sealed class PromptTests
{
    [FactWithTmux, Trait("Requirement", "S4-12")]
    public void A_kill_asks_why_and_whether_and_is_done_after_a_yes()
    {
        using var folder = new CliFolder(Ladders.Flags);
        using var terminal = new TmuxSession(folder);

        terminal.Type("feature-rollout kill chat --as ana");
        terminal.WaitFor(screen => screen.Contains("Why?", StringComparison.Ordinal));
        terminal.Type("answers are slow");
        terminal.WaitFor(screen => screen.Contains("[y/N]", StringComparison.Ordinal));
        terminal.Type("y");
        var screen = terminal.WaitFor(screen => screen.Contains("chat: killed", StringComparison.Ordinal) && screen.TrimEnd().EndsWith('$'));

        Approved.Check(screen.TrimEnd());
    }

    [FactWithTmux]
    public void Ctrl_C_at_a_question_ends_with_130_and_leaves_the_store_whole()
    {
        using var folder = new CliFolder(Ladders.Flags);
        using var terminal = new TmuxSession(folder);
        var before = Ladders.Kept(folder);

        terminal.Type("feature-rollout percentage chat 50");
        terminal.WaitFor(screen => screen.Contains("Why?", StringComparison.Ordinal));
        terminal.Type("");
        terminal.WaitFor(screen => screen.Contains("[y/N]", StringComparison.Ordinal));
        terminal.Press("C-c");
        terminal.WaitFor(screen => screen.TrimEnd().EndsWith('$'));
        terminal.Type("echo ended with $?");
        terminal.WaitFor(screen => screen.Contains("ended with 130", StringComparison.Ordinal));

        Assert.Equal(before, Ladders.Kept(folder));
    }
}
