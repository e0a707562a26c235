using System.Runtime.CompilerServices;
using System.Text;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// GO Feature Flag: the salt (the flag's name) and the bucketing key with nothing between them by FNV-1a, modulo a thousand times the sum of
/// the percentages. Ends are percentages times 1000 in double, cut to whole numbers. It counts variations in reverse alphabetical order: here
/// they stand in the order of the list. An empty id has no place and no variant.
/// </summary>
internal sealed class GoFeatureFlagBucketing : Bucketing
{
    private const double Multiplier = 1000;

    public override string Name => "go-feature-flag";

    public override PlaceDraw Places(string salt) => new PercentagePlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new PercentageVariants(salt, weights);

    [SkipLocalsInit]
    private static uint Hash(ReadOnlySpan<char> id, byte[] prefix)
    {
        using var text = new JoinedUtf8(prefix, id, [], stackalloc byte[JoinedUtf8.BufferLength]);
        return Fnv1a.Hash(text.Bytes);
    }

    /// <summary>Percentages of one variation whose sum with the others is 100.</summary>
    private sealed class PercentagePlaces(string salt) : ComparedPlaces
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt);

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash)
        {
            if (id.IsEmpty)
            {
                return null;
            }

            var place = Hash(id, _prefix) % BucketingV1.BucketCount;
            return BucketOf(place, place);
        }

        protected override bool IsIn(double value, int thousandths) => value < Math.Truncate(thousandths / 1000.0 * Multiplier);
    }

    private sealed class PercentageVariants : VariantDraw
    {
        private readonly byte[] _prefix;
        private readonly ulong[] _ends;
        private readonly ulong _total;

        public PercentageVariants(string salt, IReadOnlyList<decimal> weights)
        {
            _prefix = Encoding.UTF8.GetBytes(salt);
            _ends = new ulong[weights.Count];
            var (sum, end) = (0.0, 0.0);
            for (var i = 0; i < _ends.Length; i++)
            {
                sum += (double)weights[i];
                end += (double)weights[i] * Multiplier;
                _ends[i] = (ulong)end;
            }

            _total = Math.Max((ulong)(sum * Multiplier), 1);
        }

        public override int Draw(ReadOnlySpan<char> id, ulong idHash)
        {
            if (id.IsEmpty)
            {
                return None;
            }

            var place = Hash(id, _prefix) % _total;
            for (var i = 0; i < _ends.Length; i++)
            {
                if (place < _ends[i])
                {
                    return i;
                }
            }

            return None;
        }
    }
}
