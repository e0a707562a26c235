namespace FeatureRollout.Segments;

/// <summary>One call of <c>AddSegmentSource</c>.</summary>
/// <param name="Name">The name that segments use.</param>
/// <param name="Factory">Makes the source.</param>
internal sealed record SegmentSourceRegistration(string Name, Func<IServiceProvider, ISegmentSource> Factory);
