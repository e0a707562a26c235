namespace FeatureRollout.Flags;

/// <summary>One provider's content under the provider's name.</summary>
internal sealed record Layer(string Name, FlagSet Flags);
