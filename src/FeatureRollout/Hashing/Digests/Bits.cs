using System.Runtime.CompilerServices;

namespace FeatureRollout.Hashing.Digests;

/// <summary>Functions of three words, bit by bit, in the form with the fewest operations.</summary>
internal static class Bits
{
    /// <summary>Of the second where the first is set, else of the third: Ch of FIPS 180-4, F of RFC 1321.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Choice(uint x, uint y, uint z) => ((y ^ z) & x) ^ z;

    /// <summary>As two of them at least: Maj of FIPS 180-4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Majority(uint x, uint y, uint z) => (x & y) | ((x | y) & z);
}
