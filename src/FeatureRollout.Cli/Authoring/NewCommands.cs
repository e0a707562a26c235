using System.CommandLine;

namespace FeatureRollout.Cli.Authoring;

/// <summary><c>new</c>: a flag file from a question or two.</summary>
internal static class NewCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [];
}
