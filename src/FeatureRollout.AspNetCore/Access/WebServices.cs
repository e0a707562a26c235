namespace FeatureRollout.Access;

/// <summary>What the web parts need among the services.</summary>
internal static class WebServices
{
    public static FeatureRolloutBuilder Add(FeatureRolloutBuilder builder, Action<FeatureRolloutWebOptions> configure) => throw new NotSupportedException();
}
