using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using FeatureRollout.Hashing.Digests;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Microsoft.FeatureManagement: <c>user, line feed, salt</c> by SHA-256, the first four bytes as a percentage in double. The salt is the
/// feature's name, and for a group a line feed and its name after that. An empty id is hashed like any other: one place for all of them.
/// </summary>
internal sealed class MicrosoftBucketing : Bucketing
{
    public override string Name => "microsoft";

    public override bool DrawsVariantsApart => true;

    public override string VariantSalt(string salt) => "allocation\n" + salt;

    public override PlaceDraw Places(string salt) => new TargetingPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new PercentileVariants(salt, weights);

    [SkipLocalsInit]
    private static double PercentageOf(ReadOnlySpan<char> id, byte[] suffix)
    {
        using var text = new JoinedUtf8([], id, suffix, stackalloc byte[JoinedUtf8.BufferLength]);
        var marker = BinaryPrimitives.ReverseEndianness((uint)(Sha256.Hash(text.Bytes) >> 32));
        return marker / (double)uint.MaxValue * 100;
    }

    private sealed class TargetingPlaces(string salt) : ComparedPlaces
    {
        private readonly byte[] _suffix = Encoding.UTF8.GetBytes("\n" + salt);

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash)
        {
            var percentage = PercentageOf(id, _suffix);
            return BucketOf(percentage, percentage * 1000);
        }

        protected override bool IsIn(double value, int thousandths) => value < thousandths / 1000.0;
    }

    /// <summary>Allocation by percentile: each variant from its neighbour's end to its own, and to 100 with 100 itself.</summary>
    private sealed class PercentileVariants : VariantDraw
    {
        private readonly byte[] _suffix;
        private readonly double[] _ends;

        public PercentileVariants(string salt, IReadOnlyList<decimal> weights)
        {
            var whole = new WholeWeights(weights);
            _suffix = Encoding.UTF8.GetBytes("\n" + salt);
            _ends = new double[weights.Count];
            for (var i = 0; i < _ends.Length; i++)
            {
                _ends[i] = whole.Bounds[i] == whole.Total ? double.PositiveInfinity : whole.Bounds[i] * 100.0 / whole.Total;
            }

            _ends[^1] = double.PositiveInfinity;
        }

        public override int Draw(ReadOnlySpan<char> id, ulong idHash)
        {
            var percentage = PercentageOf(id, _suffix);
            var i = 0;
            while (percentage >= _ends[i])
            {
                i++;
            }

            return i;
        }
    }
}
