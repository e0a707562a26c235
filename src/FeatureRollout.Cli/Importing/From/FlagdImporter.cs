using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Reads flag definitions of flagd.</summary>
internal sealed class FlagdImporter : IImporter
{
    public string Name => "flagd";

    public string Tool => "flagd";

    public string Reads => throw new NotSupportedException();

    public void Read(SourceNode root, Import import) => throw new NotSupportedException();
}
