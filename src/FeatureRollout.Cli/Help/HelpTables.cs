using System.CommandLine;
using FeatureRollout.Cli.Importing;

namespace FeatureRollout.Cli.Help;

/// <summary>What the help of a command lists besides its options.</summary>
internal static class HelpTables
{
    /// <summary>A heading, and names with what they are.</summary>
    internal readonly record struct Table(string Heading, IReadOnlyList<(string Name, string Text)> Rows);

    /// <summary>The table of a command; null for none.</summary>
    public static Table? Of(Command command) => command.Name switch
    {
        "import" => new Table("TOOLS FOR --from", [.. Importers.All.Select(importer => (importer.Name, $"{importer.Tool}: {importer.Reads}"))]),
        _ => null,
    };
}
