using System.CommandLine;
using FeatureRollout.Cli.Commands.Asking;

namespace FeatureRollout.Cli.Commands;

/// <summary><c>explain</c>, <c>events</c>, <c>plans</c>: what is known.</summary>
internal static class ExplainCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [ExplainCommand.Create(context), EventsCommand.Create(context), PlansCommand.Create(context)];
}
