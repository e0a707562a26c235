using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Reads gate values of Flipper.</summary>
internal sealed class FlipperImporter : IImporter
{
    public string Name => "flipper";

    public string Tool => "Flipper";

    public string Reads => throw new NotSupportedException();

    public void Read(SourceNode root, Import import) => throw new NotSupportedException();
}
