using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Reads features payloads of GrowthBook.</summary>
internal sealed class GrowthBookImporter : IImporter
{
    public string Name => "growthbook";

    public string Tool => "GrowthBook";

    public string Reads => throw new NotSupportedException();

    public void Read(SourceNode root, Import import) => throw new NotSupportedException();
}
