using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using static FeatureRollout.Hashing.Digests.Bits;

namespace FeatureRollout.Hashing.Digests;

/// <summary>
/// MD5 as RFC 1321 has it (3.3 to 3.5), for places of customers alone: it keeps nothing secret and nobody out. A short text is worked out
/// here, because the platform's way in takes longer than the digest; others by the platform.
/// </summary>
internal static class Md5
{
    /// <summary>The whole part of 2³² times the absolute sine of 1 to 64, in radians.</summary>
    private static ReadOnlySpan<uint> Sines =>
    [
        0xD76AA478, 0xE8C7B756, 0x242070DB, 0xC1BDCEEE, 0xF57C0FAF, 0x4787C62A, 0xA8304613, 0xFD469501,
        0x698098D8, 0x8B44F7AF, 0xFFFF5BB1, 0x895CD7BE, 0x6B901122, 0xFD987193, 0xA679438E, 0x49B40821,
        0xF61E2562, 0xC040B340, 0x265E5A51, 0xE9B6C7AA, 0xD62F105D, 0x02441453, 0xD8A1E681, 0xE7D3FBC8,
        0x21E1CDE6, 0xC33707D6, 0xF4D50D87, 0x455A14ED, 0xA9E3E905, 0xFCEFA3F8, 0x676F02D9, 0x8D2A4C8A,
        0xFFFA3942, 0x8771F681, 0x6D9D6122, 0xFDE5380C, 0xA4BEEA44, 0x4BDECFA9, 0xF6BB4B60, 0xBEBFBC70,
        0x289B7EC6, 0xEAA127FA, 0xD4EF3085, 0x04881D05, 0xD9D4D039, 0xE6DB99E5, 0x1FA27CF8, 0xC4AC5665,
        0xF4292244, 0x432AFF97, 0xAB9423A7, 0xFC93A039, 0x655B59C3, 0x8F0CCC92, 0xFFEFF47D, 0x85845DD1,
        0x6FA87E4F, 0xFE2CE6E0, 0xA3014314, 0x4E0811A1, 0xF7537E82, 0xBD3AF235, 0x2AD7D2BB, 0xEB86D391,
    ];

    /// <summary>By how many bits each of four steps in turn rotates, for each of the four rounds.</summary>
    private static ReadOnlySpan<byte> Turns => [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    /// <summary>The digest as one number, its first byte the highest.</summary>
    [SkipLocalsInit]
    public static UInt128 Hash(ReadOnlySpan<byte> text)
    {
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        if (text.Length > PaddedText.Longest)
        {
            OfLong(text, digest);
        }
        else
        {
            OfShort(text, digest);
        }

        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    [SuppressMessage("Security", "CA5351", Justification = "Buckets must be those of the tool.")]
    private static void OfLong(ReadOnlySpan<byte> text, Span<byte> digest) => _ = MD5.HashData(text, digest);

    [SkipLocalsInit]
    private static void OfShort(ReadOnlySpan<byte> text, Span<byte> digest)
    {
        var blocks = PaddedText.Write(text, stackalloc byte[PaddedText.BufferLength], out var length);
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length * 8);
        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476];
        for (; !blocks.IsEmpty; blocks = blocks[PaddedText.BlockLength..])
        {
            Compress(state, blocks);
        }

        for (var i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(digest[(4 * i)..], state[i]);
        }
    }

    [SkipLocalsInit]
    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[16];
        for (var i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * i)..]);
        }

        var sines = Sines;
        var turns = Turns;
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);

        // A sum takes last what the step before gives last.
        for (var i = 0; i < 16; i++)
        {
            var turned = BitOperations.RotateLeft(a + words[i] + sines[i] + Choice(b, c, d), turns[i & 3]);
            (a, d, c, b) = (d, c, b, b + turned);
        }

        for (var i = 16; i < 32; i++)
        {
            var turned = BitOperations.RotateLeft(a + words[((5 * i) + 1) & 15] + sines[i] + Choice(d, b, c), turns[4 + (i & 3)]);
            (a, d, c, b) = (d, c, b, b + turned);
        }

        for (var i = 32; i < 48; i++)
        {
            var turned = BitOperations.RotateLeft(a + words[((3 * i) + 5) & 15] + sines[i] + (b ^ c ^ d), turns[8 + (i & 3)]);
            (a, d, c, b) = (d, c, b, b + turned);
        }

        for (var i = 48; i < 64; i++)
        {
            var turned = BitOperations.RotateLeft(a + words[(7 * i) & 15] + sines[i] + (c ^ (b | ~d)), turns[12 + (i & 3)]);
            (a, d, c, b) = (d, c, b, b + turned);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
}
