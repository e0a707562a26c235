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

        var features = new List<Feature>();
        foreach (var flag in ours?.Children ?? [])
        {
            if (FeatureReader.ReadMicrosoft(flag, import) is { } feature)
            {
                if (features.Find(known => IsSame(known, feature.Name)) is { } earlier)
                {
                    import.Tell(earlier.At.At, "the same feature stands further down, which is the one that counts.");
                    _ = features.Remove(earlier);
                }

                features.Add(feature);
            }
        }

        foreach (var flag in dotnet?.Children ?? [])
        {
            if (!features.Exists(known => IsSame(known, flag.Name)))
            {
                features.Add(FeatureReader.ReadDotnet(flag, import));
            }
            else
            {
                import.Tell(flag.At, "the same feature stands in \"feature_management\", which is the one that counts.");
            }
        }

        import.Expect(features.Select(feature => feature.Name));
        var names = features.Select(feature => feature.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var feature in features)
        {
            new FeatureCarrier(import, feature, import.KeyFor(feature.At.At, feature.Name), names).Carry();
        }
    }

    private static bool IsSame(Feature feature, string name) => string.Equals(feature.Name, name, StringComparison.OrdinalIgnoreCase);
}
