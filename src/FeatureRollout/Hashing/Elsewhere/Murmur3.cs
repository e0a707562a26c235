using System.Buffers.Binary;
using System.Numerics;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>MurmurHash3 for x86, 32 bits.</summary>
internal static class Murmur3
{
    private const uint FirstFactor = 0xCC9E2D51;
    private const uint SecondFactor = 0x1B873593;

    public static uint Hash(ReadOnlySpan<byte> bytes, uint seed)
    {
        var hash = seed;
        var rest = bytes;
        for (; rest.Length >= 4; rest = rest[4..])
        {
            hash = unchecked((BitOperations.RotateLeft(hash ^ Scramble(BinaryPrimitives.ReadUInt32LittleEndian(rest)), 13) * 5) + 0xE6546B64);
        }

        var tail = 0u;
        for (var i = rest.Length - 1; i >= 0; i--)
        {
            tail = (tail << 8) | rest[i];
        }

        return Finish(hash ^ Scramble(tail) ^ (uint)bytes.Length);
    }

    private static uint Scramble(uint block) => unchecked(BitOperations.RotateLeft(block * FirstFactor, 15) * SecondFactor);

    private static uint Finish(uint hash)
    {
        unchecked
        {
            hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
            hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
            return hash ^ (hash >> 16);
        }
    }
}
