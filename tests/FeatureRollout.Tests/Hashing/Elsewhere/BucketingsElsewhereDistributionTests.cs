using FeatureRollout.Hashing;

namespace FeatureRollout.Tests.Hashing.Elsewhere;

/// <summary>Shares over fixed ids and salts: each has one outcome for ever.</summary>
[Trait("Requirement", "F-08")]
public sealed class BucketingsElsewhereDistributionTests
{
    private static readonly string[] Ids = MakeIds();

    public static TheoryData<string> Names => [.. PlainBucketings.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_share_of_customers_is_that_share(string name)
    {
        var (bucketing, plain) = BucketingAnswersTests.Named(name);
        Assert.All(new[] { "search", "checkout-v2" }, salt =>
        {
            var places = bucketing.Places(plain.SaltOf(salt));
            int[] buckets = [.. Ids.Select(id => places.Bucket(id, TextHash.Of(id))!.Value)];
            Assert.All(new[] { 1, 10, 25, 50, 90 }, percent =>
                Assert.InRange(buckets.Count(bucket => bucket < percent * 1000) * 100.0 / Ids.Length, percent - 1, percent + 1));
            Assert.All(buckets, bucket => Assert.InRange(bucket, 0, 99_999));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_are_shares_of_customers(string name)
    {
        var (bucketing, plain) = BucketingAnswersTests.Named(name);
        var draw = bucketing.Variants(plain.SaltOf("search"), [50, 0, 20, 30]);
        var counts = Ids.CountBy(id => draw.Draw(id, TextHash.Of(id))).ToDictionary(each => each.Key, each => each.Value * 100.0 / Ids.Length);
        Assert.Equal([0, 2, 3], counts.Keys.Order());
        Assert.InRange(counts[0], 49, 51);
        Assert.InRange(counts[2], 19, 21);
        Assert.InRange(counts[3], 29, 31);
    }

    private static string[] MakeIds()
    {
        var random = new Random(23);
        var bytes = new byte[16];
        return [.. Enumerable.Range(0, 40_000).Select(_ =>
        {
            random.NextBytes(bytes);
            return new Guid(bytes).ToString("D");
        })];
    }
}
