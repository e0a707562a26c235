using FeatureRollout.Evaluation;

namespace FeatureRollout.Tests.Evaluation;

/// <summary>Definitions from code come by no reader: what is wrong with how they draw is said with its place all the same.</summary>
[Trait("Requirement", "F-25")]
public sealed class FlagChecksTests
{
    private static readonly FlagDefinition Split = new() { Key = "flag", Bucketing = "split", Salt = "7" };

    private static readonly FlagRule Drawn = new(Condition.Parse("true"), 10m) { From = 5m };

    [Fact]
    public void A_flags_salt_is_looked_at_and_not_its_key()
    {
        Assert.Empty(Wrong(Split));
        Assert.Equal(["salt"], Wrong(Split with { Salt = "x" }));
        Assert.Equal(["salt"], Wrong(Split with { Salt = null }));
        Assert.Empty(Wrong(Split with { Salt = null, Key = "7" }));
        Assert.Equal(["bucketing"], Wrong(Split with { Bucketing = "v9" }));
    }

    [Fact]
    public void The_salt_of_the_variants_is_looked_at_wherever_it_is_drawn_by()
    {
        Assert.Equal(["variantSalt"], Wrong(Split with { VariantSalt = "blue" }));
        Assert.Empty(Wrong(Split with { VariantSalt = "8" }));
        Assert.Equal(["rules[0].variantSalt"], Wrong(Split with { Bucketing = null, VariantSalt = "blue", Rules = [Drawn with { Bucketing = "split" }] }));
        Assert.Empty(Wrong(Split with { Bucketing = null, VariantSalt = "blue", Rules = [Drawn with { Bucketing = "split", Salt = "9" }] }));
    }

    [Fact]
    public void A_rules_salt_is_looked_at_with_the_bucketing_that_counts_for_it()
    {
        Assert.Equal(["rules[1].salt"], Wrong(Split with { Rules = [Drawn, Drawn with { Salt = "x" }] }));
        Assert.Equal(["rules[0].salt"], Wrong(new FlagDefinition { Key = "flag", Rules = [Drawn with { Bucketing = "split" }] }));
        Assert.Empty(Wrong(Split with { Rules = [Drawn with { Salt = "x", Bucketing = "v1" }] }));
        Assert.Equal(["rules[0].bucketing"], Wrong(new FlagDefinition { Key = "flag", Rules = [Drawn with { Bucketing = "v9" }] }));
    }

    [Fact]
    public void A_share_may_end_at_100_percent_and_not_beyond()
    {
        Assert.Empty(Wrong(Split with { Rules = [Drawn with { From = 90m }] }));
        Assert.Equal(["rules[1].from"], Wrong(Split with { Rules = [Drawn, Drawn with { From = 90.001m }] }));
        Assert.Equal(["rules[0].variants"], Wrong(Split with { Rules = [Drawn with { Variants = [new VariantWeight("a", 0)] }] }));
    }

    private static string[] Wrong(FlagDefinition flag)
    {
        var places = new List<string>();
        FlagChecks.Check(flag, (place, _) => places.Add(place));
        return [.. places];
    }
}
