using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace FeatureRollout.Tests.Hashing.Elsewhere;

/// <summary>The hashes of the tools as their definitions read, with whole numbers of any size.</summary>
internal static class PlainHashes
{
    private static readonly BigInteger Two32 = BigInteger.One << 32;

    public static byte[] Utf8(string text) => new UTF8Encoding(false, throwOnInvalidBytes: false).GetBytes(text);

    public static BigInteger Murmur(string text, uint seed)
    {
        var bytes = Utf8(text);
        BigInteger hash = seed;
        for (var i = 0; i + 4 <= bytes.Length; i += 4)
        {
            hash = (Rotate(hash ^ Scrambled(Little(bytes[i..(i + 4)])), 13) * 5 + 0xE6546B64) % Two32;
        }

        hash ^= Scrambled(Little(bytes[(bytes.Length / 4 * 4)..]));
        hash ^= bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B % Two32;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35 % Two32;
        return hash ^ (hash >> 16);

        static BigInteger Scrambled(BigInteger block) => Rotate(block * 0xCC9E2D51 % Two32, 15) * 0x1B873593 % Two32;

        static BigInteger Rotate(BigInteger number, int bits) => ((number << bits) | (number >> (32 - bits))) % Two32;

        static BigInteger Little(byte[] some) => new(some, isUnsigned: true, isBigEndian: false);
    }

    public static BigInteger Fnv(IEnumerable<int> values) =>
        values.Aggregate(new BigInteger(2166136261), (hash, value) => (hash ^ value) * 16777619 % Two32);

    public static BigInteger FnvOfBytes(string text) => Fnv(Utf8(text).Select(each => (int)each));

    public static BigInteger FnvOfUnits(string text) => Fnv(text.Select(unit => (int)unit));

    /// <summary>Bit by bit.</summary>
    public static uint Crc(string text)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var each in Utf8(text))
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var differ = ((crc ^ (uint)(each >> bit)) & 1) != 0;
                crc >>= 1;
                if (differ)
                {
                    crc ^= 0xEDB88320;
                }
            }
        }

        return crc ^ 0xFFFFFFFFu;
    }

    /// <summary>The first so many hexadecimal digits of SHA-1 as a number.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "It is what the tools use.")]
    public static long Sha1(string text, int digits) =>
        long.Parse(Convert.ToHexString(SHA1.HashData(Utf8(text)))[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static byte[] Sha256(string text) => SHA256.HashData(Utf8(text));

    [SuppressMessage("Security", "CA5351", Justification = "It is what the tools use.")]
    public static BigInteger Md5(string text) => new(MD5.HashData(Utf8(text)), isUnsigned: true, isBigEndian: true);
}
