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
        import.Expect(payload.Features.Members.Select(member => member.Name));
        foreach (var (key, _) in payload.Features.Members)
        {
            if (features.Find(key, out _) is { } feature)
            {
                import.Add(new GrowthBookFlag(feature, import, other => import.KeyFor(payload.Features[other]!, other)).Write());
            }
        }
    }
}
