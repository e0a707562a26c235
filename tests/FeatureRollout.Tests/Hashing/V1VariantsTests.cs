using FeatureRollout.Hashing;

namespace FeatureRollout.Tests.Hashing;

[Trait("Requirement", "F-08")]
public sealed class V1VariantsTests
{
    [Fact]
    public void A_variant_begins_at_the_first_bucket_that_is_not_below_its_share()
    {
        foreach (var count in new[] { 700, 1_000 })
        {
            var draw = Bucketing.Default.Variants("salt", [.. Enumerable.Repeat(1m, count)]);
            for (var i = 0; i < 20_000; i++)
            {
                var id = FormattableString.Invariant($"customer-{i}");
                Assert.Equal(BucketingV1.Bucket(id, "salt") * count / BucketingV1.BucketCount, draw.Draw(id, TextHash.Of(id)));
            }
        }
    }
}
