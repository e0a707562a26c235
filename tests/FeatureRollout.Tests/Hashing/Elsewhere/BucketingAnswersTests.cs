using System.Globalization;
using FeatureRollout.Flags.Files;
using FeatureRollout.Hashing;
using FeatureRollout.Hashing.Elsewhere;

namespace FeatureRollout.Tests.Hashing.Elsewhere;

/// <summary>The published specification is law: no number in it ever changes.</summary>
[Trait("Requirement", "F-06")]
[Trait("Requirement", "F-08")]
public sealed class BucketingAnswersTests
{
    [Fact]
    public void Every_bucketing_from_elsewhere_is_published_and_has_a_plain_reference()
    {
        string[] published = [.. PublishedBucketings.All.Select(each => each.GetProperty("name").GetString()!)];
        Assert.Equal(["v1", "js-hash-100", .. published], Bucketing.Names);
        Assert.Equal(published, published.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(published, PlainBucketings.All.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(Bucketing.Names, FlagFileReader.KnownBucketings);
    }

    [Fact]
    public void Every_published_hash_holds()
    {
        Assert.All(PublishedBucketings.Document.GetProperty("hashes").EnumerateArray(), answer =>
        {
            var text = answer.GetProperty("text").GetString()!;
            var bytes = PlainHashes.Utf8(text);
            var expected = uint.Parse(answer.GetProperty("value").GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            Assert.Equal(expected, answer.GetProperty("hash").GetString() switch
            {
                "murmur3-32" => Murmur3.Hash(bytes, answer.GetProperty("seed").GetUInt32()),
                "fnv1a-32" => Fnv1a.Hash(bytes),
                "crc-32" => Crc32.Hash(bytes),
                var other => throw new InvalidOperationException(other),
            });
        });
    }

    [Fact]
    public void Every_published_bucket_holds()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        Assert.All(PublishedBucketings.All, published =>
        {
            var (bucketing, plain) = Named(published.GetProperty("name").GetString()!);
            Assert.All(PublishedBucketings.Answers(published.GetProperty("answers"), "bucket"), answer =>
            {
                counts[answer.From] = counts.GetValueOrDefault(answer.From) + 1;
                Assert.Equal(answer.Result, bucketing.Places(answer.Salt).Bucket(answer.Id, TextHash.Of(answer.Id)));
                var value = plain.Value(answer.Salt, answer.Id);
                AssertRounded(answer.Value, value);
                Assert.True(plain.IsIn(value, answer.Result + 1), "in with its own bucket");
                Assert.False(answer.Result > 0 && plain.IsIn(value, answer.Result), "out before");
            });
        });
        Assert.Equal((46, 12, 120), (counts["tool"], counts["verdict"], counts["formula"]));
    }

    [Fact]
    public void Every_published_variant_holds()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        Assert.All(PublishedBucketings.All.Where(each => each.GetProperty("variants").ValueKind == System.Text.Json.JsonValueKind.Object), published =>
        {
            var (bucketing, plain) = Named(published.GetProperty("name").GetString()!);
            Assert.All(PublishedBucketings.Answers(published.GetProperty("variants").GetProperty("answers"), "variant"), answer =>
            {
                counts[answer.From] = counts.GetValueOrDefault(answer.From) + 1;
                Assert.Equal(answer.Result, bucketing.Variants(answer.Salt, answer.Weights).Draw(answer.Id, TextHash.Of(answer.Id)));
                var (value, variant) = plain.Variant!(answer.Salt, answer.Id, answer.Weights);
                Assert.Equal(answer.Result, variant);
                AssertRounded(answer.Value, value);
            });
        });
        Assert.Equal((5, 140), (counts["tool"], counts["formula"]));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("search", false)]
    [InlineData("1.5", false)]
    [InlineData(" 1", false)]
    [InlineData("-2147483649", false)]
    [InlineData("4294967296", false)]
    [InlineData("-2147483648", true)]
    [InlineData("0", true)]
    [InlineData("4294967295", true)]
    public void The_salt_of_split_is_a_seed(string salt, bool taken)
    {
        var (split, _) = Named("split");
        Assert.Equal(taken, split.Refuse(salt) is null);
        Assert.All(Bucketing.Names.Where(name => name != "split"), name => Assert.Null(Bucketing.TryGet(name, out var other) ? other.Refuse(salt) : ""));
    }

    [Fact]
    public void A_seed_with_and_without_a_sign_is_one()
    {
        var (split, _) = Named("split");
        Assert.Equal(split.Places("-1").Bucket("acme", 0), split.Places("4294967295").Bucket("acme", 0));
        Assert.NotEqual(split.Places("-1").Bucket("acme", 0), split.Places("0").Bucket("acme", 0));
    }

    [Fact]
    public void Variants_are_salted_as_the_tool_does()
    {
        Assert.All(Bucketing.Names, name =>
        {
            var (bucketing, _) = (Bucketing.TryGet(name, out var found) ? found : Bucketing.Default, 0);
            Assert.Equal(
                name switch { "v1" or "js-hash-100" or "flipper" => "7:variant", "microsoft" => "allocation\n7", _ => "7" },
                bucketing.VariantSalt("7"));
        });
    }

    internal static (Bucketing Bucketing, PlainBucketing Plain) Named(string name) =>
        (Bucketing.TryGet(name, out var bucketing) ? bucketing : throw new InvalidOperationException(name), PlainBucketings.All[name]);

    private static void AssertRounded(string expected, double value)
    {
        var decimals = expected.Contains('.', StringComparison.Ordinal) ? expected.Length - expected.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        Assert.InRange(value - double.Parse(expected, CultureInfo.InvariantCulture), -0.6 * Math.Pow(10, -decimals), 0.6 * Math.Pow(10, -decimals));
    }
}
