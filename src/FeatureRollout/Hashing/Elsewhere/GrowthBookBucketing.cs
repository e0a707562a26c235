using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// GrowthBook: FNV-1a over UTF-16 units, as its JavaScript SDK has it. Version 1 hashes <c>value seed</c> to thousandths; version 2 hashes
/// <c>seed value</c>, then the digits of that hash, to ten-thousandths. The salt is the seed. In at a coverage are those up to and with it.
/// An empty id has no place and no variant.
/// </summary>
internal sealed class GrowthBookBucketing(int version) : Bucketing
{
    public override string Name { get; } = string.Create(CultureInfo.InvariantCulture, $"growthbook-v{version}");

    public override PlaceDraw Places(string salt) => new CoveragePlaces(new Draw(version, salt));

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new RangeVariants(new Draw(version, salt), weights);

    /// <summary>Where customers stand among so many steps.</summary>
    private readonly struct Draw(int version, string seed)
    {
        private readonly uint _seedHash = Fnv1a.HashUnits(seed);

        public int Steps => version == 1 ? 1000 : 10_000;

        [SkipLocalsInit]
        public int Step(ReadOnlySpan<char> id)
        {
            if (version == 1)
            {
                return (int)(Fnv1a.HashUnits(seed, Fnv1a.HashUnits(id)) % 1000);
            }

            Span<byte> digits = stackalloc byte[10];
            _ = Utf8Formatter.TryFormat(Fnv1a.HashUnits(id, _seedHash), digits, out var written);
            return (int)(Fnv1a.Hash(digits[..written]) % 10_000);
        }
    }

    private sealed class CoveragePlaces(Draw draw) : PlaceDraw
    {
        /// <summary>In at exactly its own step already, but never at a coverage of 0.</summary>
        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? null : Math.Max((draw.Step(id) * (BucketingV1.BucketCount / draw.Steps)) - 1, 0);
    }

    /// <summary>Ranges of an experiment with full coverage, summed in double.</summary>
    private sealed class RangeVariants : VariantDraw
    {
        private readonly Draw _draw;
        private readonly double[] _ends;

        public RangeVariants(Draw draw, IReadOnlyList<decimal> weights)
        {
            var whole = new WholeWeights(weights);
            _draw = draw;
            _ends = new double[weights.Count];
            var end = 0.0;
            var before = 0L;
            for (var i = 0; i < _ends.Length; i++)
            {
                end += (whole.Bounds[i] - before) / (double)whole.Total;
                before = whole.Bounds[i];
                _ends[i] = end;
            }
        }

        public override int Draw(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? None : Sums.FirstOver(_ends, _draw.Step(id) / (double)_draw.Steps);
    }
}
