using System.CommandLine;

namespace FeatureRollout.Cli.Commands;

/// <summary>What people do with a flag by hand: <c>enable</c>, <c>disable</c>, <c>percentage</c>, <c>kill</c>, <c>revive</c> and their like.</summary>
internal static class FlagCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [];
}
