using System.CommandLine;
using FeatureRollout.Cli.Help;
using FeatureRollout.Cli.Parsing;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Shell;

public sealed class HelpTests
{
    private static readonly RootCommand Root = Tool.Create(new CliContext(TestTerminal.Deaf()));

    private static IEnumerable<Command> Commands => Root.Subcommands.Where(command => !command.Hidden).SelectMany(command => command.Subcommands.Prepend(command));

    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task The_help_of_the_program_shows_the_way_from_nothing_to_everybody_and_back()
    {
        using var folder = new CliFolder();

        Approved.Check((await folder.RunAsync("--help")).ToString());
    }

    [Fact]
    public async Task The_help_of_a_command_shows_its_own_options_and_names_the_others()
    {
        using var folder = new CliFolder();

        Approved.Check((await folder.RunAsync("start", "--help")).ToString());
    }

    [Fact]
    [Trait("Requirement", "F-23")]
    public void Each_command_has_a_description_an_example_and_help_that_fits_80_columns()
    {
        foreach (var command in Commands.Append(Root))
        {
            var help = HelpPage.Of(command, 80);

            Assert.True(command == Root || !string.IsNullOrEmpty(command.Description), command.Name);
            Assert.True(command == Root || command.Action is null || Examples.Of(command) is not null, $"{HelpPage.PathOf(command)} has no example");
            Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 80, $"{command.Name}: {line}"));
            Assert.DoesNotContain("FeatureRollout.Cli", help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_argument_and_option_is_described()
    {
        var bare = Commands.SelectMany(command => command.Arguments.Cast<Symbol>().Concat(command.Options).Where(symbol => string.IsNullOrEmpty(symbol.Description)).Select(symbol => $"{command.Name} {symbol.Name}"));

        Assert.Empty(bare);
    }

    [Fact]
    public void Each_command_stands_below_one_heading()
    {
        var named = CommandGroups.All.SelectMany(group => group.Commands).ToArray();

        Assert.Equal(named.Distinct(StringComparer.Ordinal), named, StringComparer.Ordinal);
        Assert.Equal(Root.Subcommands.Where(command => !command.Hidden).Select(command => command.Name).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void Each_example_is_understood()
    {
        foreach (var example in Commands.SelectMany(Examples.AllOf).Concat(Examples.FirstWay.Select(step => step.Line)))
        {
            var parsed = Root.Parse(ShellWords.Of(example).Skip(1).ToArray(), new ParserConfiguration { ResponseFileTokenReplacer = null });

            Assert.True(UsageErrors.Of(parsed) is null, $"{example}: {UsageErrors.Of(parsed)?.Message}");
        }
    }
}
