using System.CommandLine;
using FeatureRollout.Cli.Archive;
using FeatureRollout.Cli.Authoring;
using FeatureRollout.Cli.Commands;
using FeatureRollout.Cli.Completing;
using FeatureRollout.Cli.Customers;
using FeatureRollout.Cli.Hygiene;
using FeatureRollout.Cli.Linting;
using FeatureRollout.Cli.Reporting;
using FeatureRollout.Cli.Simulating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching;

namespace FeatureRollout.Cli;

/// <summary>The program: all commands, and what becomes of their errors.</summary>
internal static class Tool
{
    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliTerminal terminal, CancellationToken cancellationToken)
    {
        var context = new CliContext(terminal);
        var parsed = Create(context).Parse(arguments);
        try
        {
            if (parsed.Errors.Count > 0)
            {
                throw new CliException(ExitCodes.Usage, parsed.Errors[0].Message, [.. parsed.Errors.Skip(1).Select(error => error.Message)]);
            }

            return await parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false }, cancellationToken);
        }
        catch (CliException refused)
        {
            terminal.Error.WriteLine($"feature-rollout: {refused.Message}");
            foreach (var detail in refused.Details)
            {
                terminal.Error.WriteLine($"  {detail}");
            }

            return refused.ExitCode;
        }
    }

    private static RootCommand Create(CliContext context)
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
