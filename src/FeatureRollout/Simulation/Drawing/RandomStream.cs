using System.Numerics;

namespace FeatureRollout.Simulation.Drawing;

/// <summary>
/// Random numbers that are the same for the same seed on every machine and in every version: xoshiro256** (Blackman and
/// Vigna, "Scrambled Linear Pseudorandom Number Generators", 2018), started by splitmix64. Not thread-safe.
/// </summary>
internal sealed class RandomStream
{
    private const double UnitsPerOne = 1UL << 53;

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>Starts a stream.</summary>
    /// <param name="seed">Any number.</param>
    /// <param name="part">What the numbers are for: streams of one seed and other parts have nothing to do with each other.</param>
    public RandomStream(ulong seed, ulong part = 0)
    {
        var state = seed ^ (part * 0xD1342543DE82EF95);
        (_a, _b, _c, _d) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>From 0 up to but without 1, in steps of 2^-53.</summary>
    public double NextUnit() => (Next() >> 11) / UnitsPerOne;

    private static ulong SplitMix(ref ulong state)
    {
        var mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
