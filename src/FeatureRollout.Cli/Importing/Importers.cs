using FeatureRollout.Cli.Importing.From.Flagd;
using FeatureRollout.Cli.Importing.From.Flipper;
using FeatureRollout.Cli.Importing.From.GoFeatureFlag;
using FeatureRollout.Cli.Importing.From.GrowthBook;
using FeatureRollout.Cli.Importing.From.LaunchDarkly;
using FeatureRollout.Cli.Importing.From.Microsoft;
using FeatureRollout.Cli.Importing.From.Unleash;

namespace FeatureRollout.Cli.Importing;

/// <summary>All that can stand behind <c>--from</c>, by name.</summary>
internal static class Importers
{
    public static IReadOnlyList<IImporter> All { get; } =
    [
        new FlagdImporter(), new FlipperImporter(), new GoFeatureFlagImporter(), new GrowthBookImporter(), new LaunchDarklyImporter(),
        new MicrosoftImporter(), new UnleashImporter(),
    ];

    /// <summary>A line for each.</summary>
    public static IEnumerable<string> Shown => All.Select(importer => $"{importer.Name}: {importer.Tool}, {importer.Reads}");
}
