using System.CommandLine;
using System.Reflection;
using FeatureRollout.Cli.Archive;
using FeatureRollout.Cli.Authoring;
using FeatureRollout.Cli.Commands;
using FeatureRollout.Cli.Completing;
using FeatureRollout.Cli.Customers;
using FeatureRollout.Cli.Help;
using FeatureRollout.Cli.Hygiene;
using FeatureRollout.Cli.Linting;
using FeatureRollout.Cli.Parsing;
using FeatureRollout.Cli.Reporting;
using FeatureRollout.Cli.Simulating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching;

namespace FeatureRollout.Cli;

/// <summary>The program: all commands, and what becomes of their errors.</summary>
internal static class Tool
{
    public const string Name = "feature-rollout";

    /// <summary>The version, and behind a plus sign the commit that it was made from.</summary>
    public static string Version { get; } = typeof(Tool).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliTerminal terminal, CancellationToken cancellationToken)
    {
        var context = new CliContext(terminal);
        var isJson = arguments.TakeWhile(argument => argument != "--").Contains("--json", StringComparer.Ordinal);
        try
        {
            var root = Create(context);
            if (arguments.Count == 0)
            {
                terminal.Error.Write(HelpPage.Short(root, terminal.Width));
                return ExitCodes.Usage;
            }

            // A flag may be called @search; a file of arguments would be read instead.
            var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (UsageErrors.Of(parsed) is { } wrong)
            {
                throw wrong;
            }

            var exit = await parsed.InvokeAsync(
                new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellationToken);
            await terminal.Out.FlushAsync(CancellationToken.None);
            return exit;
        }
        catch (Exception thrown)
        {
            return new ErrorReport(terminal, isJson).Write(thrown, cancellationToken);
        }
    }

    /// <summary>All commands, on a tree of their own.</summary>
    internal static RootCommand Create(CliContext context)
    {
        var root = new RootCommand("Operate, check, explain, simulate and report feature rollouts.");
        foreach (var option in context.Options.All)
        {
            root.Options.Add(option);
        }

        foreach (var command in All(context))
        {
            root.Subcommands.Add(command);
        }

        StandardOptions.Adopt(root, context.Terminal);
        return root;
    }

    /// <summary>In the order in which the help lists them.</summary>
    private static IEnumerable<Command> All(CliContext context) =>
    [
        StatusCommand.Create(context),
        .. ExplainCommands.Create(context),
        .. WatchCommands.Create(context),
        .. RolloutCommands.Create(context),
        .. FlagCommands.Create(context),
        .. CustomerCommands.Create(context),
        .. SimulateCommands.Create(context),
        .. ReportCommands.Create(context),
        .. LintCommands.Create(context),
        .. NewCommands.Create(context),
        .. StaleCommands.Create(context),
        .. ArchiveCommands.Create(context),
        .. CompletionCommands.Create(context),
    ];
}
