using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FeatureRollout.Access;

/// <summary>The keys of the options, as hashes. Looking one up takes as long for a right key as for a wrong one.</summary>
internal sealed class ApiKeyRing
{
    public const int Nobody = -1;

    private readonly byte[][] _hashes;
    private readonly byte[][] _fingerprints;
    private readonly Caller[] _byHeader;
    private readonly Caller[] _bySignIn;

    public ApiKeyRing(IEnumerable<FeatureRolloutApiKey> keys)
    {
        var all = keys.ToArray();
        _hashes = [.. all.Select(key => SHA256.HashData(Encoding.UTF8.GetBytes(key.Key)))];
        _fingerprints = [.. all.Select((key, at) => Fingerprint(key, _hashes[at]))];
        _byHeader = [.. all.Select(key => new Caller(key.Name, key.Role, CallerKind.ApiKey))];
        _bySignIn = [.. all.Select(key => new Caller(key.Name, key.Role, CallerKind.SignedIn))];
    }

    public bool IsEmpty => _hashes.Length == 0;

    /// <summary>The index of the holder of this key, or <see cref="Nobody"/>.</summary>
    public int Find(string key) => IndexOf(_hashes, SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>The index of the holder whose name, key and role had this fingerprint, or <see cref="Nobody"/>.</summary>
    public int FindFingerprint(ReadOnlySpan<byte> fingerprint) => IndexOf(_fingerprints, fingerprint);

    public ReadOnlySpan<byte> FingerprintOf(int holder) => _fingerprints[holder];

    public Caller ByHeader(int holder) => _byHeader[holder];

    public Caller BySignIn(int holder) => _bySignIn[holder];

    private static int IndexOf(byte[][] all, ReadOnlySpan<byte> wanted)
    {
        var found = Nobody;
        for (var at = 0; at < all.Length; at++)
        {
            if (CryptographicOperations.FixedTimeEquals(all[at], wanted))
            {
                found = at;
            }
        }

        return found;
    }

    private static byte[] Fingerprint(FeatureRolloutApiKey key, byte[] hash)
    {
        Span<byte> role = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(role, (int)key.Role);
        return SHA256.HashData([.. hash, .. role, .. Encoding.UTF8.GetBytes(key.Name)]);
    }
}
