using System.Text.Json;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-10")]
public sealed class VariantTests
{
    private static readonly string[] Customers = Served.Customers(20_000);

    public static TheoryData<double[]> Weights => new(
        [50, 50], [1, 2, 3], [0.001, 0.002, 0.003], [1_000_000, 1, 500_000], [0, 5, 0, 5, 0], [33.333, 33.333, 33.333], [7]);

    [Theory]
    [MemberData(nameof(Weights))]
    public void Weights_share_by_their_sum_whatever_that_is(double[] weights)
    {
        using var client = Served.Client(Flag(100, weights));
        var counts = Customers.CountBy(id => client.Evaluate("flag", id).Variant!).ToDictionary(StringComparer.Ordinal);
        for (var i = 0; i < weights.Length; i++)
        {
            var expected = Customers.Length * weights[i] / weights.Sum();
            var count = counts.GetValueOrDefault("v" + i);
            Assert.True(Math.Abs(count - expected) <= 5 * Math.Sqrt(Math.Max(expected, 1)), $"v{i}: {count} instead of {expected}");
            Assert.True(weights[i] > 0 || count == 0);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, -1)]
    public void Weights_that_share_nothing_are_refused_from_a_provider_too(int first, int second)
    {
        using var client = Served.Client(Served.Flag("flag", 100));
        var refused = Assert.Throws<FlagFileException>(() => client.Publish([Served.Layer(Flag(0, first, second))]));
        Assert.Contains("weights", refused.Message, StringComparison.Ordinal);
        Assert.True(client.IsEnabled("flag", "acme"));
    }

    [Fact]
    public void Only_customers_between_the_two_bounds_move_when_a_weight_grows_at_its_neighbours_cost()
    {
        using var before = Served.Client(Flag(100, 25, 25, 25, 25));
        using var after = Served.Client(Flag(100, 25, 35, 15, 25));
        var moved = 0;
        foreach (var id in Customers)
        {
            var (old, now) = (before.Evaluate("flag", id).Variant, after.Evaluate("flag", id).Variant);
            if (old != now)
            {
                Assert.Equal(("v2", "v1"), (old, now));
                moved++;
            }
        }

        Assert.InRange(moved, 1_800, 2_200);
    }

    [Fact]
    public void Variants_are_cumulative_in_file_order()
    {
        using var client = FeatureFlags.FromJson("""{ "flags": { "flag": { "percentage": 100, "variants": { "zebra": { "weight": 30 }, "ant": { "weight": 70 } } } } }""");
        foreach (var id in Customers.Take(2_000))
        {
            var bucket = BucketingV1.Bucket(id, "flag:variant");
            Assert.Equal(bucket < 30_000 ? "zebra" : "ant", client.Evaluate("flag", id).Variant);
        }
    }

    [Fact]
    public void A_rollout_at_one_percent_shows_every_variant()
    {
        using var client = Served.Client(Flag(1, 40, 30, 20, 10));
        var shown = Served.Customers(50_000).Select(id => client.Evaluate("flag", id)).Where(answer => answer.Enabled).CountBy(answer => answer.Variant!).ToDictionary(StringComparer.Ordinal);
        Assert.Equal(4, shown.Count);
        Assert.InRange(shown["v0"], 140, 260);
        Assert.InRange(shown["v3"], 20, 90);
    }

    [Fact]
    public void A_customers_variant_stays_while_the_percentage_grows()
    {
        using var small = Served.Client(Flag(10, 1, 1, 1));
        using var large = Served.Client(Flag(90, 1, 1, 1));
        foreach (var id in Customers.Where(id => small.IsEnabled("flag", id)))
        {
            Assert.Equal(small.Evaluate("flag", id).Variant, large.Evaluate("flag", id).Variant);
        }
    }

    [Fact]
    public void Who_is_off_or_unknown_or_nobody_has_no_variant()
    {
        using var client = Served.Client(Flag(100, 1, 1) with { Overrides = Served.Overrides(("off", false)) });
        Assert.Null(client.Evaluate("flag", "off").Variant);
        Assert.Equal("fallback", client.GetVariant("flag", "off", "fallback"));
        Assert.Equal("fallback", client.GetVariant("unknown", "acme", "fallback"));
        Assert.Null(client.Evaluate("flag", (string?)null).Variant);
        Assert.Equal("fallback", client.GetVariant("flag", (string?)null, "fallback"));
        Assert.StartsWith("v", client.GetVariant("flag", "acme", "fallback"), StringComparison.Ordinal);
        Assert.StartsWith("v", client.For("acme").GetVariant("flag", "fallback"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_variant_that_all_weight_is_on_is_everybodys_with_or_without_an_id()
    {
        using var client = Served.Client(Flag(100, 0, 1, 0));
        Assert.Equal("v1", client.Evaluate("flag", (string?)null).Variant);
        Assert.Equal("v1", client.GetVariant("flag", "acme", "fallback"));
    }

    [Fact]
    public void Variants_follow_the_unit_of_the_flag()
    {
        using var client = Served.Client(Flag(100, 1, 1, 1, 1) with { Unit = "tenant" });
        for (var tenant = 0; tenant < 20; tenant++)
        {
            var all = Customers.Take(20).Select(id => client.Evaluate("flag", EvaluationContext.For(id).With("tenant", "t" + tenant)).Variant).Distinct(StringComparer.Ordinal);
            Assert.NotNull(Assert.Single(all));
        }

        Assert.Null(client.Evaluate("flag", "acme").Variant);
    }

    [Fact]
    public void Values_are_read_as_the_type_that_is_asked_for()
    {
        Assert.Equal("blue", Value("\"blue\"", "x"));
        Assert.Equal("v", Value<string>(null, "x"));
        Assert.Equal(42, Value("42", -1));
        Assert.Equal(5_000_000_000, Value("5000000000", -1L));
        Assert.Equal(2.5, Value("2.5", -1.0));
        Assert.Equal(0.1m, Value("0.1", -1m));
        Assert.True(Value("true", false));
        Assert.False(Value("false", true));
        Assert.Equal("#fff", Value("{ \"colour\": \"#fff\" }", default(JsonElement)).GetProperty("colour").GetString());
        Assert.Equal(3, Value("[1, 2, 3]", default(JsonElement)).GetArrayLength());
    }

    [Fact]
    public void A_value_that_does_not_fit_gives_the_fallback()
    {
        Assert.Equal("x", Value("42", "x"));
        Assert.Equal("x", Value("null", "x"));
        Assert.Equal(-1, Value("5000000000", -1));
        Assert.Equal(-1, Value("2.5", -1));
        Assert.Equal(-1, Value("\"42\"", -1));
        Assert.Equal(-1L, Value("1e30", -1L));
        Assert.Equal(-1.0, Value("\"2.5\"", -1.0));
        Assert.Equal(-1m, Value("1e100", -1m));
        Assert.True(Value("1", true));
        Assert.True(Value("\"false\"", true));
        Assert.Equal(-1, Value(null, -1));
        Assert.True(Value(null, true));
        Assert.Equal(JsonValueKind.Undefined, Value<JsonElement>(null, default).ValueKind);
        Assert.Equal(DateTimeOffset.UnixEpoch, Value("\"2026-01-01\"", DateTimeOffset.UnixEpoch));
    }

    private static T Value<T>(string? json, T fallback)
    {
        var value = json is null ? "" : $", \"value\": {json}";
        using var client = FeatureFlags.FromJson($$"""{ "flags": { "flag": { "percentage": 100, "variants": { "v": { "weight": 1{{value}} } } } } }""");
        return client.GetVariant("flag", "acme", fallback);
    }

    private static FlagDefinition Flag(decimal percentage, params double[] weights) => Served.Flag("flag", percentage) with
    {
        Variants = [.. weights.Select((weight, i) => new FlagVariant { Name = "v" + i, Weight = (decimal)weight })],
    };
}
