using FeatureRollout.Flags.Files;

namespace FeatureRollout.Configuration;

/// <summary>Matches the names of configuration entries to flag keys: case, <c>-</c> and <c>_</c> do not count.</summary>
internal sealed class FlagNames
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    public FlagNames(IEnumerable<string> knownFlags)
    {
        foreach (var key in knownFlags)
        {
            _known.TryAdd(FlagKey.Fold(key), key);
        }
    }

    /// <summary>Whether the name asks for a number from 0 to 100.</summary>
    public static bool IsPercentage(string name) => TryTakeOff(name, "PERCENTAGE", out _);

    /// <summary>The <see cref="FlagName.Folded"/> names that <see cref="Resolve"/> may give, whatever flags are known.</summary>
    public static IEnumerable<string> Possible(string name)
    {
        _ = TryTakeOff(name, "PERCENTAGE", out var flag);
        return TryTakeOff(flag, "ENABLED", out var shorter) ? [FlagKey.Fold(flag), FlagKey.Fold(shorter)] : [FlagKey.Fold(flag)];
    }

    /// <summary>
    /// What an entry's name is about. <c>_PERCENTAGE</c> at its end is taken off; <c>_ENABLED</c> only where the shorter
    /// name is a known flag and the longer is not.
    /// </summary>
    public FlagName Resolve(string name)
    {
        _ = TryTakeOff(name, "PERCENTAGE", out var flag);
        if (TryTakeOff(flag, "ENABLED", out var shorter) && !_known.ContainsKey(FlagKey.Fold(flag)) && _known.ContainsKey(FlagKey.Fold(shorter)))
        {
            flag = shorter;
        }

        var folded = FlagKey.Fold(flag);
        var isKnown = _known.TryGetValue(folded, out var key);
        return new FlagName(isKnown ? key! : flag.ToLowerInvariant(), folded, isKnown);
    }

    private static bool TryTakeOff(string name, string suffix, out string shorter)
    {
        var rest = name.Length - suffix.Length - 1;
        var found = rest > 0 && name[rest] is '_' or '-' && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase);
        shorter = found ? name[..rest] : name;
        return found;
    }
}

/// <summary>A resolved name.</summary>
/// <param name="Key">The known flag's key, or the name in lower case.</param>
/// <param name="Folded">What two names for one flag have in common.</param>
/// <param name="IsKnown">Whether another layer has this flag.</param>
internal readonly record struct FlagName(string Key, string Folded, bool IsKnown);
