using System.Globalization;
using FeatureRollout.Hashing;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Hashing;

public sealed class BucketingV1Tests
{
    [Fact]
    [Trait("Requirement", "F-06")]
    public void An_id_has_one_bucket_in_whatever_form_it_is_given() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(SomeText.Any, some =>
        {
            if (some.Length == 0)
            {
                return true;
            }

            var bucket = BucketingV1.Bucket(some.Text, "salt");
            return bucket is >= 0 and < BucketingV1.BucketCount
                && bucket == BucketingV1.Bucket(some.Slice, "salt")
                && bucket == BucketingV1.Bucket(SomeText.Wtf8Of(some.Text), "salt")
                && bucket == BucketingV1.BucketOf(BucketingV1.Mix(TextHash.Of(some.Slice), TextHash.Of("salt")));
        }));

    [Theory]
    [InlineData("")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("sv-SE")]
    [Trait("Requirement", "F-06")]
    public void Guids_and_integers_are_their_invariant_text_in_every_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = Odd(culture);
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<Guid>(), id =>
                BucketingV1.Bucket(id, "salt") == BucketingV1.Bucket(id.ToString("D"), "salt")));
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.ArbFor<long>(), id =>
                BucketingV1.Bucket(id, "salt") == BucketingV1.Bucket(id.ToString(CultureInfo.InvariantCulture), "salt")));
            foreach (var id in new[] { int.MinValue, -1, 0, 42, int.MaxValue })
            {
                Assert.Equal(BucketingV1.Bucket(id.ToString(CultureInfo.InvariantCulture), "salt"), BucketingV1.Bucket(id, "salt"));
            }

            Assert.Equal(BucketingV1.Bucket("-9223372036854775808", "salt"), BucketingV1.Bucket(long.MinValue, "salt"));
            Assert.Equal(BucketingV1.Bucket("7c9e6679-7425-40de-944b-e07fc1f90ae7", "salt"), BucketingV1.Bucket(new Guid("7C9E6679-7425-40DE-944B-E07FC1F90AE7"), "salt"));
            Assert.Equal(34551, BucketingV1.Bucket("abcdefghi", "sentiment_analysis"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    [Trait("Requirement", "F-05")]
    public void A_shared_salt_gives_one_cohort_and_a_new_one_reshuffles()
    {
        var ids = Enumerable.Range(0, 2000).Select(i => $"customer-{i}").ToArray();
        Assert.Equal(Cohort(ids, "shared", 25_000), Cohort(ids, new string("shared".ToCharArray()), 25_000));
        Assert.NotEqual(Cohort(ids, "shared", 25_000), Cohort(ids, "shared-2", 25_000));
        Assert.NotEqual(Cohort(ids, "", 25_000), Cohort(ids, "shared", 25_000));
    }

    [Fact]
    [Trait("Requirement", "F-06")]
    public void Raising_adds_customers_and_lowering_gives_back_the_earlier_set()
    {
        var ids = Enumerable.Range(0, 5000).Select(i => $"customer-{i}").ToArray();
        var thresholds = new[] { 0, 1, 999, 1_000, 5_000, 10_000, 12_345, 25_000, 50_000, 99_999, 100_000 };
        var rising = thresholds.Select(each => Cohort(ids, "rollout", each)).ToArray();
        for (var i = 1; i < rising.Length; i++)
        {
            Assert.Subset(rising[i], rising[i - 1]);
        }

        Assert.Empty(rising[0]);
        Assert.Equal(ids.Length, rising[^1].Count);
        Assert.All(thresholds.Index(), each => Assert.Equal(rising[each.Index], Cohort(ids, "rollout", each.Item)));
    }

    [Fact]
    [Trait("Requirement", "F-06")]
    public void An_empty_id_has_no_bucket()
    {
        Assert.Throws<ArgumentNullException>(() => BucketingV1.Bucket((string)null!, "salt"));
        Assert.Throws<ArgumentException>(() => BucketingV1.Bucket("", "salt"));
        Assert.Throws<ArgumentException>(() => BucketingV1.Bucket(ReadOnlySpan<char>.Empty, "salt"));
        Assert.Throws<ArgumentException>(() => BucketingV1.Bucket(ReadOnlySpan<byte>.Empty, "salt"));
        Assert.Throws<ArgumentNullException>(() => BucketingV1.Bucket("id", null!));
        Assert.True(Bucketing.TryGet("v1", out var v1));
        Assert.Null(v1.Places("salt").Bucket("", TextHash.Of("")));
    }

    [Fact]
    [Trait("Requirement", "F-01")]
    public void Comparing_with_the_threshold_is_comparing_buckets()
    {
        var random = new Random(13);
        for (var thousandths = 0; thousandths < BucketingV1.BucketCount; thousandths++)
        {
            var threshold = BucketingV1.Threshold(thousandths);
            var (exact, rest) = UInt128.DivRem((UInt128)thousandths << 64, BucketingV1.BucketCount);
            Assert.Equal(exact + (rest == 0 ? 0u : 1u), threshold);
            Assert.True(BucketingV1.BucketOf(threshold) >= thousandths, "the threshold itself is outside");
            Assert.True(thousandths == 0 || BucketingV1.BucketOf(threshold - 1) < thousandths, "the number before it is inside");
            var mixed = unchecked((ulong)random.NextInt64(long.MinValue, long.MaxValue));
            Assert.Equal(BucketingV1.BucketOf(mixed) < thousandths, mixed < threshold);
        }

        Assert.Equal(0, BucketingV1.BucketOf(0));
        Assert.Equal(99_999, BucketingV1.BucketOf(ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => BucketingV1.Threshold(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BucketingV1.Threshold(BucketingV1.BucketCount));
    }

    private static HashSet<string> Cohort(string[] ids, string salt, int thousandths) =>
        [.. ids.Where(id => BucketingV1.Bucket(id, salt) < thousandths)];

    /// <summary>The culture with a minus sign of its own, so that a slip shows even where culture data are missing.</summary>
    private static CultureInfo Odd(string name)
    {
        var culture = (CultureInfo)CultureInfo.GetCultureInfo(name).Clone();
        culture.NumberFormat.NegativeSign = "minus ";
        return culture;
    }
}
