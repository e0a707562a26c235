using System.CommandLine;

namespace FeatureRollout.Cli.Hygiene;

/// <summary><c>stale</c>: flags that should be looked at, and where the code asks for them.</summary>
internal static class StaleCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [];
}
