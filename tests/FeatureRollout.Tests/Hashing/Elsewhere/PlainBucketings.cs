using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using static FeatureRollout.Tests.Hashing.Elsewhere.PlainHashes;

namespace FeatureRollout.Tests.Hashing.Elsewhere;

/// <summary>The tools, slow and plain: loops over cumulative weights, decimals where they count exactly, their floating point where they use it.</summary>
internal static class PlainBucketings
{
    public static readonly IReadOnlyDictionary<string, PlainBucketing> All = new Dictionary<string, PlainBucketing>(StringComparer.Ordinal)
    {
        ["launchdarkly"] = new(
            LaunchDarkly,
            (value, t) => LaunchDarklyChoice((float)value, [t, 100_000 - t]) == 0 || t == 100_000,
            (salt, id, weights) => (LaunchDarkly(salt, id), LaunchDarklyChoice((float)LaunchDarkly(salt, id), Scaled(weights, 100_000))),
            MissingId: true),
        ["unleash"] = new(
            (salt, id) => (double)(Murmur($"{salt}:{id}", 0) % 100) + 1,
            (value, t) => (decimal)value <= t / 1000m,
            (salt, id, weights) =>
            {
                var whole = Whole(weights);
                var place = (decimal)(Murmur($"{salt}:{id}", 86028157) % (BigInteger)whole.Sum()) + 1;
                return ((double)place, First(whole, sum => sum >= place));
            }),
        ["microsoft"] = new(
            (salt, id) => Microsoft(id + "\n" + salt),
            (value, t) => t == 100_000 || value < t / 1000.0,
            (salt, id, weights) => (Microsoft(id + "\n" + salt), Percentile(Microsoft(id + "\n" + salt), Whole(weights))),
            MissingId: true),
        ["flagd"] = new(
            (salt, id) => (double)Murmur(salt + id, 0),
            (value, t) => ((BigInteger)value * 100_000) >> 32 < t,
            (salt, id, weights) =>
            {
                var whole = Whole(weights);
                var place = (decimal)((Murmur(salt + id, 0) * (BigInteger)whole.Sum()) >> 32);
                return ((double)place, First(whole, sum => place < sum));
            }),
        ["growthbook-v1"] = GrowthBook((salt, id) => (double)(FnvOfUnits(id + salt) % 1000) / 1000),
        ["growthbook-v2"] = GrowthBook((salt, id) =>
            (double)(FnvOfBytes(FnvOfUnits(salt + id).ToString(CultureInfo.InvariantCulture)) % 10_000) / 10_000),
        ["go-feature-flag"] = new(
            (salt, id) => (double)(FnvOfBytes(salt + id) % 100_000),
            (value, t) => GoFeatureFlag((uint)value, [t / 1000.0, (100_000 - t) / 1000.0]) == 0,
            (salt, id, weights) =>
            {
                double[] percentages = [.. weights.Select(weight => (double)weight)];
                var most = (BigInteger)Math.Truncate(Sum(percentages) * 1000);
                var place = (double)(FnvOfBytes(salt + id) % most);
                return (place, GoFeatureFlag((uint)place, percentages));
            }),
        ["flipper"] = new(
            (salt, id) => Crc(salt + id) % 100_000,
            (value, t) => t == 100_000 || value < t / 1000.0 * 1000,
            Variant: null),
        ["split"] = new(
            (salt, id) => (double)(Murmur(id, Seed(salt)) % 100) + 1,
            (value, t) => t / 1000m >= (decimal)value,
            (salt, id, weights) =>
            {
                var bucket = (decimal)(Murmur(id, Seed(salt)) % 100) + 1;
                return ((double)bucket, First(weights, covered => covered * 100 >= bucket * weights.Sum()));
            })
        {
            SaltOf = salt => ((int)(uint)FnvOfUnits(salt)).ToString(CultureInfo.InvariantCulture),
        },
        ["optimizely"] = Stepped((salt, id) => Math.Floor((double)Murmur(id + salt, 1) / 4294967296.0 * 10_000), 10_000),
        ["configcat"] = Stepped((salt, id) => Sha1(salt + id, 7) % 100, 100),
        ["posthog"] = new(
            (salt, id) => Sha1($"{salt}.{id}", 15) / (double)0xFFFFFFFFFFFFFFF,
            (value, t) => value <= t / 1000.0 / 100,
            (salt, id, weights) =>
            {
                var value = Sha1($"{salt}.{id}variant", 15) / (double)0xFFFFFFFFFFFFFFF;
                return (value, Between(value, weights.Select(weight => (double)weight / (double)weights.Sum())));
            }),
        ["flagsmith"] = new(
            Flagsmith,
            (value, t) => value <= t / 1000.0,
            (salt, id, weights) => (Flagsmith(salt, id), Between(Flagsmith(salt, id), weights.Select(weight => (double)(weight * 100 / weights.Sum()))))),
        ["statsig"] = new(
            (salt, id) => Statsig(salt, id) % 10_000,
            (value, t) => t == 100_000 || value < t / 1000.0 * 100,
            (salt, id, weights) => (Statsig(salt, id) % 1000, First(weights, sum => Statsig(salt, id) % 1000 * weights.Sum() < sum * 1000))),
        ["flipt"] = new(
            (salt, id) => Crc(id + salt) % 100,
            (value, t) => (float)value < (float)(t / 1000.0),
            (salt, id, weights) => (Crc(salt + id) % 1000, Flipt((int)(Crc(salt + id) % 1000), [.. weights.Select(weight => (float)weight)]))),
    };

    private static PlainBucketing GrowthBook(Func<string, string, double> place) => new(
        place,
        (value, t) => value <= t / 100_000.0,
        (salt, id, weights) =>
        {
            var whole = Whole(weights);
            return (place(salt, id), Between(place(salt, id), whole.Select(weight => (double)weight / (double)whole.Sum())));
        });

    private static PlainBucketing Stepped(Func<string, string, double> step, int steps) => new(
        step,
        (value, t) => (decimal)value < t / 100_000m * steps,
        (salt, id, weights) => (step(salt, id), First(weights, sum => (decimal)step(salt, id) * weights.Sum() < sum * steps)));

    private static double LaunchDarkly(string salt, string id) =>
        id.Length == 0 ? 0 : Sha1($"{salt}.{id}", 15) / (float)0xFFFFFFFFFFFFFFF;

    private static int LaunchDarklyChoice(float bucket, decimal[] weights)
    {
        var sum = 0F;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += (float)weights[i] / 100000F;
            if (bucket < sum)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    private static double Microsoft(string text) => BitConverter.ToUInt32(Sha256(text), 0) / (double)uint.MaxValue * 100;

    private static int Percentile(double percentage, decimal[] weights)
    {
        var sum = 0m;
        for (var i = 0; i < weights.Length; i++)
        {
            var from = (double)(sum * 100) / (double)weights.Sum();
            sum += weights[i];
            var to = (double)(sum * 100) / (double)weights.Sum();
            if (percentage >= from && (percentage < to || to == 100))
            {
                return i;
            }
        }

        return -1;
    }

    private static int GoFeatureFlag(uint hash, double[] percentages)
    {
        var start = 0.0;
        for (var i = 0; i < percentages.Length; i++)
        {
            var end = start + (percentages[i] * 1000);
            if (Math.Truncate(start) <= hash && Math.Truncate(end) > hash)
            {
                return i;
            }

            start = end;
        }

        return -1;
    }

    private static int Flipt(int step, float[] rollouts)
    {
        var total = 0F;
        foreach (var rollout in rollouts)
        {
            total += rollout;
        }

        var sum = 0F;
        var last = Array.FindLastIndex(rollouts, rollout => rollout > 0);
        for (var i = 0; i <= last; i++)
        {
            if (rollouts[i] > 0)
            {
                sum += rollouts[i] / total * 100F;
                var bucket = i == last ? 1000 : (int)(sum * 10F);
                if (bucket >= step + 1)
                {
                    return i;
                }
            }
        }

        return -1;
    }

    private static double Flagsmith(string salt, string id)
    {
        for (var iterations = 1; ; iterations++)
        {
            var value = (double)(Md5(string.Join(',', Enumerable.Repeat($"{salt},{id}", iterations))) % 9999) / 9998 * 100;
            if (value != 100)
            {
                return value;
            }
        }
    }

    private static ulong Statsig(string salt, string id) => BinaryPrimitives.ReadUInt64BigEndian(Sha256($"{salt}.{id}"));

    private static uint Seed(string salt) => unchecked((uint)long.Parse(salt, CultureInfo.InvariantCulture));

    /// <summary>The first weight with which the sum passes.</summary>
    private static int First(decimal[] weights, Func<decimal, bool> passes)
    {
        var sum = 0m;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            if (passes(sum))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Between(double value, IEnumerable<double> shares)
    {
        var (start, i) = (0.0, 0);
        foreach (var share in shares)
        {
            var end = start + share;
            if (value >= start && value < end)
            {
                return i;
            }

            start = end;
            i++;
        }

        return -1;
    }

    private static double Sum(double[] numbers)
    {
        var sum = 0.0;
        foreach (var number in numbers)
        {
            sum += number;
        }

        return sum;
    }

    private static decimal[] Scaled(decimal[] weights, decimal total) => [.. weights.Select(weight => weight * total / weights.Sum())];

    /// <summary>Times 1, 10, 100 or 1000, whichever makes all of them whole first.</summary>
    private static decimal[] Whole(decimal[] weights)
    {
        var factor = new[] { 1m, 10, 100, 1000 }.First(each => weights.All(weight => weight * each % 1 == 0));
        return [.. weights.Select(weight => weight * factor)];
    }
}
