namespace FeatureRollout;

/// <summary>Everything that one provider knows, read at one moment; immutable.</summary>
public sealed record FlagSet
{
    /// <summary>Nothing.</summary>
    public static readonly FlagSet Empty = new();

    /// <summary>The provider's mark for this content, for people and for change detection; null where it has none.</summary>
    public string? Version { get; init; }

    /// <summary>The definitions, by flag key (ordinal).</summary>
    public IReadOnlyDictionary<string, FlagDefinition> Flags { get; init; } = new Dictionary<string, FlagDefinition>(StringComparer.Ordinal);

    /// <summary>The segments, by name (ordinal).</summary>
    public IReadOnlyDictionary<string, SegmentDefinition> Segments { get; init; } = new Dictionary<string, SegmentDefinition>(StringComparer.Ordinal);

    /// <summary>The plans, by name (ordinal).</summary>
    public IReadOnlyDictionary<string, PlanDefinition> Plans { get; init; } = new Dictionary<string, PlanDefinition>(StringComparer.Ordinal);

    /// <summary>The rollouts that people have written down, by the key of their first flag (ordinal).</summary>
    public IReadOnlyDictionary<string, RolloutDefinition> Rollouts { get; init; } = new Dictionary<string, RolloutDefinition>(StringComparer.Ordinal);

    /// <summary>What is doubtful in the plans, each in one sentence that names the place. It keeps nothing from serving and makes nothing unhealthy.</summary>
    public IReadOnlyList<string> PlanWarnings { get; init; } = [];

    /// <summary>
    /// The states, by flag key (ordinal); null where the provider keeps none. A flag under a rollout is off until
    /// some provider with states has been read.
    /// </summary>
    public IReadOnlyDictionary<string, FlagState>? States { get; init; }

    /// <summary>What was refused while the rest could be read, each in one sentence that names the place.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>
    /// Gives this content for the keys of the flags that other layers have, where its names are spelled loosely and have
    /// to be matched to these; null where it stays as it is. Quick, and free of I/O.
    /// </summary>
    internal Func<IReadOnlyCollection<string>, FlagSet>? ForFlags { get; init; }
}
