using System.Globalization;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Importing;

/// <summary>
/// Gives each foreign name a key that is valid here and folds together with no other; the same name always gets the same.
/// </summary>
internal sealed class ImportedKeys
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folded = new(StringComparer.Ordinal);

    /// <summary>Where the count goes on for names that come to the same key.</summary>
    private readonly Dictionary<string, int> _next = new(StringComparer.Ordinal);

    /// <summary>Lets those names keep themselves that are keys here, whichever is asked for first: no other ever takes their place.</summary>
    public void Keep(IEnumerable<string> originals)
    {
        foreach (var valid in originals.Where(name => FlagKey.IsValid(name)))
        {
            _ = For(valid);
        }
    }

    public string For(string original) => _given.TryGetValue(original, out var known) ? known : _given[original] = Free(original);

    /// <summary>A key like this one that nothing has.</summary>
    public string Free(string original)
    {
        var wanted = FlagKey.IsValid(original) ? original : Nearest(original);
        var key = wanted;
        while (!_folded.Add(FlagKey.Fold(key)))
        {
            var count = _next.GetValueOrDefault(wanted, 2);
            _next[wanted] = count + 1;
            var ending = "." + count.ToString(CultureInfo.InvariantCulture);
            key = wanted[..Math.Min(wanted.Length, FlagKey.MaximumLength - ending.Length)] + ending;
        }

        return key;
    }

    private static string Nearest(string original)
    {
        var letters = original.Where(unit => unit != '\0').Take(FlagKey.MaximumLength).Select(unit => char.IsAsciiLetterOrDigit(unit) || unit is '.' or '_' or '-' ? unit : '-').ToArray();
        return letters.Length == 0 ? "unnamed" : new string(letters);
    }
}
