using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Client;

/// <summary>The flags of the source documents, asked as those documents would.</summary>
public sealed class SourceShapesTests
{
    private const string Phase4 = """
        {
          "sentiment_analysis": {
            "enabled": true,
            "rollout_percentage": 0,
            "beta_customers": [
              "thompson-engineering",
              "techsupport-co",
              "fooddelivery-inc"
            ]
          },
          "response_suggestions": {
            "enabled": true,
            "rollout_percentage": 0,
            "requires": ["sentiment_analysis"]
          },
          "auto_escalation": {
            "enabled": true,
            "rollout_percentage": 0,
            "requires": ["sentiment_analysis"]
          }
        }
        """;

    private const string Variations = """
        {
          "sentiment-analysis": {
            "key": "sentiment-analysis",
            "variations": [true, false],
            "rollout": {
              "percentage": 0,
              "whitelist": ["thompson-engineering", "techsupport-co"]
            }
          },
          "response-suggestions": {
            "key": "response-suggestions",
            "variations": [true, false],
            "prerequisites": ["sentiment-analysis"]
          }
        }
        """;

    [Fact]
    [Trait("Requirement", "S1-02")]
    public void At_zero_percent_the_beta_customers_are_on_and_the_dependants_off()
    {
        using var client = FeatureFlags.FromJson(Phase4);
        foreach (var beta in new[] { "thompson-engineering", "techsupport-co", "fooddelivery-inc" })
        {
            Assert.Equal((true, FlagReason.Included), Ask(client, "sentiment_analysis", beta));
            Assert.Equal((false, FlagReason.Percentage), Ask(client, "response_suggestions", beta));
        }

        Assert.Equal((false, FlagReason.Percentage), Ask(client, "sentiment_analysis", "stranger"));
        Assert.Equal((false, FlagReason.PrerequisiteOff), Ask(client, "auto_escalation", "stranger"));
    }

    [Fact]
    [Trait("Requirement", "S1-02")]
    [Trait("Requirement", "S1-06")]
    public void A_dependant_at_a_hundred_percent_reaches_whom_its_prerequisite_reaches()
    {
        using var client = FeatureFlags.FromJson(Phase4
            .Replace("\"rollout_percentage\": 0,\n    \"requires\"", "\"rollout_percentage\": 100,\n    \"requires\"", StringComparison.Ordinal)
            .Replace("\"rollout_percentage\": 0,\n    \"beta", "\"rollout_percentage\": 10,\n    \"beta", StringComparison.Ordinal));
        var on = 0;
        foreach (var id in Served.Customers(2_000).Append("techsupport-co"))
        {
            var sentiment = client.IsEnabled("sentiment_analysis", id);
            on += sentiment ? 1 : 0;
            Assert.Equal(sentiment, client.IsEnabled("response_suggestions", id));
            Assert.Equal(sentiment, client.IsEnabled("auto_escalation", id));
        }

        Assert.InRange(on, 150, 250);
    }

    [Fact]
    [Trait("Requirement", "S1-03")]
    public void The_shape_with_variations_behaves_the_same()
    {
        using var client = FeatureFlags.FromJson(Variations);
        Assert.Equal((true, FlagReason.Included), Ask(client, "sentiment-analysis", "thompson-engineering"));
        Assert.Equal((false, FlagReason.Percentage), Ask(client, "sentiment-analysis", "fooddelivery-inc"));
        Assert.Equal((false, FlagReason.Percentage), Ask(client, "response-suggestions", "thompson-engineering"));
        Assert.Equal((false, FlagReason.PrerequisiteOff), Ask(client, "response-suggestions", "stranger"));
    }

    [Fact]
    [Trait("Requirement", "S2-07")]
    public void Killing_the_master_turns_four_features_off_in_one_write_and_each_has_its_own_switch()
    {
        string[] features = ["trend_forecasting", "cross_platform", "recommendations", "competitor_heatmap"];
        string File(string master, string heatmap) => $$"""
            { "flags": {
                "analytics": { "enabled": {{master}}, "percentage": 100 },
                "trend_forecasting": { "percentage": 100, "requires": ["analytics"], "fallback": "Return historical data only" },
                "cross_platform": { "percentage": 100, "requires": ["analytics"] },
                "recommendations": { "percentage": 100, "requires": ["analytics"], "include": ["acme"] },
                "competitor_heatmap": { "percentage": {{heatmap}}, "requires": ["analytics"] } } }
            """;
        using var client = Served.Client(Served.Json("file", File("true", "100")));
        Assert.All(features, feature => Assert.True(client.IsEnabled(feature, "acme")));
        client.Publish([Served.Json("file", File("true", "0"))]);
        Assert.Equal(3, features.Count(feature => client.IsEnabled(feature, "acme")));
        client.Publish([Served.Json("file", File("false", "100"))]);
        Assert.All(features, feature => Assert.Equal((false, FlagReason.PrerequisiteOff), Ask(client, feature, "acme")));
    }

    [Fact]
    [Trait("Requirement", "S3-02")]
    public void A_running_JavaScript_rollout_is_taken_over_with_nobody_moved()
    {
        var random = new Random(3);
        string[] ids =
        [
            "", "a", "user-1", "日本", "\uD83D\uDE00", "polygenelubricants", "abcdefghijklmnop",
            .. Served.Customers(5_000),
            .. Enumerable.Range(0, 5_000).Select(_ => string.Create(random.Next(40), random, static (units, source) =>
            {
                foreach (ref var unit in units)
                {
                    unit = (char)source.Next(0x10000);
                }
            })),
        ];
        var percentiles = Array.ConvertAll(ids, ReferenceEvaluation.UserPercentile);
        using var client = Served.Nothing();
        for (var percentage = 0; percentage <= 100; percentage++)
        {
            client.Publish([Served.Json("file", FormattableString.Invariant(
                $$"""{ "flags": { "outbound_calls": { "percentage": {{percentage}}, "bucketing": "js-hash-100" } } }"""))]);
            for (var i = 0; i < ids.Length; i++)
            {
                Assert.True(client.IsEnabled("outbound_calls", ids[i]) == percentiles[i] < percentage, $"{ids[i]} at {percentage}");
            }
        }
    }

    [Fact]
    [Trait("Requirement", "S3-02")]
    public void The_extreme_hash_is_the_48th_percentile_as_in_JavaScript()
    {
        // Math.abs(-2147483648) % 100 is 48 there, and an overflow here if one is careless.
        const string Extreme = "polygenelubricants";
        Assert.Equal(48, ReferenceEvaluation.UserPercentile(Extreme));
        Assert.Equal(48_000, Served.Client(Served.Flag("flag", 50) with { Bucketing = "js-hash-100" }).Evaluate("flag", Extreme).Bucket);
    }

    private static (bool Enabled, FlagReason Reason) Ask(FeatureFlags client, string flag, string id)
    {
        var evaluation = client.Evaluate(flag, id);
        Assert.Equal(evaluation.Enabled, client.IsEnabled(flag, id));
        return (evaluation.Enabled, evaluation.Reason);
    }
}
