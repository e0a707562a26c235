using System.CommandLine;

namespace FeatureRollout.Cli.Watching;

/// <summary><c>watch</c>, <c>verify</c> and <c>monitor</c>: how it goes, for eyes and for scripts.</summary>
internal static class WatchCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [];
}
