using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using FeatureRollout.Hashing.Digests;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Flagsmith: <c>salt,identity</c> by MD5, the whole number modulo 9999 as a percentage in double. The salt is the key of the segment, for
/// variants that of the feature. In a segment are those up to and with the percentage. An empty id has no place and no variant.
/// </summary>
internal sealed class FlagsmithBucketing : Bucketing
{
    public override string Name => "flagsmith";

    public override PlaceDraw Places(string salt) => new SplitPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new MultivariateValues(salt, weights);

    [SkipLocalsInit]
    private static double PercentageOf(ReadOnlySpan<char> id, byte[] prefix)
    {
        using var text = new JoinedUtf8(prefix, id, [], stackalloc byte[JoinedUtf8.BufferLength]);
        var step = Step(text.Bytes);
        for (var times = 2; step == 9998; times++)
        {
            step = StepOfRepeated(text.Bytes, times);
        }

        return step / 9998.0 * 100;
    }

    private static int Step(ReadOnlySpan<byte> bytes) => (int)(Md5.Hash(bytes) % 9999);

    /// <summary>Exactly 100 % is not to be: then salt and identity are written down once more.</summary>
    private static int StepOfRepeated(ReadOnlySpan<byte> bytes, int times)
    {
        var length = checked(((bytes.Length + 1) * times) - 1);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        for (var i = 0; i < times; i++)
        {
            var at = i * (bytes.Length + 1);
            bytes.CopyTo(buffer.AsSpan(at));
            if (i < times - 1)
            {
                buffer[at + bytes.Length] = (byte)',';
            }
        }

        var step = Step(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return step;
    }

    private sealed class SplitPlaces(string salt) : ComparedPlaces
    {
        private readonly byte[] _prefix = Encoding.UTF8.GetBytes(salt + ",");

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash)
        {
            if (id.IsEmpty)
            {
                return null;
            }

            var percentage = PercentageOf(id, _prefix);
            return BucketOf(percentage, percentage * 1000);
        }

        protected override bool IsIn(double value, int thousandths) => value <= thousandths / 1000.0;
    }

    /// <summary>Values by sums of percentages in double; beyond the last one is the value without variants.</summary>
    private sealed class MultivariateValues : VariantDraw
    {
        private readonly byte[] _prefix;
        private readonly double[] _ends;

        public MultivariateValues(string salt, IReadOnlyList<decimal> weights)
        {
            _prefix = Encoding.UTF8.GetBytes(salt + ",");
            _ends = new double[weights.Count];
            var total = weights.Sum();
            var end = 0.0;
            for (var i = 0; i < _ends.Length; i++)
            {
                end += (double)(weights[i] * 100 / total);
                _ends[i] = end;
            }
        }

        public override int Draw(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? None : Sums.FirstOver(_ends, PercentageOf(id, _prefix));
    }
}
