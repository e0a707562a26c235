using System.Runtime.CompilerServices;
using System.Text;
using FeatureRollout.Hashing.Digests;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Statsig: <c>salt.unit</c> by SHA-256, the first eight bytes modulo 10,000 against the percentage times 100 in double; an experiment's
/// groups modulo 1000. The salt is the gate's salt, a dot and the rule's salt or id, for groups the experiment's salt. An empty id has no
/// place and no variant.
/// </summary>
internal sealed class StatsigBucketing : Bucketing
{
    public override string Name => "statsig";

    public override PlaceDraw Places(string salt) => new PassPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new Groups(salt, weights);

    [SkipLocalsInit]
    private static int Step(ReadOnlySpan<char> id, byte[] prefix, ulong steps)
    {
        using var text = new JoinedUtf8(prefix, id, [], stackalloc byte[JoinedUtf8.BufferLength]);
        return (int)(Sha256.Hash(text.Bytes) % steps);
    }

    private sealed class PassPlaces(string salt) : ComparedPlaces
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt + ".");

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash)
        {
            if (id.IsEmpty)
            {
                return null;
            }

            var step = Step(id, _prefix, 10_000);
            return BucketOf(step, step * 10);
        }

        protected override bool IsIn(double value, int thousandths) => value < thousandths / 1000.0 * 100;
    }

    private sealed class Groups(string salt, IReadOnlyList<decimal> weights) : VariantDraw
    {
        private const int Steps = 1000;

        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt + ".");
        private readonly WholeWeights _weights = new(weights);

        public override int Draw(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? None : _weights.FirstOver(Step(id, _prefix, Steps), Steps);
    }
}
