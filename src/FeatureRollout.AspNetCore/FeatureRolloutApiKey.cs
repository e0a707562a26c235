namespace FeatureRollout;

/// <summary>A key that a script or a person shows instead of signing in with the host.</summary>
public sealed class FeatureRolloutApiKey
{
    /// <summary>Who holds it; stands in the audit as the actor. 1 to 128 characters without control characters, different for each key.</summary>
    public string Name { get; set; } = "";

    /// <summary>The secret itself: at least 16 characters of visible ASCII, different for each key. Better 32 random ones. Compared as a hash, in constant time.</summary>
    public string Key { get; set; } = "";

    /// <summary>What its holder may do. Default <see cref="FeatureRolloutRole.Read"/>.</summary>
    public FeatureRolloutRole Role { get; set; } = FeatureRolloutRole.Read;
}
