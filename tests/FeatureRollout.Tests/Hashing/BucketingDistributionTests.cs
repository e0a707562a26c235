namespace FeatureRollout.Tests.Hashing;

/// <summary>Chi-square tests over fixed ids and salts: each has one outcome for ever.</summary>
[Trait("Requirement", "F-06")]
public sealed class BucketingDistributionTests
{
    private static readonly string[] Salts =
        ["", "a", "b", "sentiment_analysis", "sentiment_analysis:variant", "conversations", "flag-1", "flag-2", "flag-3", "größe", "customer-1", "00000000"];

    public static TheoryData<string> Kinds => ["number", "padded", "guid", "mail", "cyrillic"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Customers_spread_evenly_under_every_salt(string kind)
    {
        const int Cells = 1000;
        var ids = Ids(kind, 100_000);
        Assert.All(Salts, salt =>
        {
            var counts = new double[Cells];
            foreach (var id in ids)
            {
                counts[BucketingV1.Bucket(id, salt) / (BucketingV1.BucketCount / Cells)]++;
            }

            var expected = ids.Length / (double)Cells;
            AssertChance(counts.Sum(count => (count - expected) * (count - expected) / expected), Cells - 1);
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Two_salts_draw_independently(string kind)
    {
        const int Cells = 20;
        var ids = Ids(kind, 40_000);
        for (var pair = 1; pair < Salts.Length; pair++)
        {
            var counts = new double[Cells, Cells];
            foreach (var id in ids)
            {
                counts[Cell(id, Salts[pair - 1]), Cell(id, Salts[pair])]++;
            }

            var (chi, rows, columns) = (0.0, new double[Cells], new double[Cells]);
            for (var i = 0; i < Cells * Cells; i++)
            {
                rows[i / Cells] += counts[i / Cells, i % Cells];
                columns[i % Cells] += counts[i / Cells, i % Cells];
            }

            for (var i = 0; i < Cells * Cells; i++)
            {
                var expected = rows[i / Cells] * columns[i % Cells] / ids.Length;
                var difference = counts[i / Cells, i % Cells] - expected;
                chi += difference * difference / expected;
            }

            AssertChance(chi, (Cells - 1) * (Cells - 1));
        }

        static int Cell(string id, string salt) => BucketingV1.Bucket(id, salt) / (BucketingV1.BucketCount / Cells);
    }

    /// <summary>Within six standard deviations of what chance gives, from below too: an even spread beyond chance is no draw.</summary>
    private static void AssertChance(double chi, int freedom)
    {
        var slack = 6 * Math.Sqrt(2.0 * freedom);
        Assert.InRange(chi, freedom - slack, freedom + slack);
    }

    private static string[] Ids(string kind, int count)
    {
        var random = new Random(17);
        var bytes = new byte[16];
        return [.. Enumerable.Range(0, count).Select(i => kind switch
        {
            "number" => FormattableString.Invariant($"{i}"),
            "padded" => FormattableString.Invariant($"customer-{i:D9}"),
            "guid" => NextGuid(),
            "mail" => FormattableString.Invariant($"user{i}@department-{i % 7}.example.com"),
            _ => FormattableString.Invariant($"клиент-{i}"),
        })];

        string NextGuid()
        {
            random.NextBytes(bytes);
            return new Guid(bytes).ToString("D");
        }
    }
}
