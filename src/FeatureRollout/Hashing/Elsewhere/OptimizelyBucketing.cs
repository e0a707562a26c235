using System.Runtime.CompilerServices;
using System.Text;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Optimizely: the bucketing id and the salt (the experiment's id) with nothing between them by MurmurHash3 with seed 1, scaled to ten
/// thousand steps. An empty id has no place and no variant.
/// </summary>
internal sealed class OptimizelyBucketing : Bucketing
{
    private const int Steps = 10_000;

    public override string Name => "optimizely";

    public override PlaceDraw Places(string salt) => new TrafficPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new TrafficVariants(salt, weights);

    [SkipLocalsInit]
    private static int Step(ReadOnlySpan<char> id, byte[] suffix)
    {
        using var text = new JoinedUtf8([], id, suffix, stackalloc byte[JoinedUtf8.BufferLength]);
        return (int)((ulong)Murmur3.Hash(text.Bytes, seed: 1) * Steps >> 32);
    }

    private sealed class TrafficPlaces(string salt) : PlaceDraw
    {
        private readonly byte[] _suffix = Encoding.UTF8.GetBytes(salt);

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? null : Step(id, _suffix) * (BucketingV1.BucketCount / Steps);
    }

    private sealed class TrafficVariants(string salt, IReadOnlyList<decimal> weights) : VariantDraw
    {
        private readonly byte[] _suffix = Encoding.UTF8.GetBytes(salt);
        private readonly WholeWeights _weights = new(weights);

        public override int Draw(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? None : _weights.FirstOver(Step(id, _suffix), Steps);
    }
}
