using System.CommandLine;

namespace FeatureRollout.Cli.Customers;

/// <summary><c>preview</c> and <c>cohort</c>: who changes, and who is drawn, over a list of customers.</summary>
internal static class CustomerCommands
{
    public static IEnumerable<Command> Create(CliContext context) => [PreviewCommand.Create(context), CohortCommand.Create(context)];
}
