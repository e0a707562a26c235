using FeatureRollout.Hashing;
using FeatureRollout.Hashing.Elsewhere;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Hashing.Elsewhere;

[Trait("Requirement", "F-08")]
public sealed class BucketingsElsewhereLawTests
{
    private static readonly Arbitrary<decimal[]> SomeWeights = Gen.OneOf(
        Gen.Choose(1, 99).Select(first => new decimal[] { first, 100 - first }),
        from first in Gen.Choose(0, 50) from second in Gen.Choose(0, 50) select new decimal[] { first, second, 100 - first - second },
        Gen.Choose(1, 8).Select(count => Enumerable.Repeat(1m, count).ToArray()),
        Gen.Choose(1, 8).Select(count => Enumerable.Repeat(10m, count).ToArray()),
        Gen.Choose(0, 100_000).Select(thousandths => new[] { thousandths / 1000m, 100 - (thousandths / 1000m) }),
        Gen.Choose(0, 3000).Select(each => each / 10m).ListOf(5).Select(list => list.Append(1).ToArray()),
        Gen.Choose(0, 1_000_000).Select(each => (decimal)each).ListOf(4).Select(list => list.Prepend(0).Append(1).ToArray()))
        .ToArbitrary();

    public static TheoryData<string> Names => [.. PlainBucketings.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_verdict_is_the_tools_own_at_every_percentage(string name)
    {
        var (bucketing, plain) = BucketingAnswersTests.Named(name);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(600), Prop.ForAll(SomeText.Any, SomeText.Any, Gen.Choose(0, 100_000).ToArbitrary(), (id, salt, share) =>
        {
            var used = plain.SaltOf(WellFormed(salt));
            if (id.Length == 0 && !plain.MissingId)
            {
                return bucketing.Places(used).Bucket("", TextHash.Of("")) is null;
            }

            var bucket = bucketing.Places(used).Bucket(id.Slice, TextHash.Of(id.Slice))!.Value;
            var value = plain.Value(used, id.Text);
            return bucket is >= 0 and < BucketingV1.BucketCount
                && new[] { share, share / 1000 * 1000, bucket - 1, bucket, bucket + 1, bucket + 2, 1, 99_999, 100_000 }
                    .Where(thousandths => thousandths is > 0 and <= 100_000)
                    .All(thousandths => bucket < thousandths == plain.IsIn(value, thousandths));
        }));
    }

    /// <summary>Whole steps stand where roundings turn verdicts, so all of them are looked at and not some.</summary>
    [Theory]
    [InlineData("flipper")]
    [InlineData("go-feature-flag")]
    [InlineData("statsig")]
    [InlineData("flagsmith")]
    [InlineData("growthbook-v1")]
    [InlineData("growthbook-v2")]
    public void Every_step_is_in_from_its_own_share_on(string name)
    {
        var (bucketing, plain) = BucketingAnswersTests.Named(name);
        var places = bucketing.Places("search");
        var seen = new HashSet<double>();
        for (var i = 0; i < 60_000; i++)
        {
            var id = FormattableString.Invariant($"customer-{i}");
            var bucket = places.Bucket(id, 0)!.Value;
            var value = plain.Value("search", id);
            if (seen.Add(value))
            {
                Assert.True(plain.IsIn(value, bucket + 1) && (bucket == 0 || !plain.IsIn(value, bucket)), $"{id} has {value} and bucket {bucket}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Who_is_in_stays_in_as_the_share_grows(string name)
    {
        var (_, plain) = BucketingAnswersTests.Named(name);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(SomeText.Any, Gen.Choose(1, 99_999).ToArbitrary(), Gen.Choose(1, 99_999).ToArbitrary(), (id, one, other) =>
        {
            if (id.Length == 0)
            {
                return true;
            }

            var value = plain.Value(plain.SaltOf("salt"), id.Text);
            return !plain.IsIn(value, Math.Min(one, other)) || plain.IsIn(value, Math.Max(one, other));
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_variant_is_the_tools_own_at_all_weights(string name)
    {
        var (bucketing, plain) = BucketingAnswersTests.Named(name);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(600), Prop.ForAll(SomeText.Any, SomeText.Any, SomeWeights, (id, salt, weights) =>
        {
            var used = plain.SaltOf(WellFormed(salt));
            var drawn = bucketing.Variants(used, weights).Draw(id.Slice, TextHash.Of(id.Slice));
            if (plain.Variant is null)
            {
                return drawn == Bucketing.Default.Variants(used, weights).Draw(id.Slice, TextHash.Of(id.Slice));
            }

            return id.Length > 0 || plain.MissingId ? drawn == plain.Variant(used, id.Text, weights).Variant
                : name == "unleash" ? weights[drawn] > 0
                : drawn == VariantDraw.None;
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Small_ids_meet_every_bound(string name)
    {
        var (bucketing, plain) = BucketingAnswersTests.Named(name);
        if (plain.Variant is null)
        {
            return;
        }

        var salt = plain.SaltOf("search");
        decimal[][] all = [[1, 1, 1, 1, 1, 1], [10, 20, 30, 40], [33.3m, 33.3m, 33.4m], [0, 7, 0, 93, 0], [1, 2, 3]];
        Assert.All(all, weights =>
        {
            var draw = bucketing.Variants(salt, weights);
            for (var i = 0; i < 3_000; i++)
            {
                var id = FormattableString.Invariant($"customer-{i}");
                Assert.Equal(plain.Variant(salt, id, weights).Variant, draw.Draw(id, 0));
            }
        });
    }

    [Fact]
    public void Without_an_id_unleash_draws_a_variant_at_random()
    {
        var draw = BucketingAnswersTests.Named("unleash").Bucketing.Variants("search", [1, 0, 3]);
        var drawn = Enumerable.Range(0, 400).Select(_ => draw.Draw("", 0)).ToArray();
        Assert.Equal([0, 2], drawn.Distinct().Order());
    }

    [Fact]
    public void Hashes_are_those_of_their_definitions() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(SomeText.Any, Gen.Choose(int.MinValue, int.MaxValue).ToArbitrary(), (some, seed) =>
        {
            var bytes = PlainHashes.Utf8(some.Text);
            return Murmur3.Hash(bytes, unchecked((uint)seed)) == PlainHashes.Murmur(some.Text, unchecked((uint)seed))
                && Fnv1a.Hash(bytes) == PlainHashes.FnvOfBytes(some.Text)
                && Fnv1a.HashUnits(some.Slice) == PlainHashes.FnvOfUnits(some.Text)
                && Crc32.Hash(bytes) == PlainHashes.Crc(some.Text);
        }));

    /// <summary>Around the length that the buffer holds, in one to three bytes a character, with lone surrogates between.</summary>
    [Fact]
    public void Texts_are_joined_whole_at_every_length()
    {
        string[] letters = ["a", "é", "日", "😀", "\uD83D", "\uDE00"];
        Span<byte> buffer = stackalloc byte[JoinedUtf8.BufferLength];
        for (var length = 0; length < 400; length++)
        {
            var id = string.Concat(Enumerable.Range(0, length).Select(i => letters[(i * length) % letters.Length]));
            var expected = PlainHashes.Utf8("prefix:").Concat(PlainHashes.Utf8(id)).Concat(PlainHashes.Utf8("suffix")).ToArray();
            using var joined = new JoinedUtf8("prefix:"u8, id, "suffix"u8, buffer);
            Assert.Equal(expected, joined.Bytes.ToArray());
        }
    }

    /// <summary>A salt is part of a document: no half of a pair stands at its end.</summary>
    private static string WellFormed(SomeText salt) => System.Text.Encoding.UTF8.GetString(PlainHashes.Utf8(salt.Text));
}
