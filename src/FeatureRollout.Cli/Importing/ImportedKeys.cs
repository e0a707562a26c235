using System.Globalization;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing;

/// <summary>
/// Gives each foreign name a key that is valid here and folds together with no other; the same name always gets the same.
/// Names that are valid should be asked for first, so that they keep themselves.
/// </summary>
internal sealed class ImportedKeys
{
    private const int Longest = 128;

    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folded = new(StringComparer.Ordinal);

    public string For(string original)
    {
        if (_given.TryGetValue(original, out var known))
        {
            return known;
        }

        var wanted = FlagKey.IsValid(original) ? original : Nearest(original);
        var key = wanted;
        for (var i = 2; !_folded.Add(FlagKey.Fold(key)); i++)
        {
            var ending = "." + i.ToString(CultureInfo.InvariantCulture);
            key = wanted[..Math.Min(wanted.Length, Longest - ending.Length)] + ending;
        }

        _given.Add(original, key);
        return key;
    }

    private static string Nearest(string original)
    {
        var letters = original.Select(unit => char.IsAsciiLetterOrDigit(unit) || unit is '.' or '_' or '-' ? unit : '-').Take(Longest).ToArray();
        return letters.Length == 0 ? "flag" : new string(letters);
    }
}
