using FeatureRollout.Flags;

namespace FeatureRollout.Evaluation;

/// <summary>
/// Lays the providers' contents over each other: member by member the last layer that says something counts, a kill in any
/// layer wins, and states lie over definitions.
/// </summary>
internal sealed class Layers(IReadOnlyList<Layer> layers)
{
    public IReadOnlyList<Layer> All => layers;

    /// <summary>Whether some layer keeps states and has been read.</summary>
    public bool HasStates { get; } = layers.Any(layer => layer.Flags.States is not null);

    /// <summary>Every flag that some layer defines.</summary>
    public IReadOnlyDictionary<string, FlagDefinition> MergeDefinitions() =>
        Merge(layers.Select(layer => layer.Flags.Flags), Over);

    /// <summary>Every segment; the last layer that defines one counts whole.</summary>
    public IReadOnlyDictionary<string, SegmentDefinition> MergeSegments() =>
        Merge(layers.Select(layer => layer.Flags.Segments), (_, last) => last);

    /// <summary>Every plan; the last layer that has one counts whole.</summary>
    public IReadOnlyDictionary<string, PlanDefinition> MergePlans() =>
        Merge(layers.Select(layer => layer.Flags.Plans), (_, last) => last);

    /// <summary>Every rollout that is written down; the last layer that has one counts whole.</summary>
    public IReadOnlyDictionary<string, RolloutDefinition> MergeRollouts() =>
        Merge(layers.Select(layer => layer.Flags.Rollouts), (_, last) => last);

    public IReadOnlyDictionary<string, FlagState> MergeStates() =>
        Merge(layers.Select(layer => layer.Flags.States).OfType<IReadOnlyDictionary<string, FlagState>>(), Over);

    /// <summary>The layers that kill a flag, in order.</summary>
    public IReadOnlyList<string> KillersOf(string key)
    {
        List<string>? killers = null;
        foreach (var layer in layers)
        {
            if ((layer.Flags.Flags.TryGetValue(key, out var definition) && definition.Enabled == false)
                || (layer.Flags.States?.TryGetValue(key, out var state) == true && state.Enabled == false))
            {
                (killers ??= []).Add(layer.Name);
            }
        }

        return killers ?? (IReadOnlyList<string>)[];
    }

    /// <summary>The last layer whose definition (or else state) of the flag says something about a member.</summary>
    public string? LastToSay(string key, Func<FlagDefinition, object?> definition, Func<FlagState, object?>? state = null) =>
        layers.LastOrDefault(layer => state is not null
            && layer.Flags.States?.TryGetValue(key, out var said) == true && state(said) is not null)?.Name
        ?? layers.LastOrDefault(layer => layer.Flags.Flags.TryGetValue(key, out var said) && definition(said) is not null)?.Name;

    private static IReadOnlyDictionary<string, T> Merge<T>(IEnumerable<IReadOnlyDictionary<string, T>> maps, Func<T, T, T> over)
    {
        IReadOnlyDictionary<string, T>? only = null;
        Dictionary<string, T>? merged = null;
        foreach (var map in maps.Where(map => map.Count > 0))
        {
            if (only is null)
            {
                only = map;
                continue;
            }

            merged ??= new Dictionary<string, T>(only, StringComparer.Ordinal);
            foreach (var (key, value) in map)
            {
                merged[key] = merged.TryGetValue(key, out var below) ? over(below, value) : value;
            }
        }

        return merged ?? only ?? new Dictionary<string, T>(StringComparer.Ordinal);
    }

    private static FlagDefinition Over(FlagDefinition below, FlagDefinition above) => new()
    {
        Key = above.Key,
        Enabled = above.Enabled ?? below.Enabled,
        Percentage = above.Percentage ?? below.Percentage,
        Include = above.Include ?? below.Include,
        Exclude = above.Exclude ?? below.Exclude,
        Requires = above.Requires ?? below.Requires,
        Rules = above.Rules ?? below.Rules,
        Overrides = above.Overrides ?? below.Overrides,
        Variants = above.Variants ?? below.Variants,
        VariantSalt = above.VariantSalt ?? below.VariantSalt,
        Schedule = above.Schedule ?? below.Schedule,
        Salt = above.Salt ?? below.Salt,
        Bucketing = above.Bucketing ?? below.Bucketing,
        Unit = above.Unit ?? below.Unit,
        Default = above.Default ?? below.Default,
        Fallback = above.Fallback ?? below.Fallback,
        Message = above.Message ?? below.Message,
        Owner = above.Owner ?? below.Owner,
        Expires = above.Expires ?? below.Expires,
        Permanent = above.Permanent ?? below.Permanent,
        Plan = above.Plan ?? below.Plan,
    };

    private static FlagState Over(FlagState below, FlagState above) => new()
    {
        Key = above.Key,
        Enabled = above.Enabled ?? below.Enabled,
        Percentage = above.Percentage ?? below.Percentage,
        Added = above.Added ?? below.Added,
        Overrides = above.Overrides ?? below.Overrides,
        Stage = above.Stage ?? below.Stage,
        Definition = above.Definition ?? below.Definition,
    };
}
