using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Unleash: <c>groupId:stickiness value</c> by MurmurHash3, 1 to 100 for the strategy and 1 to the sum of the weights, with a seed
/// of its own, for variants. The salt is the groupId. An empty id is off, and gets a variant at random each time.
/// </summary>
internal sealed class UnleashBucketing : Bucketing
{
    public override string Name => "unleash";

    public override bool DrawsVariantsApart => true;

    public override PlaceDraw Places(string salt) => new StrategyPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new WeightedVariants(salt, weights);

    private sealed class StrategyPlaces(string salt) : PlaceDraw
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt + ":");

        [SkipLocalsInit]
        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash)
        {
            if (id.IsEmpty)
            {
                return null;
            }

            using var text = new JoinedUtf8(_prefix, id, [], stackalloc byte[JoinedUtf8.BufferLength]);
            var place = (int)(Murmur3.Hash(text.Bytes, seed: 0) % 100) + 1;

            // In at exactly this many percent already.
            return (place * 1000) - 1;
        }
    }

    private sealed class WeightedVariants(string salt, IReadOnlyList<decimal> weights) : VariantDraw
    {
        private const uint Seed = 86028157;

        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt + ":");
        private readonly WholeWeights _weights = new(weights);

        [SkipLocalsInit]
        public override int Draw(ReadOnlySpan<char> id, ulong idHash)
        {
            if (id.IsEmpty)
            {
                Span<byte> bytes = stackalloc byte[sizeof(ulong)];
                RandomNumberGenerator.Fill(bytes);
                return _weights.FirstOver((long)(BitConverter.ToUInt64(bytes) % (ulong)_weights.Total));
            }

            using var text = new JoinedUtf8(_prefix, id, [], stackalloc byte[JoinedUtf8.BufferLength]);
            return _weights.FirstOver((long)(Murmur3.Hash(text.Bytes, Seed) % (ulong)_weights.Total));
        }
    }
}
