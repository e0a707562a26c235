using System.Runtime.CompilerServices;
using System.Text;

namespace FeatureRollout.Hashing.Elsewhere;

/// <summary>
/// Flipt: CRC-32 of the entity and the salt (the flag's key), with nothing between them, modulo 100 for a threshold; of the salt and the
/// entity modulo 1000 for distributions, whose ends are sums in single precision cut to whole steps. An empty id has no place and no variant.
/// </summary>
internal sealed class FliptBucketing : Bucketing
{
    public override string Name => "flipt";

    public override PlaceDraw Places(string salt) => new ThresholdPlaces(salt);

    public override VariantDraw Variants(string salt, IReadOnlyList<decimal> weights) => new Distributions(salt, weights);

    [SkipLocalsInit]
    private static uint Hash(ReadOnlySpan<byte> prefix, ReadOnlySpan<char> id, ReadOnlySpan<byte> suffix)
    {
        using var text = new JoinedUtf8(prefix, id, suffix, stackalloc byte[JoinedUtf8.BufferLength]);
        return Crc32.Hash(text.Bytes);
    }

    private sealed class ThresholdPlaces(string salt) : PlaceDraw
    {
        private const int Steps = 100;

        private readonly byte[] _suffix = Encoding.UTF8.GetBytes(salt);

        public override int? Bucket(ReadOnlySpan<char> id, ulong idHash) =>
            id.IsEmpty ? null : (int)(Hash([], id, _suffix) % Steps) * (BucketingV1.BucketCount / Steps);
    }

    private sealed class Distributions : VariantDraw
    {
        private const int Steps = 1000;

        private readonly byte[] _prefix;
        private readonly int[] _ends;

        public Distributions(string salt, IReadOnlyList<decimal> weights)
        {
            _prefix = Encoding.UTF8.GetBytes(salt);
            _ends = new int[weights.Count];
            var (total, sum) = (0F, 0F);
            foreach (var weight in weights)
            {
                total += (float)weight;
            }

            for (var i = 0; i < _ends.Length; i++)
            {
                sum += (float)weights[i] / total * 100;
                _ends[i] = (int)(sum * (Steps / 100));
            }

            // The last that has a weight reaches to the end, whatever the sum has lost.
            for (var i = _ends.Length - 1; i >= 0; i--)
            {
                _ends[i] = Steps;
                if (weights[i] > 0)
                {
                    break;
                }
            }
        }

        public override int Draw(ReadOnlySpan<char> id, ulong idHash)
        {
            if (id.IsEmpty)
            {
                return None;
            }

            var step = (int)(Hash(_prefix, id, []) % Steps);
            var i = 0;
            while (step >= _ends[i])
            {
                i++;
            }

            return i;
        }
    }
}
