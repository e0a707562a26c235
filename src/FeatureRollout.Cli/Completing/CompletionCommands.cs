using System.CommandLine;

namespace FeatureRollout.Cli.Completing;

/// <summary><c>completion</c>: what a shell needs to complete command lines.</summary>
internal static class CompletionCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [];
}
