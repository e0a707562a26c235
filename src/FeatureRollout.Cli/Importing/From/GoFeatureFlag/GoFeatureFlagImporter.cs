using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing.From.GoFeatureFlag;

/// <summary>Reads flag files of GO Feature Flag.</summary>
internal sealed class GoFeatureFlagImporter : IImporter
{
    public string Name => "go-feature-flag";

    public string Tool => "GO Feature Flag";

    public string Reads => "flag configuration files of version 1";

    public void Read(SourceNode root, Import import)
    {
        if (root.Kind != SourceKind.Map || root.Members.Count == 0 || root.Members.All(member => member.Value["variations"] is null))
        {
            throw new CliException(ExitCodes.Data, "This is no file of GO Feature Flag: none of its members is a flag with \"variations\".");
        }

        import.Expect(root.Members.Select(member => member.Name));
        var reader = new GoFlag(import);
        foreach (var (name, flag) in root.Members)
        {
            reader.Read(name, flag);
        }
    }
}
