using FeatureRollout.Flags;
using FeatureRollout.Outcomes;
using FeatureRollout.TestKit;
using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Client;

[Trait("Requirement", "S4-14")]
[Trait("Requirement", "S3-06")]
public sealed class StatisticsTests
{
    [Fact]
    public void Every_way_to_ask_counts_once_in_its_arm()
    {
        using var client = Served.Client(Served.Flag("on", 100), Served.Flag("off", 0), Served.Flag("half", 50), Served.Flag("needs", 100) with { Requires = ["on"] });
        foreach (var (flag, on, off) in new[] { ("on", 9, 0), ("off", 0, 9), ("needs", 9, 0) })
        {
            EvaluationContext context = "acme";
            _ = client.IsEnabled(flag, "acme");
            _ = client.IsEnabled(flag, "acme", true);
            _ = client.IsEnabled(flag, context);
            _ = client.Evaluate(flag, context);
            _ = client.GetVariant(flag, context, 0);
            _ = client.For(context).IsEnabled(flag);
            _ = client.GetFlag(flag).IsEnabled("acme");
            _ = client.GetFlag(flag).IsEnabled(client.For(context));
            _ = client.For(context).Evaluate(flag);
            _ = client.Explain(flag, context);
            var statistics = client.GetStatistics(flag)!;
            Assert.Equal((flag, on, off), (statistics.Flag, statistics.EnabledEvaluations, statistics.DisabledEvaluations));
        }

        Assert.Equal(0, client.GetStatistics("half")!.EnabledEvaluations + client.GetStatistics("half")!.DisabledEvaluations);
        Assert.Null(client.GetStatistics("unknown"));
        Assert.Null(client.GetStatistics(null!));
    }

    [Fact]
    public void Being_asked_as_a_prerequisite_does_not_count()
    {
        using var client = Served.Client(Served.Flag("first", 100), Served.Flag("second", 100) with { Requires = ["first"] });
        _ = client.IsEnabled("second", "acme");
        Assert.Equal(0, client.GetStatistics("first")!.EnabledEvaluations);
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(30, false)]
    [InlineData(30, true)]
    public void Enabled_customers_are_estimated_within_the_stated_error(int percentage, bool conditional)
    {
        var flag = Served.Flag("flag", percentage);
        using var client = Served.Client(conditional ? flag with { Include = Audience.Of("x") } : flag);
        var on = 0;
        foreach (var id in Served.Customers(20_000))
        {
            on += client.IsEnabled("flag", id) ? 1 : 0;
            _ = client.For(id).IsEnabled("flag");
        }

        var statistics = client.GetStatistics("flag")!;
        Assert.Equal(0.0325, statistics.EnabledCustomersRelativeError);
        Assert.InRange(statistics.EnabledCustomers, on * (1 - (4 * 0.0325)), on * (1 + (4 * 0.0325)));
    }

    [Fact]
    public void An_outcome_lands_in_the_arm_of_its_answer_though_the_flag_has_flipped_since()
    {
        using var client = Served.Client(new FeatureFlagsOptions { TimeProvider = new VirtualTimeProvider() }, Served.Layer(Served.Flag("flag", 100)));
        var on = client.Evaluate("flag", "acme");
        client.Publish([Served.Layer(Served.Flag("flag", 0))]);
        var off = client.For("acme").Evaluate("flag");
        client.Publish([]);
        client.RecordOutcome(on, FlagOutcome.Failure(TimeSpan.FromMilliseconds(100)));
        client.Publish([Served.Layer(Served.Flag("flag", 50))]);
        client.RecordOutcome(on, FlagOutcome.Success(TimeSpan.FromMilliseconds(100)));
        client.RecordOutcome(off, FlagOutcome.Success());

        var statistics = client.GetStatistics("flag")!;
        Assert.Equal((1, 1, 2), (statistics.On.Successes, statistics.On.Failures, statistics.On.LatencyCount));
        Assert.Equal(0.5, statistics.On.ErrorRate);
        Assert.InRange(statistics.On.LatencyP95!.Value.TotalMilliseconds, 99, 101);
        Assert.Equal((1, 0, 0), (statistics.Off.Successes, statistics.Off.Failures, statistics.Off.LatencyCount));
        Assert.Null(statistics.Off.LatencyP95);
        Assert.Equal((1, 1), (statistics.EnabledEvaluations, statistics.DisabledEvaluations));
    }

    [Fact]
    public void An_outcome_of_an_unknown_flag_is_dropped_and_one_of_an_hour_ago_forgotten()
    {
        var time = new VirtualTimeProvider();
        using var client = Served.Client(new FeatureFlagsOptions { TimeProvider = time }, Served.Layer(Served.Flag("flag", 100)));
        client.RecordOutcome(client.Evaluate("unknown", "acme", true), FlagOutcome.Failure());
        client.RecordOutcome(client.Evaluate("flag", "acme"), FlagOutcome.Success());
        Assert.Equal(1, client.GetStatistics("flag")!.On.Count);
        time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(0, client.GetStatistics("flag")!.On.Count);
        Assert.Null(client.GetStatistics("flag")!.On.ErrorRate);
    }

    [Fact]
    public void A_flag_that_comes_back_goes_on_counting()
    {
        using var client = Served.Client(Served.Flag("flag", 100));
        _ = client.IsEnabled("flag", "acme");
        client.Publish([]);
        _ = client.IsEnabled("flag", "acme");
        client.Publish([Served.Layer(Served.Flag("flag", 100))]);
        _ = client.IsEnabled("flag", "acme");
        Assert.Equal(2, client.GetStatistics("flag")!.EnabledEvaluations);
    }

    [Fact]
    [Trait("Requirement", "S4-14")]
    public void An_outcome_belongs_to_the_stage_of_its_answer_however_late_it_comes()
    {
        using var client = Served.Client(new FeatureFlagsOptions { TimeProvider = new VirtualTimeProvider() }, Served.Layer(Served.Flag("flag", 0)), At("tier 2"));
        var early = client.Evaluate("flag", "acme");
        client.RecordOutcome(early, FlagOutcome.Failure());
        client.Publish([Served.Layer(Served.Flag("flag", 0)), At("tier 3")]);
        client.RecordOutcome(early, FlagOutcome.Failure());
        client.RecordOutcome(client.Evaluate("flag", "acme"), FlagOutcome.Success());

        Assert.Equal("tier 2", early.Stage);
        Assert.Equal((1, 0), (client.GetStatistics("flag")!.On.Successes, client.GetStatistics("flag")!.On.Failures));
        client.Publish([Served.Layer(Served.Flag("flag", 0)), At("tier 2")]);
        Assert.Equal((0, 2), (client.GetStatistics("flag")!.On.Successes, client.GetStatistics("flag")!.On.Failures));

        static Layer At(string stage) =>
            Served.Store(new FlagState { Key = "flag", Stage = new RolloutStage { Name = stage, Active = true, Percentage = 100m } });
    }

    [Fact]
    [Trait("Requirement", "F-15")]
    public void A_stage_entered_again_counts_anew_and_late_outcomes_of_the_stay_before_stay_out()
    {
        using var client = Served.Client(new FeatureFlagsOptions { TimeProvider = new VirtualTimeProvider() }, Served.Layer(Served.Flag("flag", 0)), Stay(1));
        var before = client.Evaluate("flag", "acme");
        client.RecordOutcome(before, FlagOutcome.Failure());
        var first = client.SampleOutcomes("flag", OutcomeArm.DrawnOn, null)!;
        client.Publish([Served.Layer(Served.Flag("flag", 0)), Stay(2)]);
        client.RecordOutcome(before, FlagOutcome.Failure());
        client.RecordOutcome(client.Evaluate("flag", "acme"), FlagOutcome.Success());

        var second = client.SampleOutcomes("flag", OutcomeArm.DrawnOn, null)!;
        Assert.Equal((1, 1), (first.Count, first.Failures));
        Assert.Equal((1, 0), (second.Count, second.Failures));
        Assert.NotEqual(first.Run, second.Run, StringComparer.Ordinal);
    }

    [Fact]
    public void Outcomes_are_kept_for_the_last_stays_only_and_totals_for_all()
    {
        using var client = Served.Client(new FeatureFlagsOptions { TimeProvider = new VirtualTimeProvider() }, Served.Layer(Served.Flag("flag", 0)), Stay(0));
        for (var generation = 0; generation < 20; generation++)
        {
            client.Publish([Served.Layer(Served.Flag("flag", 0)), Stay(generation)]);
            client.RecordOutcome(client.Evaluate("flag", "acme"), FlagOutcome.Success());
            client.RecordOutcome(client.Evaluate("flag", "acme"), FlagOutcome.Failure());
        }

        var record = client.Snapshot.Find("flag")!.Record;
        Assert.Equal((20, 20), record.OutcomeTotals(enabled: true));
        client.Publish([Served.Layer(Served.Flag("flag", 0)), Stay(17)]);
        Assert.Equal(2, client.SampleOutcomes("flag", OutcomeArm.On, null)!.Count);
        client.Publish([Served.Layer(Served.Flag("flag", 0)), Stay(3)]);
        Assert.Equal(0, client.SampleOutcomes("flag", OutcomeArm.On, null)!.Count);
        Assert.Equal((20, 20), record.OutcomeTotals(enabled: true));
    }

    [Fact]
    [Trait("Requirement", "F-16")]
    public void Only_answers_by_percentage_or_rule_can_be_compared_with_the_control()
    {
        var flag = Served.Flag("flag", 50) with
        {
            Include = Audience.Of("included"), Exclude = Audience.Of("excluded"), Rules = [new FlagRule(Condition.Parse("vertical == 'shop'"), 50m)],
        };
        using var client = Served.Client(new FeatureFlagsOptions { TimeProvider = new VirtualTimeProvider() }, Served.Layer(flag));
        var drawn = new Dictionary<bool, int> { [true] = 0, [false] = 0 };
        foreach (var id in Served.Customers(100))
        {
            foreach (var context in new[] { EvaluationContext.For(id), EvaluationContext.For(id).With("vertical", "shop") })
            {
                var evaluation = client.Evaluate("flag", context);
                drawn[evaluation.Enabled]++;
                client.RecordOutcome(evaluation, FlagOutcome.Success());
            }
        }

        client.RecordOutcome(client.Evaluate("flag", "included"), FlagOutcome.Failure());
        client.RecordOutcome(client.Evaluate("flag", "excluded"), FlagOutcome.Failure());

        Assert.Equal((drawn[true], 0), Sample(OutcomeArm.DrawnOn));
        Assert.Equal((drawn[true] + 1, 1), Sample(OutcomeArm.On));
        Assert.Equal((drawn[false], 0), Sample(OutcomeArm.DrawnOff));
        Assert.Equal((drawn[false] + 1, 1), Sample(OutcomeArm.Off));

        (long, long) Sample(OutcomeArm arm)
        {
            var sample = client.SampleOutcomes("flag", arm, TimeSpan.FromHours(1))!;
            return (sample.Count, sample.Failures);
        }
    }

    [Fact]
    [Trait("Requirement", "S4-13")]
    public void Errors_are_kept_of_failures_while_on_with_the_stage_of_the_answer()
    {
        using var client = Served.Client(new FeatureFlagsOptions { TimeProvider = new VirtualTimeProvider() }, Served.Layer(Served.Flag("flag", 0)), Stay(1));
        var on = client.Evaluate("flag", "acme");
        client.Publish([Served.Layer(Served.Flag("flag", 0))]);
        var off = client.Evaluate("flag", "acme");
        client.RecordOutcome(on, FlagOutcome.Failure(new OutcomeError("broken", "acme")));
        client.RecordOutcome(on, FlagOutcome.Failure());
        client.RecordOutcome(on, FlagOutcome.Success() with { Error = new OutcomeError("none after all") });
        client.RecordOutcome(off, FlagOutcome.Failure(new OutcomeError("broken without it")));

        var error = Assert.Single(client.ErrorsOf("flag")!.Recent());
        Assert.Equal(("broken", "acme", "tier 2"), (error.Error, error.CustomerId, error.Stage));
    }

    [Fact]
    public void On_the_systems_clock_outcomes_are_of_now()
    {
        using var client = Served.Client(Served.Flag("flag", 100));
        client.RecordOutcome(client.Evaluate("flag", "acme"), FlagOutcome.Success());
        Assert.Equal(1, client.SampleOutcomes("flag", OutcomeArm.On, TimeSpan.FromMinutes(2))!.Count);
    }

    private static Layer Stay(int generation) => Served.Store(new FlagState
    {
        Key = "flag",
        Stage = new RolloutStage { Name = "tier 2", Active = true, Percentage = 100m, Generation = generation },
    });
}
