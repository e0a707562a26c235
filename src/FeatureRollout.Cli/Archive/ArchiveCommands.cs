using System.CommandLine;

namespace FeatureRollout.Cli.Archive;

/// <summary><c>export</c> and <c>import</c>: everything of an environment in one file.</summary>
internal static class ArchiveCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [ExportCommand.Create(context), ImportCommand.Create(context)];
}
