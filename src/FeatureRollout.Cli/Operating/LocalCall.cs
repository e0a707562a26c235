namespace FeatureRollout.Cli.Operating;

/// <summary>What an operation works with where this program stands before the store itself.</summary>
/// <param name="Flags">The client, read just now.</param>
/// <param name="Manager">The manager; for a change that is bound to a version, bound to it.</param>
/// <param name="Store">The store.</param>
/// <param name="Actor">Who does it, and why.</param>
internal sealed record LocalCall(FeatureFlags Flags, IRolloutManager Manager, IRolloutStateStore Store, RolloutActor Actor);
