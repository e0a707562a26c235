using System.Runtime.CompilerServices;
using System.Text;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// flagd from 0.15.0 on: the salt (the flag's key) and the targeting key with nothing between them by MurmurHash3; the hash is scaled to
/// the sum of the weights. Only proportions of weights count. An empty id has no place and no variant.
/// </summary>
internal sealed class FlagdBucketing : Bucketing
{
    public override string Name => "flagd";

    public override PlaceDraw Places(string salt) => new FractionalPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new FractionalVariants(salt, weights);

    [SkipLocalsInit]
    private static uint Hash(ReadOnlySpan<char> id, byte[] prefix)
    {
        using var text = new JoinedUtf8(prefix, id, [], stackalloc byte[JoinedUtf8.BufferLength]);
        return Murmur3.Hash(text.Bytes, seed: 0);
    }

    private sealed class FractionalPlaces(string salt) : PlaceDraw
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt);

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? null : (int)((ulong)Hash(id, _prefix) * BucketingV1.BucketCount >> 32);
    }

    private sealed class FractionalVariants(string salt, IReadOnlyList<decimal> weights) : VariantDraw
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt);
        private readonly WholeWeights _weights = new(weights);

        public override int Draw(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? None : _weights.FirstOver((long)WideProduct.High((ulong)Hash(id, _prefix) << 32, (ulong)_weights.Total));
    }
}
