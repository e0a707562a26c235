using FeatureRollout.Flags.Files;
using FeatureRollout.TypedFlags.Files;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.TypedFlags.Tests.Files;

[Trait("Requirement", "F-29")]
public sealed class MemberNameTests
{
    private static readonly Arbitrary<string> Keys =
        Gen.Elements("aAbB01._-".ToCharArray()).NonEmptyListOf().Select(units => string.Concat(units)).ToArbitrary();

    [Theory]
    [InlineData("sentiment_analysis", "SentimentAnalysis")]
    [InlineData("search-v2", "SearchV2")]
    [InlineData("checkout.fast_lane", "Checkout_FastLane")]
    [InlineData("3d-view", "_3dView")]
    [InlineData("keys", "KeysFlag")]
    [InlineData("to_string", "ToStringFlag")]
    [InlineData("class", "Class")]
    [InlineData("-", "_")]
    public void Keys_become_names_of_CSharp(string key, string name) => Assert.Equal(name, MemberName.Of(key));

    [Fact]
    public void Every_key_becomes_a_name_that_CSharp_takes() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Keys, key =>
            FlagKey.IsValid(key) && Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(MemberName.Of(key))));

    [Fact]
    public void Keys_of_one_name_fold_together_unless_they_are_odd() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(Keys, Keys, (a, b) =>
            MemberName.Of(a) != MemberName.Of(b) || FlagKey.Fold(a) == FlagKey.Fold(b) || IsOdd(a) || IsOdd(b)));

    /// <summary>Keys that begin with a digit after signs, or have nothing but signs.</summary>
    private static bool IsOdd(string key) => key.TrimStart('-', '_', '.') is not [var first, ..] || char.IsDigit(first);
}
