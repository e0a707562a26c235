using FeatureRollout.Hashing;

namespace FeatureRollout.Tests.Hashing;

[Trait("Requirement", "F-01")]
public sealed class HashingAllocationTests
{
    private static readonly int[] Lengths = [0, 1, 3, 4, 8, 9, 15, 16, 17, 36, 64, 100, 128, 129, 240, 241, 512, 513, 5000, 1_000_000];

    [Theory]
    [InlineData('a')]
    [InlineData('é')]
    [InlineData('日')]
    [InlineData('\uD800')]
    public void Hashing_text_allocates_nothing_at_any_length(char unit)
    {
        var texts = Lengths.Select(length => new string(unit, length)).ToArray();
        var bucketings = Bucketing.Names.Select(name => Bucketing.TryGet(name, out var bucketing) ? bucketing : Bucketing.Default).ToArray();
        var places = bucketings.Select(bucketing => bucketing.Places("17")).ToArray();
        var variants = bucketings.Select(bucketing => bucketing.Variants("17", [1, 2, 0.5m])).ToArray();
        AssertNoAllocation(() =>
        {
            ulong sum = 0;
            foreach (var text in texts)
            {
                var hash = TextHash.Of(text);
                sum += hash + TextHash.Of(text.AsSpan(text.Length / 2));
                foreach (var place in places)
                {
                    sum += (ulong)(place.Bucket(text, hash) ?? 0);
                }

                foreach (var variant in variants)
                {
                    // Without an id some draw at random.
                    var drawn = variant.Draw(text, hash);
                    sum += text.Length == 0 ? 0 : (ulong)drawn;
                }

                sum += text.Length == 0 ? 0 : (ulong)BucketingV1.Bucket(text, "salt");
            }

            return sum;
        });
    }

    [Fact]
    public void Hashing_bytes_guids_and_integers_allocates_nothing()
    {
        var bytes = Lengths.Where(length => length > 0).Select(length => new byte[length]).ToArray();
        var guid = new Guid("7c9e6679-7425-40de-944b-e07fc1f90ae7");
        AssertNoAllocation(() =>
        {
            ulong sum = 0;
            foreach (var each in bytes)
            {
                sum += (ulong)BucketingV1.Bucket(each, "salt");
            }

            return sum + (ulong)(BucketingV1.Bucket(guid, "salt") + BucketingV1.Bucket(long.MinValue, "salt") + BucketingV1.Bucket(42, "salt"));
        });
    }

    private static void AssertNoAllocation(Func<ulong> work)
    {
        var expected = work();
        var sum = 0ul;
        Assert.Equal(0, Allocation.Least(() => sum = work()));
        Assert.Equal(expected, sum);
    }
}
