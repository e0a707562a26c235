using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.From.Flagd;
using FeatureRollout.Cli.Importing.From.Flipper;
using FeatureRollout.Cli.Importing.From.GoFeatureFlag;
using FeatureRollout.Cli.Importing.From.GrowthBook;
using FeatureRollout.Cli.Importing.From.LaunchDarkly;
using FeatureRollout.Cli.Importing.From.Unleash;
using FeatureRollout.Cli.Tests.Importing.From;
using FeatureRollout.Hashing;

namespace FeatureRollout.Cli.Tests.Importing.Edges;

/// <summary>Customers on the edge of a condition or share, and those of whom nothing is known.</summary>
[Trait("Requirement", "F-28")]
public sealed class ImportedConditionsTests
{
    [Theory]
    [InlineData("STR_ENDS_WITH", """["PRO"]""", true, "My-Pro", true)]
    [InlineData("STR_ENDS_WITH", """["PRO"]""", true, "my-prox", false)]
    [InlineData("STR_STARTS_WITH", """["PRO"]""", true, "pro-my", true)]
    [InlineData("STR_STARTS_WITH", """["PRO"]""", true, "my-pro", false)]
    [InlineData("STR_CONTAINS", """[""]""", false, "pro", false)]
    [InlineData("IN", """["", "free"]""", false, "", false)]
    public void A_text_of_Unleashs_is_compared_with_what_there_is_of_values(string operation, string values, bool isWithoutCase, string plan, bool expected)
    {
        using var imported = Unleash($$"""
            { "name": "default", "constraints": [ { "contextName": "plan", "operator": "{{operation}}", "values": {{values}}, "caseInsensitive": {{(isWithoutCase ? "true" : "false")}} } ] }
            """);
        Assert.Equal(expected, imported.Flags.IsEnabled("f", EvaluationContext.For("ann").With("plan", plan)));
    }

    [Theory]
    [InlineData("shop-1", true)]
    [InlineData("SHOP-2", true)]
    [InlineData("shop-22", false)]
    [InlineData("a-shop-1", false)]
    public void A_host_of_Unleashs_is_one_of_the_list_whatever_its_case(string host, bool expected)
    {
        using var imported = Unleash("""{ "name": "applicationHostname", "parameters": { "hostNames": "shop-1, shop-2" } }""");
        Assert.Equal(expected, imported.Flags.IsEnabled("f", EvaluationContext.For("ann").With("hostname", host)));
        Assert.False(imported.Flags.IsEnabled("f", "ann"));
    }

    /// <summary>It is on for everybody here, as its off variation says, and all the same nobody has it as a prerequisite.</summary>
    [Fact]
    public void A_prerequisite_of_LaunchDarklys_that_is_off_is_not_met_whatever_it_gives_then()
    {
        using var imported = Carried.Of(new LaunchDarklyImporter(), """
            { "flags": {
              "base": { "key": "base", "on": false, "salt": "s", "variations": [ true, false ], "offVariation": 0, "fallthrough": { "variation": 0 } },
              "f": { "key": "f", "on": true, "salt": "s", "variations": [ true, false ], "offVariation": 1, "prerequisites": [ { "key": "base", "variation": 0 } ], "fallthrough": { "variation": 0 } } } }
            """);
        Assert.True(imported.Flags.IsEnabled("base", "ann"));
        Assert.False(imported.Flags.IsEnabled("f", "ann"));
    }

    [Fact]
    public void An_empty_key_of_flagds_is_drawn_among_those_that_weigh_something()
    {
        using var imported = Flagd("""{ "fractional": [ "", [ "a", 0 ], [ "b", 1 ], [ "c", 1 ] ] }""");
        Assert.Equal("b", imported.Flags.Evaluate("f", "ann").Variant);
    }

    /// <summary>A number that stands in for a missing attribute is found as the attribute's own would be.</summary>
    [Theory]
    [InlineData("5", "a")]
    [InlineData("\"5\"", "a")]
    [InlineData("6", "b")]
    [InlineData("\"5.0\"", "b")]
    [InlineData("true", "b")]
    public void A_number_in_a_list_is_also_what_a_text_of_it_says_be_it_given_or_by_default(string number, string expected)
    {
        using var imported = Flagd($$"""{ "if": [ { "in": [ { "var": [ "age", {{number}} ] }, [ "5", "acme" ] ] }, "a", "b" ] }""");
        Assert.Equal(expected, imported.Flags.Evaluate("f", "ann").Variant);
        Assert.Equal("a", imported.Flags.Evaluate("f", EvaluationContext.For("ann").With("age", 5)).Variant);
        Assert.Equal("b", imported.Flags.Evaluate("f", EvaluationContext.For("ann").With("age", 6)).Variant);
    }

    [Fact]
    public void Weights_of_flagds_over_a_million_keep_their_proportions()
    {
        using var imported = Flagd("""{ "fractional": [ [ "a", 2000000 ], [ "b", 6000000 ] ] }""");
        Assert.True(Bucketing.TryGet("flagd", out var bucketing));
        var draw = bucketing.Variants("f", [1, 3]);
        for (var i = 0; i < 300; i++)
        {
            var id = FormattableString.Invariant($"customer-{i}");
            Assert.Equal(draw.Draw(id, 0) == 0 ? "a" : "b", imported.Flags.Evaluate("f", id).Variant);
        }
    }

    /// <summary>There a number is cut to a whole one before it is compared with one.</summary>
    [Theory]
    [InlineData("lt 0", -1, true)]
    [InlineData("lt 0", -0.5, false)]
    [InlineData("lt 0", 0.5, false)]
    [InlineData("le 0", 0.5, true)]
    [InlineData("gt 0", 0.5, false)]
    [InlineData("gt 0", 1, true)]
    [InlineData("ge 0", -0.5, true)]
    [InlineData("eq 0", -0.5, true)]
    [InlineData("ne 0", -0.5, false)]
    [InlineData("lt 5", 4.5, true)]
    [InlineData("le 5", 5.5, true)]
    [InlineData("gt 5", 5.5, false)]
    public void A_number_of_GO_Feature_Flags_around_a_whole_one_is_on_its_side(string query, double age, bool expected)
    {
        using var imported = Carried.Of(new GoFeatureFlagImporter(), $$"""
            { "f": { "variations": { "on": true, "off": false }, "targeting": [ { "query": "age {{query}}", "variation": "on" } ], "defaultRule": { "variation": "off" } } }
            """);
        Assert.Equal(expected, imported.Flags.IsEnabled("f", EvaluationContext.For("ann").With("age", age)));
    }

    [Theory]
    [InlineData(1, 50_000, 1_000)]
    [InlineData(2, 50_000, 10_000)]
    public void A_range_of_GrowthBooks_ends_before_its_end(int version, int at, int steps)
    {
        Assert.True(Bucketing.TryGet(FormattableString.Invariant($"growthbook-v{version}"), out var bucketing));
        var places = bucketing.Places("s");
        string[] ids = [.. Enumerable.Range(0, 100_000).Select(i => FormattableString.Invariant($"customer-{i}"))
            .Where(id => Math.Abs(places.Bucket(id, 0)!.Value + 1 - at) <= Percentage.Full.Thousandths / steps)];
        using var below = GrowthBook("[0, 0.5]");
        using var above = GrowthBook("[0.5, 1]");

        Assert.Contains(ids, id => places.Bucket(id, 0) + 1 == at);
        Assert.All(ids, id => Assert.Equal(
            (places.Bucket(id, 0) + 1 < at, places.Bucket(id, 0) + 1 >= at), (below.Flags.IsEnabled("f", id), above.Flags.IsEnabled("f", id))));

        Carried GrowthBook(string range) => Carried.Of(new GrowthBookImporter(), $$"""
            { "features": { "f": { "defaultValue": false, "rules": [ { "force": true, "seed": "s", "hashVersion": {{version}}, "range": {{range}} } ] } } }
            """);
    }

    /// <summary>Ruby makes a number of nothing, and it is 0.</summary>
    [Theory]
    [InlineData("Equal", true)]
    [InlineData("NotEqual", false)]
    [InlineData("LessThan", false)]
    [InlineData("LessThanOrEqualTo", true)]
    [InlineData("GreaterThan", false)]
    [InlineData("GreaterThanOrEqualTo", true)]
    public void A_number_that_Flipper_makes_of_a_missing_property_is_0(string function, bool expected)
    {
        using var imported = Flipper($$""" "expression": { "{{function}}": [ { "Number": [ { "Property": ["age"] } ] }, 0 ] } """);
        Assert.Equal(expected, imported.Flags.IsEnabled("f", "User;1"));
        Assert.Equal(expected, imported.Flags.IsEnabled("f", EvaluationContext.For("User;1").With("age", 0)));
    }

    [Fact]
    public void A_share_of_Flippers_between_two_thousandths_has_whoever_stands_before_it()
    {
        using var imported = Flipper(""" "percentage_of_actors": "25.5551" """);
        Assert.Equal(25.556m, imported["f"].Percentage);
    }

    private static Carried Unleash(string strategy) =>
        Carried.Of(new UnleashImporter(), $$"""{ "version": 2, "features": [ { "name": "f", "enabled": true, "strategies": [ {{strategy}} ] } ] }""");

    private static Carried Flagd(string targeting) => Carried.Of(new FlagdImporter(), $$"""
        { "flags": { "f": { "state": "ENABLED", "variants": { "a": "1", "b": "2", "c": "3" }, "defaultVariant": "c", "targeting": {{targeting}} } } }
        """);

    private static Carried Flipper(string gate) => Carried.Of(new FlipperImporter(), $$"""{ "version": 1, "features": { "f": { {{gate}} } } }""");
}
