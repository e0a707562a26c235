using FeatureRollout.Hashing;
using FeatureRollout.Hashing.Elsewhere;

namespace FeatureRollout.Tests.Hashing.Elsewhere;

/// <summary>Places that few customers stand at: there are so many bounds here, or the customers are so well known, that somebody does.</summary>
[Trait("Requirement", "F-08")]
public sealed class BucketingsElsewhereEdgeTests
{
    private const string Salt = "search";

    /// <summary>Sums in floating point end a little before or behind 100 %; the more variants, the more often.</summary>
    [Theory]
    [InlineData("flipt")]
    [InlineData("go-feature-flag")]
    [InlineData("growthbook-v1")]
    [InlineData("growthbook-v2")]
    public void Among_many_variants_each_customer_gets_that_of_the_tool(string name)
    {
        var (bucketing, plain) = BucketingAnswersTests.Named(name);
        decimal[][] all = [[1, 1, 1], [1, 1, 1, 0], [1, 17, 6], [2, 25, 3], [5, 10, 9], [.. Enumerable.Repeat(1m, 7)], [.. Enumerable.Repeat(1m, 29), 0], [.. Enumerable.Repeat(0.3m, name == "go-feature-flag" ? 300 : 30)]];
        Assert.All(all, weights =>
        {
            var draw = bucketing.Variants(Salt, weights);
            for (var i = 0; i < 6_000; i++)
            {
                var id = FormattableString.Invariant($"customer-{i}");
                Assert.Equal(plain.Variant!(Salt, id, weights).Variant, draw.Draw(id, 0));
            }
        });
    }

    /// <summary>Single precision loses a little with each of them: some customers stand beyond the last, and get the last, whatever it weighs.</summary>
    [Fact]
    public void LaunchDarklys_sums_are_rounded_at_each_variation_and_the_last_takes_the_rest()
    {
        var (bucketing, plain) = BucketingAnswersTests.Named("launchdarkly");
        decimal[] weights = [.. Enumerable.Repeat(1m, 3_000), 0];
        var draw = bucketing.Variants(Salt, weights);
        var share = (float)(100_000m / 3_000) / 100_000F;
        var sums = new float[weights.Length];
        for (var i = 0; i < 3_000; i++)
        {
            sums[i] = i == 0 ? share : sums[i - 1] + share;
        }

        sums[^1] = sums[^2];
        var (beyond, onEdge) = (0, 0);
        for (var i = 0; i < 120_000; i++)
        {
            var id = FormattableString.Invariant($"customer-{i}");
            var value = (float)plain.Value(Salt, id);
            var at = Array.BinarySearch(sums, value);
            onEdge += at >= 0 ? 1 : 0;
            beyond += value >= sums[^1] ? 1 : 0;
            Assert.Equal(value >= sums[^1] ? weights.Length - 1 : at >= 0 ? at + 1 : ~at, draw.Draw(id, 0));
        }

        Assert.True(beyond > 0 && onEdge > 0, $"{beyond} beyond the end, {onEdge} on an edge");
    }

    /// <summary>Whom a division by 2³² in the place of 2³² − 1 would move.</summary>
    [Theory]
    [InlineData("customer-151670", 83_183)]
    [InlineData("customer-355058", 30_253)]
    public void Microsofts_scale_ends_with_its_last_number(string id, int bucket)
    {
        var (bucketing, plain) = BucketingAnswersTests.Named("microsoft");
        Assert.Equal(bucket, bucketing.Places(Salt).Bucket(id, 0));
        var value = plain.Value(Salt, id);
        Assert.True(plain.IsIn(value, bucket + 1) && !plain.IsIn(value, bucket));
    }

    /// <summary>Whose hashes are 0x99999999, 0xFFFFFFFF and 0: at exactly 60 %, at exactly 100 %, and at 0 %.</summary>
    [Theory]
    [InlineData("customer-1058951875", 60_000, 3)]
    [InlineData("customer-1122223685", 99_999, 4)]
    [InlineData("customer-0278994520", 0, 0)]
    public void Microsofts_shares_end_before_their_end_and_the_last_with_it(string id, int bucket, int fifth)
    {
        var (bucketing, plain) = BucketingAnswersTests.Named("microsoft");
        Assert.Equal(bucket, bucketing.Places(Salt).Bucket(id, 0));
        var value = plain.Value(Salt, id);
        Assert.Equal(bucket, Enumerable.Range(0, 100_000).First(thousandths => plain.IsIn(value, thousandths + 1)));
        foreach (var (weights, expected) in new (decimal[], int)[] { ([1, 1, 1, 1, 1], fifth), ([3, 2], fifth / 3), ([1], 0), ([1, 0], 0), ([0, 1, 0], 1) })
        {
            Assert.Equal(expected, bucketing.Variants(Salt, weights).Draw(id, 0));
            Assert.Equal(expected, plain.Variant!(Salt, id, weights).Variant);
        }
    }

    [Fact]
    public void Weights_of_many_decimals_keep_their_proportions()
    {
        var weights = new WholeWeights([0.00001m, 0.00003m]);
        Assert.Equal(4, weights.Total);
        Assert.Equal([0, 1, 1, 1], Enumerable.Range(0, 4).Select(step => weights.FirstOver(step)));
    }
}
