using System.CommandLine;

namespace FeatureRollout.Cli.Simulating;

/// <summary><c>simulate</c>: a plan in virtual time.</summary>
internal static class SimulateCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [];
}
