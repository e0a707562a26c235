using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Reads flag files of GO Feature Flag.</summary>
internal sealed class GoFeatureFlagImporter : IImporter
{
    public string Name => "go-feature-flag";

    public string Tool => "GO Feature Flag";

    public string Reads => throw new NotSupportedException();

    public void Read(SourceNode root, Import import) => throw new NotSupportedException();
}
