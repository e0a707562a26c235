using FeatureRollout.Cli.Importing.From;

namespace FeatureRollout.Cli.Importing;

/// <summary>All that can stand behind <c>--from</c>, by name.</summary>
internal static class Importers
{
    public static IReadOnlyList<IImporter> All { get; } =
    [
        new FlagdImporter(), new FlipperImporter(), new GoFeatureFlagImporter(), new GrowthBookImporter(), new LaunchDarklyImporter(),
        new MicrosoftImporter(), new UnleashImporter(),
    ];
}
