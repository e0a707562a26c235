using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>What a features payload holds, or the bare map of features.</summary>
/// <param name="Features">The map of features.</param>
/// <param name="SavedGroups">The map of groups; null for none.</param>
internal sealed record GrowthBookPayload(SourceNode Features, SourceNode? SavedGroups)
{
    private static readonly string[] Encrypted = ["encryptedFeatures", "encryptedSavedGroups"];

    private static readonly string[] Known = ["status", "features", "savedGroups", "dateUpdated", "experiments", "contextualBandits", .. Encrypted];

    /// <summary>Finds its parts and notes what else it has.</summary>
    /// <exception cref="CliException">It is no such payload, or an encrypted one.</exception>
    public static GrowthBookPayload Of(SourceNode root, Import import)
    {
        if (root.Kind != SourceKind.Map)
        {
            throw new CliException(ExitCodes.Data, "This is no features payload of GrowthBook: it should be an object with \"features\".");
        }

        if (Encrypted.FirstOrDefault(member => SourceJson.TextOf(root[member]) is not null) is { } encrypted)
        {
            throw new CliException(ExitCodes.Data, $"The payload is encrypted (\"{encrypted}\"). Fetch it from an SDK connection without encryption, or decrypt it first.");
        }

        if (root["features"] is not { Kind: SourceKind.Map } features)
        {
            return root.Members.Count > 0 && root.Members.All(member => IsFeature(member.Value))
                ? new GrowthBookPayload(root, SavedGroups: null)
                : throw new CliException(ExitCodes.Data, "This is no features payload of GrowthBook: it has no object \"features\", and its members are no features.");
        }

        if (features.Members.All(member => member.Value.Kind == SourceKind.Map) && (features.Members.Count == 0 || features.Members.Any(member => IsFeature(member.Value))))
        {
            Note(root, import);
            return new GrowthBookPayload(features, root["savedGroups"]);
        }

        throw new CliException(ExitCodes.Data, "This is no features payload of GrowthBook: its features are none of that tool.");
    }

    private static bool IsFeature(SourceNode node) =>
        node.Kind == SourceKind.Map && (node.Members.Count == 0 || node.Member("defaultValue") is not null || node.Member("rules") is not null);

    private static void Note(SourceNode root, Import import)
    {
        import.LoseOthers(root.Members, Known);
        if (root["experiments"] is { Items.Count: > 0 } experiments)
        {
            import.Lose(experiments, "Visual and redirect experiments belong to no feature and are not carried.");
        }
    }
}
