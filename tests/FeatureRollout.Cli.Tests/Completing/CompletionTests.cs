using System.Diagnostics;
using FeatureRollout.Cli.Completing;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Completing;

[Trait("Requirement", "F-23")]
public sealed class CompletionTests
{
    private const string Flags = """
        // People write comments.
        { "flags": { "search": { "percentage": 25 }, "search-tail": {}, "chat": { "enabled": true } },
          "plans": { "own": { "stages": [ { "name": "alpha", "percentage": 1 }, { "name": "beta", "percentage": 100, "checklist": [ { "name": "no" } ] } ] } },
          "rollouts": { "later": { "plan": "own" } }, }
        """;

    [Theory]
    [InlineData("stat", "status")]
    [InlineData("status|", "chat later search search-tail")]
    [InlineData("status|sea", "search search-tail")]
    [InlineData("pause|search|", "")]
    [InlineData("status|--js", "--json")]
    [InlineData("status|--as|", "")]
    [InlineData("--json|status|ch", "chat")]
    [InlineData("completion|", "bash fish pwsh zsh")]
    [InlineData("new|--plan|c", "canary")]
    [InlineData("new|--plan|=|c", "canary")]
    [InlineData("new|--plan|o", "own")]
    [InlineData("status|--environment|", "production staging")]
    [InlineData("status|--environment=staging|", "chat later search search-tail")]
    [InlineData("status|--url|https://host/|", "")]
    [InlineData("nonsense|", "chat")]
    public async Task The_last_word_is_completed(string words, string expected)
    {
        using var folder = new CliFolder(Flags);
        folder.Write("flags.staging.state.json", "");
        folder.Write("flags.production.state.json", "");

        var found = await folder.RunAsync(["complete", "--", .. words.Split('|')]);

        Assert.Equal((0, ""), (found.ExitCode, found.Error));
        if (words == "nonsense|")
        {
            Assert.Contains("status", Words(found.Out), StringComparer.Ordinal);
            return;
        }

        Assert.Equal(expected, string.Join(' ', Words(found.Out)));
    }

    [Theory]
    [InlineData("""{ "flags": { "search": {}, "chat" """, "search")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    [InlineData("""{ "flags": 7, "plans": { "x": 7 } }""", "")]
    public async Task A_file_with_errors_completes_as_far_as_it_can_be_read(string file, string expected)
    {
        using var folder = new CliFolder(file);

        var found = await folder.RunAsync("complete", "--", "status", "");

        Assert.Equal((0, "", expected), (found.ExitCode, found.Error, string.Join(' ', Words(found.Out))));
    }

    [Fact]
    public async Task A_file_that_the_command_line_names_counts()
    {
        using var folder = new CliFolder(Flags);
        var other = folder.Write("other.json", """{ "flags": { "elsewhere": {} } }""");

        Assert.Equal("elsewhere", string.Join(' ', Words((await folder.RunAsync("complete", "--", "-f", other, "status", "")).Out)));
        Assert.Equal("elsewhere", string.Join(' ', Words((await folder.RunAsync("complete", "--", "status", $"--file={other}", "")).Out)));
        Assert.Empty((await folder.RunAsync("complete", "--", "status", "--file", folder.In("missing.json"), "")).Out);
    }

    [Fact]
    public async Task A_name_with_blanks_comes_through_bash_as_one_word()
    {
        using var folder = new CliFolder(Flags);
        folder.Write("flags.my shop.state.json", "");

        Assert.Equal(["my\\ shop"], await InBashAsync(folder, "status", "--environment", "my"));
    }

    [Fact]
    public async Task Bash_completes_commands_flags_and_options()
    {
        using var folder = new CliFolder(Flags);

        Assert.Equal(["status"], await InBashAsync(folder, "stat"));
        Assert.Equal(["search", "search-tail"], await InBashAsync(folder, "status", "sea"));
        Assert.Equal(["chat", "later", "search", "search-tail"], await InBashAsync(folder, "status", ""));
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void The_other_shells_hand_the_words_over_one_by_one(string shell) => Assert.Contains("feature-rollout complete -- ", ShellScripts.Of(shell), StringComparison.Ordinal);

    private static IEnumerable<string> Words(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]);

    /// <summary>Loads the printed script into a real bash and calls what it has registered, as bash does at a key press.</summary>
    private static async Task<string[]> InBashAsync(CliFolder folder, params string[] words)
    {
        var script = $$"""
            feature-rollout() { dotnet "{{CliProcess.Program}}" "$@"; }
            {{ShellScripts.Of("bash")}}
            complete -p feature-rollout | grep -q _feature_rollout || exit 3
            COMP_WORDS=(feature-rollout "$@"); COMP_CWORD=$#
            _feature_rollout
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var start = new ProcessStartInfo("bash", ["--norc", "-c", script, "bash", .. words]) { WorkingDirectory = folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove(GlobalOptions.FileVariable);
        using var bash = Process.Start(start)!;
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.WaitForExitAsync();
        Assert.Equal((0, ""), (bash.ExitCode, await error));
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
