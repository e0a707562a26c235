using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using static FeatureRollout.Hashing.Digests.Bits;

namespace FeatureRollout.Hashing.Digests;

/// <summary>
/// SHA-1 as FIPS 180-4 has it (4.1.1, 4.2.1, 5.3.1, 6.1.2), for places of customers alone: it keeps nothing secret and nobody out. A short
/// text is worked out here, because the platform's way in takes longer than the digest; others by the platform.
/// </summary>
internal static class Sha1
{
    private const uint ConstantA = 0x5A827999;
    private const uint ConstantB = 0x6ED9EBA1;
    private const uint ConstantC = 0x8F1BBCDC;
    private const uint ConstantD = 0xCA62C1D6;

    /// <summary>The first eight bytes of the digest, the first one the highest.</summary>
    [SkipLocalsInit]
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        if (text.Length > PaddedText.Longest)
        {
            return OfLong(text);
        }

        var blocks = PaddedText.Write(text, stackalloc byte[PaddedText.BufferLength], out var length);
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)text.Length * 8);
        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];
        for (; !blocks.IsEmpty; blocks = blocks[PaddedText.BlockLength..])
        {
            Compress(state, blocks);
        }

        return ((ulong)state[0] << 32) | state[1];
    }

    [SkipLocalsInit]
    [SuppressMessage("Security", "CA5350", Justification = "Buckets must be those of the tool.")]
    private static ulong OfLong(ReadOnlySpan<byte> text)
    {
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        _ = SHA1.HashData(text, digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    [SkipLocalsInit]
    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[80];
        for (var i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        }

        for (var i = 0; i < 64; i++)
        {
            words[i + 16] = BitOperations.RotateLeft(words[i] ^ words[i + 2] ^ words[i + 8] ^ words[i + 13], 1);
        }

        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4]);

        // A sum takes last what the step before gives last.
        for (var i = 0; i < 20; i++)
        {
            var next = e + words[i] + ConstantA + Choice(b, c, d) + BitOperations.RotateLeft(a, 5);
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        for (var i = 20; i < 40; i++)
        {
            var next = e + words[i] + ConstantB + (b ^ c ^ d) + BitOperations.RotateLeft(a, 5);
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        for (var i = 40; i < 60; i++)
        {
            var next = e + words[i] + ConstantC + Majority(b, c, d) + BitOperations.RotateLeft(a, 5);
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        for (var i = 60; i < 80; i++)
        {
            var next = e + words[i] + ConstantD + (b ^ c ^ d) + BitOperations.RotateLeft(a, 5);
            (e, d, c, b, a) = (d, c, BitOperations.RotateLeft(b, 30), a, next);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
    }
}
