using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout;

/// <summary>
/// What a store keeps of one flag key in one environment: its state, its rollout if it leads one, and the version that
/// the next write must name.
/// </summary>
public sealed record FlagDocument
{
    /// <summary>The flag's key.</summary>
    public required string Key { get; init; }

    /// <summary>0 for a key that was never written; counts up with each write.</summary>
    public long Version { get; init; }

    /// <summary>When it was last written, by the store's clock; null where it never was.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>What people set beside any rollout: kill switch, percentage, customers, overrides. Its stage is always null here.</summary>
    public required FlagState State { get; init; }

    /// <summary>The percentage that stood in files and configuration when the store last looked; null where none did.</summary>
    public Percentage? Configured { get; init; }

    /// <summary>The rollout that this key leads; null for none.</summary>
    public RolloutState? Rollout { get; init; }

    /// <summary>A document for a key that was never written.</summary>
    public static FlagDocument Empty(string key) => new() { Key = key, State = new FlagState { Key = key } };

    /// <summary>
    /// What evaluation is given of all documents of an environment: each flag's own state, and over it the stage of the
    /// rollout that moves it. For <see cref="FlagSet.States"/> of a custom store.
    /// </summary>
    public static IReadOnlyDictionary<string, FlagState> ToStates(IEnumerable<FlagDocument> documents) => RolloutProjection.StatesOf(documents);
}
