using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>Reads configuration of Microsoft.FeatureManagement.</summary>
internal sealed class MicrosoftImporter : IImporter
{
    /// <summary>The name of the tool's way to draw.</summary>
    public const string Bucketing = "microsoft";

    public string Name => "microsoft";

    public string Tool => "Microsoft.FeatureManagement";

    public string Reads => "configuration such as appsettings.json, with the section FeatureManagement or feature_management (4.7)";

    public void Read(SourceNode root, Import import)
    {
        var settings = Setting.Of(root);
        var ours = settings["feature_management"]?["feature_flags"];
        var dotnet = settings["FeatureManagement"];
        if (ours is null && dotnet is null)
        {
            var found = string.Join(", ", settings.Children.Take(5).Select(child => $"\"{Plain.Text(child.Name)}\""));
            throw new CliException(
                ExitCodes.Data,
                $"This has no section \"FeatureManagement\" or \"feature_management\" with flags; it has {(found.Length > 0 ? found : "nothing")}.");
        }

        var features = new OrderedDictionary<string, Feature>(StringComparer.OrdinalIgnoreCase);
        foreach (var feature in (ours?.Children ?? []).Select(flag => FeatureReader.ReadMicrosoft(flag, import)).OfType<Feature>())
        {
            if (features.TryGetValue(feature.Name, out var earlier))
            {
                import.Tell(earlier.At.At, "the same feature stands further down, which is the one that counts.");
            }

            features[feature.Name] = feature;
        }

        foreach (var flag in dotnet?.Children ?? [])
        {
            if (!features.ContainsKey(flag.Name))
            {
                features.Add(flag.Name, FeatureReader.ReadDotnet(flag, import));
            }
            else
            {
                import.Tell(flag.At, "the same feature stands in \"feature_management\", which is the one that counts.");
            }
        }

        var names = features.Values.Select(feature => feature.Name).ToHashSet(StringComparer.Ordinal);
        import.Expect(names);
        foreach (var feature in features.Values)
        {
            new FeatureCarrier(import, feature, import.KeyFor(feature.At.At, feature.Name), names).Carry();
        }
    }
}
