namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>FNV-1a with 32 bits, over bytes or over UTF-16 units. A hash goes on where another text follows.</summary>
internal static class Fnv1a
{
    /// <summary>The hash of nothing.</summary>
    public const uint Empty = 0x811C9DC5;

    private const uint Prime = 0x01000193;

    public static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = Empty;
        foreach (var each in bytes)
        {
            hash = unchecked((hash ^ each) * Prime);
        }

        return hash;
    }

    /// <summary>Each unit is taken whole, not as two bytes: what JavaScript's <c>charCodeAt</c> leads to.</summary>
    public static uint HashUnits(ReadOnlySpan<char> units, uint hash = Empty)
    {
        foreach (var each in units)
        {
            hash = unchecked((hash ^ each) * Prime);
        }

        return hash;
    }
}
