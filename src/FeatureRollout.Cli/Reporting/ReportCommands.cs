using System.CommandLine;

namespace FeatureRollout.Cli.Reporting;

/// <summary><c>report</c>: the weekly status.</summary>
internal static class ReportCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [];
}
