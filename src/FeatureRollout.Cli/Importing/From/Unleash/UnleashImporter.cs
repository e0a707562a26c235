using System.Globalization;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>Reads client features of Unleash.</summary>
internal sealed class UnleashImporter : IImporter
{
    private static readonly string[] DefaultFields = ["userId", "sessionId"];

    private static readonly string[] KnownMembers = ["version", "features", "segments", "query", "meta"];

    private static readonly string[] KnownInFeatures =
    [
        "name", "enabled", "strategies", "variants", "dependencies", "description", "type", "project", "stale", "impressionData", "createdAt", "lastSeenAt",
    ];

    public string Name => "unleash";

    public string Tool => "Unleash";

    public string Reads => "the features that clients get from /api/client/features, versions 1 and 2";

    public void Read(SourceNode root, Import import)
    {
        if (root["features"] is not { Kind: SourceKind.List } list)
        {
            throw new CliException(
                ExitCodes.Data,
                string.Create(CultureInfo.InvariantCulture, $"Line {root.Line} should begin what Unleash gives clients, {{\"version\": 2, \"features\": [ … ]}}, but has no list \"features\"."));
        }

        if (root.TextOf("version") is { } version && version is not ("1" or "2"))
        {
            import.Lose(root["version"]!, $"Version {version} of this format is not known; it is read as version 2.");
        }

        import.LoseOthers(root.Members, KnownMembers);
        var fields = new UnleashFields(import);
        var constraints = new UnleashConstraints(import, fields);
        var segments = new UnleashSegments(import, constraints);
        segments.Read(root.ItemsOf("segments"));
        var strategies = new UnleashStrategies(import, fields, constraints, segments);

        var features = new Dictionary<string, UnleashFeature>(StringComparer.Ordinal);
        import.Expect(list.Items.Select(at => at.TextOf("name") ?? ""));
        foreach (var at in list.Items)
        {
            if (at.TextOf("name") is not { Length: > 0 } name || features.ContainsKey(name))
            {
                import.Lose(at, "This feature has no name, or that of another; it is passed over.");
                continue;
            }

            import.LoseOthers(at.Members, KnownInFeatures);
            var key = import.KeyFor(at, name);
            features.Add(name, Feature(import, at, name, key, strategies, new UnleashVariants(import, fields, key)));
        }

        var dependencies = new UnleashDependencies(import, features);
        foreach (var feature in features.Values)
        {
            var needs = dependencies.Of(feature);
            var flag = UnleashRules.Write(import, feature, needs == UnleashNeeds.Never ? ConditionText.Always : needs.When);
            import.Add(flag with
            {
                Enabled = feature.Enabled && needs != UnleashNeeds.Never ? null : false,
                Requires = needs.Requires.Count == 0 ? null : needs.Requires,
                Permanent = feature.At.TextOf("type") is "kill-switch" or "permission" ? true : null,
            });
        }

        if (features.Values.FirstOrDefault(feature => feature.Strategies.Any(strategy => strategy.Units.Count > 1)) is { } drawn)
        {
            import.Tell(drawn.At, "Unleash draws whoever has neither userId nor sessionId anew with each question; here they are out wherever not everybody is in.");
        }
    }

    /// <summary>The attributes by which Unleash draws where nothing else is said.</summary>
    public static IReadOnlyList<string> DefaultUnits(Import import) =>
        [.. DefaultFields.Select(field => field == (import.CustomerAttribute ?? "userId") ? "customerId" : field)];

    private static UnleashFeature Feature(Import import, SourceNode at, string name, string key, UnleashStrategies strategies, UnleashVariants variants)
    {
        // The feature's own come first, so that their weights are the flag's.
        var choice = variants.Read(at);
        var read = at.ItemsOf("strategies")
            .Where(strategy => !IsSwitchedOff(import, strategy))
            .OrderBy(strategy => UnleashNodes.Number(strategy.TextOf("sortOrder")) ?? 0)
            .Select(strategy => strategies.Read(strategy, name, key, variants))
            .ToList();
        if (at.ItemsOf("strategies").Count == 0)
        {
            read.Add(new UnleashStrategy { At = at, Meaning = new UnleashMeaning(ConditionText.Always, ClockWindow.Always), Salt = name });
        }

        if (choice is null && variants.All.Count > 0 && read.Exists(strategy => strategy.Choice is null))
        {
            _ = variants.TakeNone();
            import.Tell(at, $"Some of the feature's strategies give no variant: here it is the variant \"{UnleashVariants.None}\", without a value.");
        }

        return new UnleashFeature
        {
            At = at,
            Name = name,
            Key = key,
            Enabled = at.IsTrue("enabled"),
            Strategies = read,
            Choice = choice,
            Variants = choice is null ? variants.All : [.. variants.All.Select(variant => variant with { Weight = choice.Weights.FirstOrDefault(weight => weight.Name == variant.Name)?.Weight ?? 0 })],
        };
    }

    private static bool IsSwitchedOff(Import import, SourceNode strategy)
    {
        if (strategy.IsTrue("disabled"))
        {
            import.Tell(strategy, "This strategy is switched off; it is passed over.");
            return true;
        }

        return false;
    }
}
