using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Importing.From.Flagd;

/// <summary>Reads flag definitions of flagd.</summary>
internal sealed class FlagdImporter : IImporter
{
    private static readonly string[] Known = ["$schema", "flags", "$evaluators", "metadata"];

    public string Name => "flagd";

    public string Tool => "flagd";

    public string Reads => "flag definitions, schema v0, of flagd 0.15 or later";

    public void Read(SourceNode root, Import import)
    {
        if (root["flags"] is not { Kind: SourceKind.Map or SourceKind.List } flags)
        {
            throw new CliException(ExitCodes.Data, "This is no file of flagd: it has no \"flags\".");
        }

        import.LoseOthers(root.Members, Known);
        if (root["metadata"] is { } metadata)
        {
            import.Tell(metadata, "Metadata changes no answer, and is not carried.");
        }

        var reader = new FlagdFlag(import, root["$evaluators"]);
        var found = Flags(flags, import).ToArray();
        import.Expect(found.Select(flag => flag.Key));
        foreach (var (key, flag) in found)
        {
            reader.Read(key, flag);
        }
    }

    /// <summary>The flags by key, or in a list with their keys inside.</summary>
    private static IEnumerable<(string Key, SourceNode Flag)> Flags(SourceNode flags, Import import)
    {
        foreach (var (key, flag) in flags.Members)
        {
            yield return (key, flag);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var flag in flags.Items)
        {
            if (flag["key"] is { Text: not "" } key && seen.Add(key.Text))
            {
                yield return (key.Text, flag);
            }
            else
            {
                import.Lose(flag, "A flag in a list needs a \"key\" that no other has; this one is passed over.");
            }
        }
    }
}
