using System.CommandLine;

namespace FeatureRollout.Cli.Linting;

/// <summary><c>lint</c> and <c>schema</c>: what is wrong in a flag file, and what may stand in one.</summary>
internal static class LintCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [];
}
