using System.Runtime.CompilerServices;
using System.Text;
using FeatureRollout.Hashing.Digests;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// ConfigCat: the salt (the setting's key) and the attribute with nothing between them by SHA-1, the first 28 bits modulo 100. An empty id
/// has no place and no variant: its percentage options are skipped.
/// </summary>
internal sealed class ConfigCatBucketing : Bucketing
{
    private const int Steps = 100;

    public override string Name => "configcat";

    public override PlaceDraw Places(string salt) => new OptionPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new PercentageOptions(salt, weights);

    [SkipLocalsInit]
    private static int Step(ReadOnlySpan<char> id, byte[] prefix)
    {
        using var text = new JoinedUtf8(prefix, id, [], stackalloc byte[JoinedUtf8.BufferLength]);
        return (int)((Sha1.Hash(text.Bytes) >> 36) % Steps);
    }

    private sealed class OptionPlaces(string salt) : PlaceDraw
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt);

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? null : Step(id, _prefix) * (BucketingV1.BucketCount / Steps);
    }

    private sealed class PercentageOptions(string salt, IReadOnlyList<decimal> weights) : VariantDraw
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt);
        private readonly WholeWeights _weights = new(weights);

        public override int Draw(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? None : _weights.FirstOver(Step(id, _prefix), Steps);
    }
}
