using System.Runtime.InteropServices;

namespace FeatureRollout.Flags.Files;

/// <summary>The flags of one document while it is read, with the places that later checks name.</summary>
internal sealed class FlagMap
{
    private readonly Dictionary<string, FlagPlace> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _folded = new(StringComparer.Ordinal);

    /// <summary>The flags, by key.</summary>
    public Dictionary<string, FlagDefinition> Flags { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a flag; notes an error where its key and an earlier one are the same once folded.</summary>
    public void Add(in JsonCursor cursor, FlagDefinition flag, FlagPlace place)
    {
        Flags[flag.Key] = flag;
        _places[flag.Key] = place;
        var folded = FlagKey.Fold(flag.Key);
        if (!_folded.TryAdd(folded, flag.Key) && !cursor.Reading.IsStored)
        {
            var other = _folded[folded];
            cursor.Refuse(place.Key, FormattableString.Invariant(
                $"\"{JsonEscapes.Clip(flag.Key, 40)}\" and \"{JsonEscapes.Clip(other, 40)}\" on line {cursor.Line(_places[other].Key)} differ only in case, '-' and '_'; rename one"));
        }
    }

    /// <summary>The place of a flag that is in the map.</summary>
    public FlagPlace Place(string key) => _places[key];
}

/// <summary>Byte offsets of a flag.</summary>
/// <param name="Key">Of its key.</param>
/// <param name="Percentage">Of its percentage's name; 0 where it has none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FlagPlace(int Key, int Percentage);
