namespace FeatureRollout;

/// <summary>A key that a script or a person shows instead of signing in with the host.</summary>
public sealed class FeatureRolloutApiKey
{
    /// <summary>Who holds it; stands in the audit as the actor. 1 to 128 characters.</summary>
    public string Name { get; set; } = "";

    /// <summary>The secret itself, at least 16 characters; it is kept only as a hash.</summary>
    public string Key { get; set; } = "";

    /// <summary>What its holder may do. Default <see cref="FeatureRolloutRole.Read"/>.</summary>
    public FeatureRolloutRole Role { get; set; } = FeatureRolloutRole.Read;
}
