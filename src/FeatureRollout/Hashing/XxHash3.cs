using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static FeatureRollout.Hashing.XxHash3Constants;

namespace FeatureRollout.Hashing;

/// <summary>
/// XXH3 with 64 bits and seed 0, as the xxHash specification (doc/xxhash_spec.md in its repository) has it.
/// The parts for up to 128 bytes take words instead of memory, so that text can be hashed without a buffer.
/// </summary>
internal static class XxHash3
{
    /// <summary>The hash of nothing.</summary>
    public const ulong Empty = 0x2D06800538D394C2;

    /// <summary>The longest input for which the hash is made of 16-byte pieces; beyond it the stripes begin.</summary>
    private const int LongestPieced = 240;

    private const ulong AvalancheFactor = 0x165667919E3779F9;
    private const ulong ShortFactor = 0x9FB21C651E98DF25;

    /// <summary>Secret words at 0 and 4, XORed.</summary>
    private const uint FlipOf1To3 = 0x396CFEB8 ^ 0xBE4BA423;

    /// <summary>Secret words at 8 and 16, XORed.</summary>
    private const ulong FlipOf4To8 = 0x1CAD21F72C81017C ^ 0xDB979083E96DD4DE;

    /// <summary>Secret words at 24 and 32, XORed.</summary>
    private const ulong FlipOfFirst8 = 0x1F67B3B7A4A44072 ^ 0x78E5C0CC4EE679CB;

    /// <summary>Secret words at 40 and 48, XORed.</summary>
    private const ulong FlipOfLast8 = 0x2172FFCC7DD05A82 ^ 0x8E2443F7744608B8;

    /// <summary>The hash of the bytes, of whatever length.</summary>
    public static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ref var start = ref MemoryMarshal.GetReference(bytes);
        nint length = bytes.Length;
        return length switch
        {
            > LongestPieced => XxHash3Stripes.Hash(bytes),
            > 128 => Of129To240(ref start, length),
            > 16 => Of17To128(ref start, length),
            > 8 => Of9To16(Read64(ref start, 0), Read64(ref start, length - 8), (int)length),
            >= 4 => Of4To8(((ulong)Read32(ref start, 0) << 32) | Read32(ref start, length - 4), (int)length),
            > 0 => Of1To3(start, Unsafe.Add(ref start, length >> 1), Unsafe.Add(ref start, length - 1), (int)length),
            _ => Empty,
        };
    }

    /// <summary>One to three bytes, given as the first, the one at half the length, and the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of1To3(uint first, uint middle, uint last, int length)
    {
        var hash = (ulong)(((first << 16) | (middle << 24) | last | ((uint)length << 8)) ^ FlipOf1To3);
        hash ^= hash >> 33;
        hash *= Prime64B;
        hash ^= hash >> 29;
        hash *= Prime64C;
        return hash ^ (hash >> 32);
    }

    /// <summary>Four to eight bytes, given as the first four in the upper half and the last four in the lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of4To8(ulong firstAndLast, int length)
    {
        var hash = firstAndLast ^ FlipOf4To8;
        hash ^= BitOperations.RotateLeft(hash, 49) ^ BitOperations.RotateLeft(hash, 24);
        hash *= ShortFactor;
        hash ^= (hash >> 35) + (uint)length;
        hash *= ShortFactor;
        return hash ^ (hash >> 28);
    }

    /// <summary>Nine to sixteen bytes, given as the first eight and the last eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of9To16(ulong first, ulong last, int length)
    {
        first ^= FlipOfFirst8;
        last ^= FlipOfLast8;
        return Avalanche((uint)length + BinaryPrimitives.ReverseEndianness(first) + last + WideProduct.Fold(first, last));
    }

    /// <summary>What sixteen bytes, given as two words, add to the hash under the secret at an offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Piece(ulong low, ulong high, nint secretOffset) =>
        WideProduct.Fold(low ^ Read64(ref SecretStart, secretOffset), high ^ Read64(ref SecretStart, secretOffset + 8));

    /// <summary>The last step of every input over eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Avalanche(ulong hash)
    {
        hash ^= hash >> 37;
        hash *= AvalancheFactor;
        return hash ^ (hash >> 32);
    }

    private static ulong Of17To128(ref byte start, nint length)
    {
        var hash = (ulong)length * Prime64A;
        for (var i = (length - 1) / 32; i >= 0; i--)
        {
            hash += Piece(ref start, 16 * i, 32 * i);
            hash += Piece(ref start, length - (16 * (i + 1)), (32 * i) + 16);
        }

        return Avalanche(hash);
    }

    private static ulong Of129To240(ref byte start, nint length)
    {
        var hash = (ulong)length * Prime64A;
        for (nint at = 0; at < 128; at += 16)
        {
            hash += Piece(ref start, at, at);
        }

        hash = Avalanche(hash);
        for (nint at = 128; at <= length - 16; at += 16)
        {
            hash += Piece(ref start, at, at - 128 + 3);
        }

        return Avalanche(hash + Piece(ref start, length - 16, 119));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Piece(ref byte start, nint offset, nint secretOffset) =>
        Piece(Read64(ref start, offset), Read64(ref start, offset + 8), secretOffset);
}
