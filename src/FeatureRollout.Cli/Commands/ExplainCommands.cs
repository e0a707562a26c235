using System.CommandLine;

namespace FeatureRollout.Cli.Commands;

/// <summary><c>explain</c>, <c>events</c>, <c>plans</c>: what is known.</summary>
internal static class ExplainCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [];
}
