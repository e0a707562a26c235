using System.Runtime.CompilerServices;
using System.Text;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Flipper's percentage of actors: the salt (the feature's name) and the actor with nothing between them by CRC-32, modulo 100,000, against the
/// percentage times 1000 in double. An empty id has no place. It draws no variants: these are v1's.
/// </summary>
internal sealed class FlipperBucketing : Bucketing
{
    public override string Name => "flipper";

    public override string VariantSalt(string salt) => Default.VariantSalt(salt);

    public override PlaceDraw Places(string salt) => new ActorPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => Default.Variants(salt, weights);

    private sealed class ActorPlaces(string salt) : ComparedPlaces
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt);

        [SkipLocalsInit]
        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash)
        {
            if (id.IsEmpty)
            {
                return null;
            }

            using var text = new JoinedUtf8(_prefix, id, [], stackalloc byte[JoinedUtf8.BufferLength]);
            var place = Crc32.Hash(text.Bytes) % BucketingV1.BucketCount;
            return BucketOf(place, place);
        }

        protected override bool IsIn(double value, int thousandths) => value < thousandths / 1000.0 * 1000;
    }
}
