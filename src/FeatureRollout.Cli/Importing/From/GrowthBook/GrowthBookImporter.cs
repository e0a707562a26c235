using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Reads features payloads of GrowthBook.</summary>
internal sealed class GrowthBookImporter : IImporter
{
    public string Name => "growthbook";

    public string Tool => "GrowthBook";

    public string Reads => "the features payload that SDKs fetch (not encrypted), or its \"features\" alone, as JSON";

    public void Read(SourceNode root, Import import)
    {
        var payload = GrowthBookPayload.Of(root, import);
        var features = new GrowthBookFeatures(import, payload);
        var members = payload.Features.Members;
        var keys = members.OrderBy(member => FlagKey.IsValid(member.Name) ? 0 : 1)
            .ToDictionary(member => member.Name, member => import.KeyFor(member.Value, member.Name), StringComparer.Ordinal);
        foreach (var (key, _) in members)
        {
            if (features.Find(key, out _) is { } feature)
            {
                import.Add(new GrowthBookFlag(feature, import, other => keys[other]).Write());
            }
        }
    }
}
