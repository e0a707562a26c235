using System.Numerics;
using FeatureRollout.Cli.Customers.Drawing;
using FeatureRollout.Cli.Customers.Reading;
using FeatureRollout.Hashing;

namespace FeatureRollout.Cli.Tests.Customers.Drawing;

/// <summary>A customer of a made-up list.</summary>
internal sealed record Listed(string Id, string Stratum, bool IsEligible);

/// <summary>Draws from made-up lists: as the program does, and in the plainest way, all sorted and every seat looked for anew.</summary>
internal static class Drawn
{
    public static Listed[] List(int seed, int count, int strata)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(n => new Listed($"{seed}-{n}", "s" + Math.Min(random.Next(strata), random.Next(strata)), random.Next(4) > 0))];
    }

    public static string[] Ids(IEnumerable<Listed> list, CohortSize size, string salt = "cohort") => [.. Draw(list, size, salt).Drawn.Select(drawn => drawn.Row.Id)];

    public static Cohort Draw(IEnumerable<Listed> list, CohortSize size, string salt = "cohort")
    {
        var draw = new CohortDraw(size, salt);
        foreach (var (listed, line) in list.Select((listed, at) => (listed, at + 1)))
        {
            draw.Add(new CsvRow(listed.Id, line, [], [], 0), listed.Stratum, listed.IsEligible);
        }

        return draw.Finish();
    }

    public static string[] Plainly(IReadOnlyList<Listed> list, long size, string salt = "cohort")
    {
        var strata = list.Where(listed => listed.IsEligible).GroupBy(listed => listed.Stratum, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.OrderBy(listed => Mixed(listed.Id, salt)).ThenBy(listed => listed.Id, StringComparer.Ordinal).ToArray()).ToArray();
        var taken = new int[strata.Length];
        var drawn = new List<string>();
        while (drawn.Count < size)
        {
            var next = 0;
            for (var other = 1; other < strata.Length; other++)
            {
                if (new BigInteger(strata[other].Length) * ((2 * taken[next]) + 1) > new BigInteger(strata[next].Length) * ((2 * taken[other]) + 1))
                {
                    next = other;
                }
            }

            drawn.Add(strata[next][taken[next]++].Id);
        }

        return [.. drawn];
    }

    public static ulong Mixed(string id, string salt) => BucketingV1.Mix(TextHash.Of(id), TextHash.Of(salt));
}
