namespace FeatureRollout.Access;

/// <summary>On endpoints: the call that mapped them.</summary>
/// <param name="Call">The method's name.</param>
internal sealed record MappedBy(string Call);
