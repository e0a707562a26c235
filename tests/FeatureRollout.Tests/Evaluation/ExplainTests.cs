using FeatureRollout.TestKit;

namespace FeatureRollout.Tests.Evaluation;

[Trait("Requirement", "F-02")]
[Trait("Requirement", "S4-12")]
public sealed class ExplainTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("flgs", "flags")]
    [InlineData("sentiment-analysis", "sentiment_analysis")]
    [InlineData("Flags", "flags")]
    [InlineData("something-else", null)]
    [InlineData(null, null)]
    public void A_misspelt_flag_is_answered_with_the_one_that_was_meant(string? asked, string? meant)
    {
        using var client = Served.Client(Served.Flag("flags", 100), Served.Flag("sentiment_analysis", 100));
        var explanation = client.Explain(asked!, "acme");
        var step = Assert.Single(explanation.Steps);
        Assert.True(step.Decided);
        Assert.Equal("no provider knows this flag" + (meant is null ? "" : $"; did you mean '{meant}'?"), step.Detail);
        Assert.Equal(FlagReason.UnknownFlag, explanation.Evaluation.Reason);
    }

    [Fact]
    public void A_partial_percentage_under_a_stage_is_told_with_bucket_threshold_stage_and_version()
    {
        using var client = Served.Client(
            new FeatureFlagsOptions { TimeProvider = new VirtualTimeProvider(Now) },
            Served.Json("file", """
                { "flags": { "conversations": { "percentage": 100 },
                    "sentiment_analysis": { "requires": ["conversations"], "include": ["thompson-engineering", { "segment": "beta" }], "exclude": ["banned"],
                      "rules": [ { "when": "vertical == 'e-commerce'", "percentage": 50 } ], "schedule": { "until": "2027-01-01" } } },
                  "segments": { "beta": { "include": ["acme"] } } }
                """),
            Served.Store(new FlagState
            {
                Key = "sentiment_analysis",
                Stage = new RolloutStage { Name = "early", Active = true, Percentage = 10m, Eligible = Condition.Parse("volume != 'high'") },
            }));
        var bucket = client.Evaluate("sentiment_analysis", "customer-1").Bucket;
        Assert.Equal(
            $"""
            sentiment_analysis is off (Percentage)
              flag: known, version 1 [file]
              kill switch: not killed in any layer
              schedule: open from ever until 2027-01-01T00:00:00Z; judged at 2026-01-01T00:00:00Z [file]
              rollout state: state has been read [store]
              rollout: stage early is active at 10 % [store]
              exclude: not excluded by name [file]
              requires: conversations on (Percentage) [file]
              override: none for this customer
              include: not included by name; segment beta false [store]
              eligible: volume != 'high' is true [store]
              rule 1: vertical == 'e-commerce' is false [file]
            → percentage: bucket {bucket} of 100000, in below 10000 (10 %) [store]
            """.ReplaceLineEndings("\n"),
            client.Explain("sentiment_analysis", "customer-1").ToString());
    }

    [Fact]
    public void A_rule_an_override_and_an_undecided_segment_are_told_down_to_what_decided()
    {
        using var client = Served.Client(
            new FeatureFlagsOptions { TimeProvider = new VirtualTimeProvider(Now) },
            Served.Json("file", """
                { "flags": { "flag": { "default": true, "percentage": 0, "rules": [ { "when": "plan == 'free'", "percentage": 0 }, { "when": "segment('late')", "percentage": 100 } ],
                    "overrides": { "acme": { "enabled": true, "reason": "pilot", "until": "2027-01-01" } } } },
                  "segments": { "late": { "source": "crm" } } }
                """));
        const string Head = """
              flag: known, version 1 [file]
              kill switch: not killed in any layer
              schedule: always open
              rollout state: under no rollout
              rollout: under no rollout
              exclude: not excluded by name
              requires: no other flag
            """;
        Assert.Equal(
            "flag is on (Override)\n" + Head.ReplaceLineEndings("\n") + "\n→ override: on: pilot, until 2027-01-01T00:00:00Z [file]",
            client.Explain("flag", "acme").ToString());
        var free = EvaluationContext.For("x").With("plan", "free");
        Assert.Equal(
            "flag is off (Rule)\n" + Head.ReplaceLineEndings("\n")
                + "\n  override: none for this customer [file]\n  include: not included by name"
                + $"\n→ rule 1: plan == 'free' is true; bucket {client.Evaluate("flag", free).Bucket} of 100000, in below 0 (0 %) [file]",
            client.Explain("flag", free).ToString());
        Assert.Equal(
            "flag is on (Undecided)\n" + Head.ReplaceLineEndings("\n")
                + "\n  override: none for this customer [file]\n  include: not included by name"
                + "\n  rule 1: plan == 'free' is false [file]\n  rule 2: segment('late') is not decided [file]"
                + "\n→ default: a rule or segment is not decided, so the flag's default counts: on [file]",
            client.Explain("flag", "x").ToString());
    }

    [Fact]
    public void A_prerequisite_that_is_off_is_named_with_its_own_reason()
    {
        using var client = Served.Client(
            Served.Flag("phase1", 100), Served.Flag("phase2", 0), Served.Flag("phase3", 100) with { Requires = ["phase1", "phase2"] });
        var explanation = client.Explain("phase3", "acme");
        Assert.Equal("requires", explanation.Steps[^1].Name);
        Assert.Equal("phase1 on (Percentage), phase2 off (Percentage)", explanation.Steps[^1].Detail);
    }

    [Fact]
    public void Explaining_counts_nothing()
    {
        using var client = Served.Client(Served.Flag("flag", 100));
        _ = client.Explain("flag", "acme");
        Assert.Equal(0, client.GetStatistics("flag")!.EnabledEvaluations);
    }
}
