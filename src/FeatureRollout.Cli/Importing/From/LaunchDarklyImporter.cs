using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From;

/// <summary>Reads LaunchDarkly's flag JSON.</summary>
internal sealed class LaunchDarklyImporter : IImporter
{
    public string Name => "launchdarkly";

    public string Tool => "LaunchDarkly";

    public string Reads => throw new NotSupportedException();

    public void Read(SourceNode root, Import import) => throw new NotSupportedException();
}
