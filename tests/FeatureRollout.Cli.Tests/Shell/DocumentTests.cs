using System.CommandLine;
using System.Globalization;
using System.Reflection;
using FeatureRollout.Cli.Parsing;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Shell;

/// <summary>docs/cli.md and the program say the same.</summary>
public sealed class DocumentTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(
        typeof(DocumentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RepositoryRoot").Value!, "docs", "cli.md"));

    private static readonly RootCommand Root = Tool.Create(new CliContext(TestTerminal.Deaf()));

    [Fact]
    [Trait("Requirement", "F-23")]
    public void Every_command_stands_there_with_its_example()
    {
        var missing = Root.Subcommands.Where(command => !command.Hidden && !Text.Contains($"\n| `{command.Name}` |", StringComparison.Ordinal)).Select(command => command.Name);
        var strange = Lines("\n| `").Select(line => line.Split('`')[1]).Where(name => name.All(char.IsAsciiLetterLower) && Root.Subcommands.All(command => command.Name != name));

        Assert.Empty(missing);
        Assert.Empty(strange);
    }

    [Fact]
    public void Every_exit_code_stands_there()
    {
        var codes = typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => ((int)field.GetRawConstantValue()!).ToString(CultureInfo.InvariantCulture)).ToArray();

        Assert.Equal(codes.Order(StringComparer.Ordinal), Lines("\n| ").Select(line => line.Split(' ')[1]).Where(cell => cell.All(char.IsAsciiDigit)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(GlobalOptions.FileVariable)]
    [InlineData(GlobalOptions.UrlVariable)]
    [InlineData(GlobalOptions.KeyVariable)]
    [InlineData(GlobalOptions.PostgreSqlVariable)]
    [InlineData(GlobalOptions.EnvironmentVariable)]
    [InlineData("FEATURE_ROLLOUT_DEBUG")]
    [InlineData("NO_COLOR")]
    [InlineData("COLUMNS")]
    public void Every_environment_variable_stands_there(string name)
    {
        Assert.Contains($"`{name}`", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_line_shown_is_understood()
    {
        var shown = Text.Split('`', '\n').Select(line => line.Trim()).Select(line => line.StartsWith("run: ", StringComparison.Ordinal) ? line[5..] : line)
            .Where(line => line.StartsWith(Tool.Name + " ", StringComparison.Ordinal) && !line.Contains("COMMAND", StringComparison.Ordinal)).ToArray();

        Assert.True(shown.Length > 30);
        foreach (var line in shown)
        {
            var parsed = Root.Parse(ShellWords.Of(line).Skip(1).ToArray(), new ParserConfiguration { ResponseFileTokenReplacer = null });

            Assert.True(UsageErrors.Of(parsed) is null, $"{line}: {UsageErrors.Of(parsed)?.Message}");
        }
    }

    private static IEnumerable<string> Lines(string start) => ("\n" + Text).Split('\n').Select(line => "\n" + line).Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[1..]);
}
