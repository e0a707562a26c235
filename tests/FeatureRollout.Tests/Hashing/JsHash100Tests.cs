using System.Numerics;
using FeatureRollout.Hashing;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Tests.Hashing;

[Trait("Requirement", "S3-02")]
public sealed class JsHash100Tests
{
    private static readonly Bucketing JsHash100 =
        Bucketing.TryGet("js-hash-100", out var bucketing) ? bucketing : throw new InvalidOperationException();

    /// <summary>Answers that Node.js gave for the function in question.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 97)]
    [InlineData("acme", 46)]
    [InlineData("customer-42", 55)]
    [InlineData("thompson-engineering", 18)]
    [InlineData("7c9e6679-7425-40de-944b-e07fc1f90ae7", 80)]
    [InlineData("Zürich", 62)]
    [InlineData("日本語", 43)]
    [InlineData("😀", 99)]
    [InlineData("polygenelubricants", 48)]
    [InlineData("GydZG_", 48)]
    [InlineData("DESIGNING WORKHOUSES", 48)]
    public void Known_ids_have_the_place_that_JavaScript_gives_them(string id, int place) => Assert.Equal(place * 1000, Bucket(id));

    [Fact]
    public void A_lone_surrogate_counts_as_the_unit_it_is() => Assert.Equal(96_000, Bucket("\uD800"));

    /// <summary>Math.abs(-2147483648) is 2147483648 in JavaScript, and overflows or stays negative in many other languages.</summary>
    [Theory]
    [InlineData("polygenelubricants")]
    [InlineData("GydZG_")]
    [InlineData("DESIGNING WORKHOUSES")]
    public void The_extreme_hash_is_reached_and_has_a_place(string id)
    {
        Assert.Equal(-2147483648.0, JavaScriptHash(id));
        Assert.Equal(48_000, Bucket(id));
    }

    [Fact]
    public void Every_id_has_the_place_that_JavaScript_gives_it() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(SomeText.Any, some =>
            Bucket(some.Text) == (int)(Math.Abs(JavaScriptHash(some.Text)) % 100) * 1000));

    [Fact]
    public void The_verdict_is_that_of_the_percentage_fractions_included() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(SomeText.Any, Gen.Choose(0, 100_000).ToArbitrary(), (some, thousandths) =>
            (Bucket(some.Text) < thousandths) == (Math.Abs(JavaScriptHash(some.Text)) % 100 < thousandths / 1000.0)));

    [Fact]
    public void The_empty_id_is_in_from_one_percent_on()
    {
        Assert.False(Bucket("") < Percentage.Zero.Thousandths);
        Assert.True(Bucket("") < Percentage.FromPercent(1).Thousandths);
    }

    [Fact]
    public void Hashes_and_salts_change_nothing() =>
        Assert.Equal(JsHash100.Places("a").Bucket("acme", 0), JsHash100.Places("b").Bucket("acme", ulong.MaxValue));

    [Fact]
    [Trait("Requirement", "F-06")]
    public void Bucketings_are_found_by_their_exact_names()
    {
        Assert.All(Bucketing.Names, name =>
        {
            Assert.True(Bucketing.TryGet(name, out var bucketing));
            Assert.Equal(name, bucketing.Name);
        });
        Assert.Equal("v1", Bucketing.Default.Name);
        Assert.All(new[] { null, "", "V1", "v2", "JS-HASH-100" }, name => Assert.False(Bucketing.TryGet(name, out _)));
    }

    private static int? Bucket(string id) => JsHash100.Places("salt").Bucket(id, TextHash.Of(id));

    /// <summary>The function as ECMAScript defines each of its steps: doubles, and ToInt32 around every bitwise operator.</summary>
    private static double JavaScriptHash(string id)
    {
        var hash = 0.0;
        foreach (var unit in id)
        {
            hash = ToInt32(ToInt32(hash) * 32) - hash + unit;
            hash = ToInt32(hash);
        }

        return hash;

        static double ToInt32(double number)
        {
            var modulus = BigInteger.One << 32;
            var wrapped = (((BigInteger)number % modulus) + modulus) % modulus;
            return (double)(wrapped >= modulus / 2 ? wrapped - modulus : wrapped);
        }
    }
}
