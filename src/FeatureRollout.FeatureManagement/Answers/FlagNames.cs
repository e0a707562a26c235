using FeatureRollout.Evaluation;

namespace FeatureRollout.Answers;

/// <summary>The names of one snapshot's flags, without case.</summary>
internal sealed class FlagNames
{
    private const string Bucketing = "microsoft";

    private readonly Dictionary<string, CompiledFlag> _flags = new(StringComparer.OrdinalIgnoreCase);

    public FlagNames(Snapshot snapshot)
    {
        Snapshot = snapshot;
        foreach (var flag in snapshot.Flags)
        {
            _flags.TryAdd(flag.Key, flag);
        }

        // An imported flag whose name cannot be a key has it as its salt, since the name is part of Microsoft's hash.
        foreach (var flag in snapshot.Flags)
        {
            if (flag.Source.Definition is { Bucketing: Bucketing, Salt: { Length: > 0 } name })
            {
                _flags.TryAdd(name, flag);
            }
        }
    }

    public Snapshot Snapshot { get; }

    public CompiledFlag? Find(string feature) => _flags.GetValueOrDefault(feature);
}
