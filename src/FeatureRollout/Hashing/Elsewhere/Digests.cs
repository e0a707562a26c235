using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>The parts of cryptographic digests that tools count with. Nothing is kept secret by them.</summary>
internal static class Digests
{
    private const string AsElsewhere = "Buckets must be those of the tool.";

    /// <summary>The first eight bytes of SHA-1, the first one the highest.</summary>
    [SkipLocalsInit]
    [SuppressMessage("Security", "CA5350", Justification = AsElsewhere)]
    public static ulong Sha1(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        _ = SHA1.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>The first eight bytes of SHA-256, the first one the highest.</summary>
    [SkipLocalsInit]
    public static ulong Sha256(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>MD5 as one number.</summary>
    [SkipLocalsInit]
    [SuppressMessage("Security", "CA5351", Justification = AsElsewhere)]
    public static UInt128 Md5(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        _ = MD5.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
