using System.Runtime.CompilerServices;
using System.Text;
using FeatureRollout.Hashing.Digests;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// LaunchDarkly: <c>salt.key</c> by SHA-1, the first 60 bits as a fraction in single precision, against sums of weights in single
/// precision. The salt is the flag's key, a dot and its salt, or the seed's digits. An empty id has place 0, which is in first.
/// </summary>
internal sealed class LaunchDarklyBucketing : Bucketing
{
    /// <summary>2⁶⁰ − 1 in single precision.</summary>
    private const float Scale = 0xFFFFFFFFFFFFFFF;

    public override string Name => "launchdarkly";

    public override PlaceDraw Places(string salt) => new RolloutPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new WeightedVariations(salt, weights);

    [SkipLocalsInit]
    private static float FractionOf(ReadOnlySpan<char> id, byte[] prefix)
    {
        if (id.IsEmpty)
        {
            return 0;
        }

        using var text = new JoinedUtf8(prefix, id, [], stackalloc byte[JoinedUtf8.BufferLength]);
        return (long)(Sha1.Hash(text.Bytes) >> 4) / Scale;
    }

    private sealed class RolloutPlaces(string salt) : ComparedPlaces
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt + ".");

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash)
        {
            var fraction = FractionOf(id, _prefix);
            return BucketOf(fraction, fraction * 100_000.0);
        }

        protected override bool IsIn(double value, int thousandths) => (float)value < thousandths / 100_000F;
    }

    private sealed class WeightedVariations : VariantDraw
    {
        private readonly byte[] _prefix;

        /// <summary>For each variation the sum of the weights up to it, rounded at every step.</summary>
        private readonly float[] _sums;

        public WeightedVariations(string salt, IReadOnlyList<decimal> weights)
        {
            _prefix = Encoding.UTF8.GetBytes(salt + ".");
            _sums = new float[weights.Count];
            var total = weights.Sum();
            var sum = 0F;
            for (var i = 0; i < _sums.Length; i++)
            {
                sum += (float)(weights[i] * 100_000 / total) / 100_000F;
                _sums[i] = sum;
            }
        }

        public override int Draw(ReadOnlySpan<char> id, ulong idHash)
        {
            var fraction = FractionOf(id, _prefix);
            var i = 0;

            // Whom roundings leave beyond the end gets the last variation, whatever its weight.
            while (i < _sums.Length - 1 && fraction >= _sums[i])
            {
                i++;
            }

            return i;
        }
    }
}
