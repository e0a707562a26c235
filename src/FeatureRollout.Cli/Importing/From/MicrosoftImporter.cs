using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Reads configuration of Microsoft.FeatureManagement.</summary>
internal sealed class MicrosoftImporter : IImporter
{
    public string Name => "microsoft";

    public string Tool => "Microsoft.FeatureManagement";

    public string Reads => throw new NotSupportedException();

    public void Read(SourceNode root, Import import) => throw new NotSupportedException();
}
