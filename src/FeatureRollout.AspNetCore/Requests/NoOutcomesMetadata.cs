namespace FeatureRollout.Requests;

/// <summary>On an endpoint whose requests are recorded under no flag.</summary>
internal sealed class NoOutcomesMetadata
{
    public static readonly NoOutcomesMetadata Instance = new();

    private NoOutcomesMetadata()
    {
    }
}
