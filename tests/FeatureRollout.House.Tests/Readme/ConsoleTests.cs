using System.Text;
using System.Text.RegularExpressions;

namespace FeatureRollout.House.Tests.Readme;

/// <summary>Every terminal session shown is run, line by line, in a folder of its own, and prints what stands there.</summary>
public sealed partial class ConsoleTests
{
    private const string Prompt = "$ ";
    private const string Mark = "----next command----";

    public static TheoryData<MarkdownBlock> Sessions => [.. MarkdownBlocks.In("console")];

    [Theory]
    [MemberData(nameof(Sessions), DisableDiscoveryEnumeration = true)]
    public async Task Every_terminal_session_shown_prints_what_stands_there(MarkdownBlock block)
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, text) in FilesOf(block.File))
        {
            folder.Write(name, text);
        }

        folder.Write("session.sh", Script(block.Text));

        var output = await DotnetCommand.RunProgramAsync("bash", folder.Path, "session.sh");

        Assert.Equal(Shown(block.Text), Printed(block.Text, output));
    }

    [Fact]
    public void The_README_shows_a_session_that_takes_a_feature_on_its_way_and_back()
    {
        var session = Assert.Single(MarkdownBlocks.Read("README.md"), block => block.Language == "console").Text;

        Assert.All(["create", "start", "advance", "status", "rollback"], command => Assert.Contains($"$ feature-rollout {command}", session, StringComparison.Ordinal));
    }

    /// <summary>The files that a document's sessions start with: those in the folder of its name beside it.</summary>
    private static IEnumerable<(string Name, string Text)> FilesOf(string document)
    {
        var folder = Repository.In(Path.ChangeExtension(document, null));
        return Directory.Exists(folder) ? Directory.GetFiles(folder).Select(file => (Path.GetFileName(file), File.ReadAllText(file))) : [];
    }

    /// <summary>One shell for all lines, so that <c>$?</c> is the code of the command before.</summary>
    private static string Script(string session)
    {
        var program = Path.Combine(Path.GetDirectoryName(typeof(ConsoleTests).Assembly.Location)!, "FeatureRollout.Cli.dll");
        var script = new StringBuilder();
        script.Append("exec 2>&1\nunset ${!FEATURE_ROLLOUT_@} COLUMNS NO_COLOR\n");
        script.Append("feature-rollout() { dotnet '").Append(program).Append("' \"$@\"; }\n");
        foreach (var command in Commands(session))
        {
            script.Append("code=$?; echo '").Append(Mark).Append("'; (exit $code)\n").Append(command).Append('\n');
        }

        return script.Append("true\n").ToString();
    }

    private static IEnumerable<string> Commands(string session) =>
        session.Split('\n').Where(line => line.StartsWith(Prompt, StringComparison.Ordinal)).Select(line => line[Prompt.Length..]);

    /// <summary>The session with what the commands printed just now in the place of what stands there.</summary>
    private static string Printed(string session, string output) => Still(string.Concat(
        Commands(session).Zip(output.Split(Mark + "\n").Skip(1), (command, printed) => $"{Prompt}{command}\n{printed}")));

    private static string Shown(string session) => Still(session);

    /// <summary>Without what is another each time, and without spaces at the ends of lines.</summary>
    private static string Still(string text) => string.Join('\n', Passed().Replace(Moment().Replace(text, "TIME"), "over PASSED").Split('\n').Select(line => line.TrimEnd())).TrimEnd('\n');

    [GeneratedRegex(@"over [0-9.]+ m?s\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Passed();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}Z?)?)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Moment();
}
