namespace FeatureRollout.Text;

/// <summary>
/// How many characters of a name have to be inserted, deleted, replaced or swapped with their neighbour to make another of it, case
/// ignored: the optimal string alignment distance. A column of the table is one word, as H. Hyyrö describes it ("A Bit-Vector Algorithm for
/// Computing Levenshtein and Damerau Edit Distances", 2003), since names are compared with thousands of others.
/// </summary>
internal sealed class EditDistance
{
    /// <summary>The longest name that fits into a word.</summary>
    public const int LongestName = 64;

    private readonly Dictionary<char, ulong> _places = [];
    private readonly ulong[] _ascii = new ulong[128];
    private readonly int _length;

    /// <param name="name">The name to start from, of 1 to 64 UTF-16 units.</param>
    public EditDistance(string name)
    {
        if (name.Length is 0 or > LongestName)
        {
            throw new ArgumentException("The name has not 1 to 64 UTF-16 units.", nameof(name));
        }

        _length = name.Length;
        for (var i = 0; i < name.Length; i++)
        {
            var unit = char.ToLowerInvariant(name[i]);
            _places[unit] = _places.GetValueOrDefault(unit) | (1UL << i);
        }

        foreach (var (unit, places) in _places)
        {
            if (unit < _ascii.Length)
            {
                _ascii[unit] = places;
            }
        }
    }

    /// <summary>The distance to another name.</summary>
    public int To(string other)
    {
        var (up, down, same, before) = (ulong.MaxValue, 0UL, 0UL, 0UL);
        var last = 1UL << (_length - 1);
        var distance = _length;
        foreach (var unit in other)
        {
            var places = PlacesOf(char.ToLowerInvariant(unit));
            var swapped = ((~same & places) << 1) & before;
            same = (((places & up) + up) ^ up) | places | down | swapped;
            var right = down | ~(same | up);
            var left = same & up;
            distance += (right & last) != 0 ? 1 : (left & last) != 0 ? -1 : 0;
            right = (right << 1) | 1;
            left <<= 1;
            up = left | ~(same | right);
            down = right & same;
            before = places;
        }

        return distance;
    }

    private ulong PlacesOf(char unit) => unit < _ascii.Length ? _ascii[unit] : _places.GetValueOrDefault(unit);
}
