using System.Runtime.CompilerServices;
using System.Text;
using FeatureRollout.Hashing.Digests;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// PostHog: <c>salt.distinct id</c>, for variants with <c>variant</c> at its end, by SHA-1, the first 60 bits as a fraction in double. The
/// salt is the flag's key. In are those up to and with the percentage. An empty id has no place and no variant.
/// </summary>
internal sealed class PostHogBucketing : Bucketing
{
    /// <summary>2⁶⁰ − 1 in double.</summary>
    private const double Scale = 0xFFFFFFFFFFFFFFF;

    public override string Name => "posthog";

    public override bool DrawsVariantsApart => true;

    public override PlaceDraw Places(string salt) => new ConditionPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new MultivariateVariants(salt, weights);

    [SkipLocalsInit]
    private static double FractionOf(ReadOnlySpan<char> id, byte[] prefix, ReadOnlySpan<byte> suffix)
    {
        using var text = new JoinedUtf8(prefix, id, suffix, stackalloc byte[JoinedUtf8.BufferLength]);
        return (long)(Sha1.Hash(text.Bytes) >> 4) / Scale;
    }

    private sealed class ConditionPlaces(string salt) : ComparedPlaces
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt + ".");

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash)
        {
            if (id.IsEmpty)
            {
                return null;
            }

            var fraction = FractionOf(id, _prefix, []);
            return BucketOf(fraction, fraction * BucketingV1.BucketCount);
        }

        protected override bool IsIn(double value, int thousandths) => value <= thousandths / 1000.0 / 100;
    }

    /// <summary>Variants by sums in double; whom roundings leave beyond the last one has none.</summary>
    private sealed class MultivariateVariants : VariantDraw
    {
        private readonly byte[] _prefix;
        private readonly double[] _ends;

        public MultivariateVariants(string salt, IReadOnlyList<decimal> weights)
        {
            _prefix = Encoding.UTF8.GetBytes(salt + ".");
            _ends = new double[weights.Count];
            var total = (double)weights.Sum();
            var end = 0.0;
            for (var i = 0; i < _ends.Length; i++)
            {
                end += (double)weights[i] / total;
                _ends[i] = end;
            }
        }

        public override int Draw(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? None : Sums.FirstOver(_ends, FractionOf(id, _prefix, "variant"u8));
    }
}
