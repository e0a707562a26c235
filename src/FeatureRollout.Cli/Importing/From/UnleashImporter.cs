using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Reads client features of Unleash.</summary>
internal sealed class UnleashImporter : IImporter
{
    public string Name => "unleash";

    public string Tool => "Unleash";

    public string Reads => throw new NotSupportedException();

    public void Read(SourceNode root, Import import) => throw new NotSupportedException();
}
