using System.Globalization;
using FeatureRollout.Evaluation;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Answers;

/// <summary>The names of one snapshot's flags, without case.</summary>
internal sealed class FlagNames
{
    private readonly Dictionary<string, CompiledFlag> _flags = new(StringComparer.OrdinalIgnoreCase);

    public FlagNames(Snapshot snapshot)
    {
        Snapshot = snapshot;
        foreach (var flag in snapshot.Flags)
        {
            _flags.TryAdd(flag.Key, flag);
        }

        // An imported flag whose name cannot be its key has that as its salt, since the name is part of Microsoft's hash.
        foreach (var flag in snapshot.Flags)
        {
            if (flag.Source.Definition.Salt is { } name && IsMadeOf(name, flag.Key))
            {
                _flags.TryAdd(name, flag);
            }
        }
    }

    public Snapshot Snapshot { get; }

    public CompiledFlag? Find(string feature) => _flags.GetValueOrDefault(feature);

    /// <summary>Whether an importer makes this key of the name: what no key has became '-', and a number follows where that was taken.</summary>
    private static bool IsMadeOf(string name, string key)
    {
        if (key.Length < name.Length)
        {
            return false;
        }

        for (var i = 0; i < name.Length; i++)
        {
            if (key[i] != name[i] && (key[i] != '-' || FlagKey.IsValid(name.AsSpan(i, 1))))
            {
                return false;
            }
        }

        var ending = key.AsSpan(name.Length);
        return ending.IsEmpty || (ending is ['.', .. var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }
}
