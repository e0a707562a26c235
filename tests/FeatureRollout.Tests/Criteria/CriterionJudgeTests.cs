using FeatureRollout.Criteria;

namespace FeatureRollout.Tests.Criteria;

public sealed class CriterionJudgeTests
{
    [Fact]
    public void A_result_says_what_was_read_in_words_and_numbers()
    {
        var result = new Judged("error_rate < 0.5%", CriterionUse.Advance).Look(new SomeReadings().With(1200, 5));

        Assert.Equal("error_rate 0.4167 % of 1,200 requests over 1 h; limit 0.5 %.", result.Explanation);
        Assert.Equal("error_rate < 0.5%", result.Criterion);
        Assert.Equal(CriterionVerdict.Pass, result.Verdict);
        Assert.Equal(5 / 1200.0, result.Value);
        Assert.Equal(0.005, result.Limit);
        Assert.Equal(1200, result.Samples);
        Assert.Equal(TimeSpan.FromHours(1), result.Window);
        Assert.Equal(SomeReadings.Start, result.Since);
    }

    [Theory]
    [InlineData("p95(latency) < 500ms", "p95(latency) 480 ms of 1,000 requests over 1 h; limit 500 ms.")]
    [InlineData("db_cpu > 85%", "db_cpu 91 %; limit 85 %.")]
    [InlineData("max(queue_lag) < 30s", "max(queue_lag) 45 s of 3 points over 1 h; limit 30 s.")]
    [InlineData("open(P1) == 0", "open(P1) 2; limit 0.")]
    [InlineData("requests > 10", "requests 1,000 of 1,000 requests over 1 h; limit 10.")]
    [InlineData("missing < 5", "No data: missing has no readings in the last 5 min.")]
    [InlineData("db_cpu / idle < 5", "No data: a division by zero has no result.")]
    [InlineData("db_cpu < target", "No data: target of db_cpu is not known.")]
    [InlineData("error_rate < control", "No data: there are no outcomes to read.")]
    [InlineData("max(queue_lag) < 50s while open(P1) == 0", "max(queue_lag) 45 s of 3 points over 1 h; limit 50 s. While: open(P1) 2; limit 0.")]
    public void Every_explanation_is_a_sentence_for_an_operator(string criterion, string explanation) => Assert.Equal(
        explanation,
        new Judged(criterion, CriterionUse.Watch).Look(new SomeReadings()
            .With(1000, 3, 0.48).With("db_cpu", 0.91).With("idle", 0).With("queue_lag", TimeSpan.FromMinutes(1), 5, 45, 30).WithIncidents("p1", 2, 3)).Explanation);

    [Theory]
    [InlineData("avg(steps) == 4")]
    [InlineData("min(steps) == 2")]
    [InlineData("max(steps) == 8")]
    [InlineData("sum(steps) == 16")]
    [InlineData("count(steps) == 4")]
    [InlineData("count(steps > 2) == 2")]
    [InlineData("last(steps) == 2")]
    [InlineData("steps == 2")]
    [InlineData("p50(steps) == 3")]
    [InlineData("rate(steps) * 1h == 8")] // 2→4→8→2: +2, +4, then anew from 0 +2, in one hour
    [InlineData("(slope(line) - 6) * (slope(line) - 6) < 0.0001")]
    [InlineData("(projected(line, 2h) - 22) * (projected(line, 2h) - 22) < 0.0001")]
    [InlineData("(projected(line) - 16) * (projected(line) - 16) < 0.0001")]
    [InlineData("-steps + 3 * 2 / (1 + 1) == 1")]
    [InlineData("steps < 100% * average(1h) + 3")]
    public void Each_function_of_points_is_what_its_name_says(string criterion) => Assert.Equal(
        CriterionVerdict.Pass,
        Judged.Once(criterion, CriterionUse.Watch, new SomeReadings()
            .With("steps", TimeSpan.FromMinutes(20), 2, 4, 8, 2).With("line", TimeSpan.FromMinutes(10), 5, 6, 7, 8, 9, 10)));

    [Theory]
    [InlineData("error_rate == 1%")]
    [InlineData("success_rate == 99%")]
    [InlineData("requests == 1000")]
    [InlineData("errors == 10")]
    [InlineData("rate(requests) * 3600 == 1000")]
    [InlineData("p50(latency) == 300ms")]
    [InlineData("min(latency) == 100ms")]
    [InlineData("max(latency) == 400ms")]
    [InlineData("avg(latency) == 250ms")]
    [InlineData("count(latency > 250ms) == 500")]
    [InlineData("count(latency) == 1000")]
    public void Each_of_the_librarys_own_metrics_is_what_its_name_says(string criterion) => Assert.Equal(
        CriterionVerdict.Pass, Judged.Once(criterion, CriterionUse.Watch, new SomeReadings().With(1000, 10, 0.1, 0.2, 0.3, 0.4)));

    [Theory]
    [InlineData(nameof(CriterionUse.Advance))]
    [InlineData(nameof(CriterionUse.Watch))]
    public void Too_few_samples_of_a_rate_or_latency_decide_nothing(string name)
    {
        var use = Enum.Parse<CriterionUse>(name);
        foreach (var criterion in new[] { "error_rate < 5%", "error_rate > 5%", "success_rate > 95%", "p50(latency) < 1s", "avg(latency) > 1s" })
        {
            Assert.Equal(CriterionVerdict.Undecided, Judged.Once(criterion, use, new SomeReadings().With(99, 0, 0.1)));
            Assert.Equal(CriterionVerdict.Undecided, Judged.Once(criterion, use, new SomeReadings().With(99, 99, 9)));
        }

        Assert.Equal(CriterionVerdict.Undecided, Judged.Once("p99(latency) < 1s", use, new SomeReadings().With(367, 0, 0.1)));
        Assert.Equal(CriterionVerdict.Pass, Judged.Once("p99(latency) < 1s", use, new SomeReadings().With(368, 0, 0.1)));
    }

    [Fact]
    public void No_failures_among_no_requests_are_no_success()
    {
        Assert.Equal(CriterionVerdict.NoData, Judged.Once("errors == 0", CriterionUse.Advance, new SomeReadings().With(0, 0)));
        Assert.Equal(CriterionVerdict.Undecided, Judged.Once("errors == 0", CriterionUse.Advance, new SomeReadings().With(20, 0)));
        Assert.Equal(CriterionVerdict.Pass, Judged.Once("errors == 0", CriterionUse.Advance, new SomeReadings().With(200, 0)));
        Assert.Equal(CriterionVerdict.Pass, Judged.Once("requests == 0", CriterionUse.Watch, new SomeReadings().With(0, 0)));
    }

    [Theory]
    [Trait("Requirement", "F-16")]
    [InlineData(200, 7, CriterionVerdict.Undecided)]
    [InlineData(200, 25, CriterionVerdict.Pass)]
    [InlineData(20_000, 6, CriterionVerdict.Pass)]
    [InlineData(20_000, 4, CriterionVerdict.Fail)]
    public void A_latency_fires_against_the_control_only_with_its_whole_interval(long count, int slowInHundred, CriterionVerdict expected)
    {
        var latencies = Enumerable.Range(0, 100).Select(i => i < slowInHundred ? 2.0 : 0.1).ToArray();
        var readings = new SomeReadings().WithArms(new SomeOutcomes(count, 0, latencies), new SomeOutcomes(100_000, 0, 0.5));

        Assert.Equal(expected, Judged.Once("p95(latency) > 1.2 * control", CriterionUse.Rollback, readings));
    }

    [Fact]
    public void A_plain_threshold_on_a_latency_takes_the_estimate()
    {
        var latencies = Enumerable.Range(0, 100).Select(i => i < 7 ? 2.0 : 0.1).ToArray();
        var readings = new SomeReadings().WithArms(new SomeOutcomes(200, 0, latencies), new SomeOutcomes(100_000, 0, 0.5));

        Assert.Equal(CriterionVerdict.Pass, new Judged("p95(latency) > 1.2 * control", CriterionUse.Rollback) { Proof = CriterionProof.Threshold }.Look(readings).Verdict);
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    public void A_trigger_with_a_detector_fires_on_proof_and_not_on_the_estimate()
    {
        var trigger = new Judged("error_rate > 5% over 1h", CriterionUse.Rollback);

        Assert.Equal(CriterionVerdict.Undecided, trigger.Look(new SomeReadings().With(10, 1)).Verdict);
        Assert.Equal(CriterionVerdict.Undecided, trigger.Look(new SomeReadings { Now = SomeReadings.Start.AddMinutes(1) }.With(20, 2)).Verdict);
        var fired = trigger.Look(new SomeReadings { Now = SomeReadings.Start.AddMinutes(2) }.With(40, 15));

        Assert.Equal(CriterionVerdict.Pass, fired.Verdict);
        Assert.Equal("Proved by 13 of 20 since the last look. error_rate 37.5 % of 40 requests over 1 h; limit 5 %.", fired.Explanation);
    }

    [Theory]
    [InlineData("error_rate > 0%", 1)]
    [InlineData("success_rate < 100%", 1)]
    [InlineData("error_rate >= 100%", 1000)]
    [InlineData("success_rate <= 0%", 1000)]
    [InlineData("error_rate > 2x previous", 1)]
    [Trait("Requirement", "F-15")]
    public void A_trigger_at_a_limit_without_odds_fires_on_the_estimate_with_enough_samples(string criterion, long failures)
    {
        static SomeReadings Readings(long count, long failures) => new SomeReadings().With(count, failures).With(CriterionWord.Previous, "error_rate", 0);

        Assert.Equal(CriterionVerdict.Pass, Judged.Once(criterion, CriterionUse.Rollback, Readings(1000, failures)));
        Assert.Equal(CriterionVerdict.Fail, Judged.Once(criterion, CriterionUse.Rollback, Readings(1000, failures == 1 ? 0 : 999)));
        Assert.Equal(CriterionVerdict.Undecided, Judged.Once(criterion, CriterionUse.Rollback, Readings(20, 20)));
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    public void A_trigger_with_a_plain_threshold_fires_on_the_estimate_with_enough_samples()
    {
        var trigger = new Judged("error_rate > 5% over 1h", CriterionUse.Rollback) { Proof = CriterionProof.Threshold };

        Assert.Equal(CriterionVerdict.Undecided, trigger.Look(new SomeReadings().With(99, 50)).Verdict);
        Assert.Equal(CriterionVerdict.Fail, trigger.Look(new SomeReadings().With(100, 5)).Verdict);
        Assert.Equal(CriterionVerdict.Pass, trigger.Look(new SomeReadings().With(100, 6)).Verdict);
    }

    [Fact]
    public void A_fault_after_healthy_weeks_is_proved_by_what_came_since_the_last_look()
    {
        var trigger = new Judged("error_rate > 1% over stage", CriterionUse.Rollback);
        var quiet = trigger.LookFor(TimeSpan.FromHours(10), readings => readings.With(1000 * (long)(readings.Now - SomeReadings.Start).TotalMinutes, 0));
        var fired = trigger.Look(new SomeReadings { Now = SomeReadings.Start.AddMinutes(601) }.With(601_000, 100));

        Assert.Equal(CriterionVerdict.Fail, quiet.Verdict);
        Assert.Equal(CriterionVerdict.Pass, fired.Verdict);
    }

    [Fact]
    public void A_process_that_starts_anew_counts_from_zero()
    {
        var trigger = new Judged("error_rate > 1%", CriterionUse.Rollback);
        trigger.Look(new SomeReadings().With(CriterionArm.On, _ => new SomeOutcomes(100_000, 10) { Run = "1" }));
        trigger.Look(new SomeReadings().With(CriterionArm.On, _ => new SomeOutcomes(50, 5) { Run = "2" }));
        Assert.Equal(("2", 50, 5), (trigger.Progress.Run, trigger.Progress.SeenCount, trigger.Progress.SeenFailures));

        var fired = trigger.Look(new SomeReadings().With(CriterionArm.On, _ => new SomeOutcomes(150, 60) { Run = "2" }));
        Assert.Equal(CriterionVerdict.Pass, fired.Verdict);
    }

    [Theory]
    [InlineData("success_rate < 95%", 1000, 200, 0.1)]
    [InlineData("95% > success_rate", 1000, 200, 0.1)]
    [InlineData("p95(latency) > 500ms", 1000, 0, 0.6)]
    [InlineData("p95(latency) > 1.5x target", 1000, 0, 0.9)]
    [InlineData("error_rate > 2 * previous", 1000, 100, 0.1)]
    public void Each_form_that_the_detector_knows_is_proved_with_few_samples(string criterion, long count, long failures, double latency)
    {
        var trigger = new Judged(criterion, CriterionUse.Rollback) { MinimumSamples = 1_000_000 };
        var readings = new SomeReadings().With(count, failures, latency)
            .With(CriterionWord.Target, "p95(latency)", 0.5).With(CriterionWord.Previous, "error_rate", 0.01);

        Assert.Equal(CriterionVerdict.Pass, trigger.Look(readings).Verdict);
    }

    [Fact]
    public void Latencies_counted_by_another_limit_are_not_subtracted()
    {
        var trigger = new Judged("p50(latency) > target", CriterionUse.Rollback);
        var readings = new SomeReadings().With(100_000, 0, 0.1, 0.1, 0.1, 0.5, 0.6);
        Assert.Equal(CriterionVerdict.Fail, trigger.Look(readings.With(CriterionWord.Target, "p50(latency)", 0.55)).Verdict);

        // 100,020 requests, of which 40,008 are over the new target; no flood of 20,000 came since the last look.
        var moved = new SomeReadings().With(100_020, 0, 0.1, 0.1, 0.1, 0.5, 0.6).With(CriterionWord.Target, "p50(latency)", 0.4);
        Assert.Equal(CriterionVerdict.Fail, trigger.Look(moved).Verdict);
    }

    [Theory]
    [InlineData(10_000, 300, 10_000, 100, CriterionVerdict.Pass)]
    [InlineData(10_000, 110, 10_000, 100, CriterionVerdict.Fail)]
    [InlineData(10_000, 130, 10_000, 100, CriterionVerdict.Undecided)]
    [InlineData(10, 1, 1_000, 0, CriterionVerdict.Undecided)]
    [InlineData(10_000, 100, 0, 0, CriterionVerdict.NoData)]
    [InlineData(0, 0, 10_000, 0, CriterionVerdict.NoData)]
    public void The_arm_that_is_on_is_compared_with_the_control(long count, long failures, long controls, long controlFailures, CriterionVerdict verdict) =>
        Assert.Equal(verdict, Judged.Once(
            "error_rate > 1.2 * control", CriterionUse.Rollback, new SomeReadings().WithArms(new SomeOutcomes(count, failures), new SomeOutcomes(controls, controlFailures))));

    [Fact]
    public void Looks_with_only_one_arm_wait_for_the_other()
    {
        var trigger = new Judged("error_rate > 1.5 * control", CriterionUse.Rollback);
        trigger.Look(new SomeReadings().WithArms(new SomeOutcomes(1000, 10), new SomeOutcomes(1000, 10)));
        trigger.Look(new SomeReadings().WithArms(new SomeOutcomes(2000, 110), new SomeOutcomes(1000, 10)));
        Assert.Equal(1000, trigger.Progress.SeenCount);

        Assert.Equal(CriterionVerdict.Pass, trigger.Look(new SomeReadings().WithArms(new SomeOutcomes(2000, 110), new SomeOutcomes(2000, 20))).Verdict);
    }

    [Fact]
    public void Proof_is_asked_for_at_as_many_looks_in_a_row_as_the_plan_says()
    {
        foreach (var proof in new[] { CriterionProof.Detector, CriterionProof.Threshold })
        {
            var trigger = new Judged("error_rate > 1%", CriterionUse.Rollback) { Confirmations = 3, Proof = proof };
            CriterionVerdict[] verdicts = [.. Enumerable.Range(1, 3).Select(i =>
                trigger.Look(new SomeReadings { Now = SomeReadings.Start.AddMinutes(i) }.With(1000 * i, 100 * i)).Verdict)];

            Assert.Equal([CriterionVerdict.Undecided, CriterionVerdict.Undecided, CriterionVerdict.Pass], verdicts);
        }
    }

    [Fact]
    public void A_look_without_new_outcomes_confirms_nothing()
    {
        var trigger = new Judged("error_rate > 1%", CriterionUse.Rollback) { Confirmations = 2 };
        Assert.Equal(CriterionVerdict.Undecided, trigger.Look(new SomeReadings().With(1000, 100)).Verdict);
        Assert.Equal(CriterionVerdict.Undecided, trigger.Look(new SomeReadings().With(1000, 100)).Verdict);
    }

    [Fact]
    public void Advancing_waits_while_the_detector_has_proof_although_the_estimate_is_fine()
    {
        var advance = new Judged("error_rate < 1% over stage", CriterionUse.Advance);
        Assert.Equal(CriterionVerdict.Pass, advance.Look(new SomeReadings().With(100_000, 0)).Verdict);

        var result = advance.Look(new SomeReadings { Now = SomeReadings.Start.AddMinutes(1) }.With(100_100, 50));
        Assert.Equal(CriterionVerdict.Fail, result.Verdict);
        Assert.EndsWith("prove that it does not hold.", result.Explanation, StringComparison.Ordinal);
        Assert.Equal(CriterionVerdict.Pass, new Judged("error_rate < 1% over stage", CriterionUse.Watch).Look(new SomeReadings().With(100_100, 50)).Verdict);
    }

    [Fact]
    public void All_targets_must_be_met()
    {
        const string Criterion = "all(targets)";
        string[] targets = ["error_rate < 0.1%", "db_cpu < 60%"];

        Assert.Equal(CriterionVerdict.NoData, Judged.Once(Criterion, CriterionUse.Advance, new SomeReadings().With(1000, 0)));
        Assert.Equal(CriterionVerdict.NoData, Judged.Once(Criterion, CriterionUse.Advance, new SomeReadings().With(1000, 0).WithTargets(targets)));
        Assert.Equal(CriterionVerdict.NoData, Judged.Once(Criterion, CriterionUse.Advance, new SomeReadings().WithTargets("all(targets)")));
        Assert.Equal(CriterionVerdict.Undecided, Judged.Once(Criterion, CriterionUse.Advance, new SomeReadings().With(10, 0).With("db_cpu", 0.5).WithTargets(targets)));
        Assert.Equal(CriterionVerdict.Fail, Judged.Once(Criterion, CriterionUse.Advance, new SomeReadings().With(10, 0).With("db_cpu", 0.6).WithTargets(targets)));
        Assert.Equal(CriterionVerdict.Pass, Judged.Once(Criterion, CriterionUse.Advance, new SomeReadings().With(1000, 0).With("db_cpu", 0.5).WithTargets(targets)));
    }

    [Theory]
    [InlineData(0.5, 2000, CriterionVerdict.Pass)]
    [InlineData(0.9, 2000, CriterionVerdict.Fail)]
    [InlineData(0.5, 500, CriterionVerdict.Fail)]
    [InlineData(0.5, 0, CriterionVerdict.Fail)]
    public void What_stands_after_while_must_hold_too(double cpu, long requests, CriterionVerdict verdict) => Assert.Equal(
        verdict, Judged.Once("db_cpu < 70% while requests > 1000", CriterionUse.Advance, new SomeReadings().With(requests, 0).With("db_cpu", cpu)));

    [Fact]
    public void An_average_of_the_past_needs_half_of_that_past()
    {
        const string Spike = "last(cost) > 200% * average(7d) over 1d";
        SomeReadings Costs(params double[] costs) => new SomeReadings().With("cost", TimeSpan.FromDays(1), costs);

        Assert.Equal(CriterionVerdict.Pass, Judged.Once(Spike, CriterionUse.Watch, Costs(100, 100, 100, 100, 100, 100, 400)));
        Assert.Equal(CriterionVerdict.Fail, Judged.Once(Spike, CriterionUse.Watch, Costs(100, 100, 100, 100, 100, 100, 120)));
        Assert.Equal(CriterionVerdict.NoData, Judged.Once(Spike, CriterionUse.Watch, Costs(100, 100, 400)));
        Assert.Equal(CriterionVerdict.NoData, Judged.Once(Spike, CriterionUse.Watch, new SomeReadings()));
        Assert.Equal(CriterionVerdict.Pass, Judged.Once(
            "requests > 200% * average(10h)",
            CriterionUse.Watch,
            new SomeReadings().With(CriterionArm.On, over => new SomeOutcomes(over == TimeSpan.FromHours(1) ? 500 : 2000, 0) { Covered = over!.Value })));
    }

    [Fact]
    public void What_baseline_and_previous_stand_for_can_be_captured()
    {
        var values = CriterionJudge.ValuesBeside(
            Criterion.Parse("p95(latency) < 1.2 * baseline while missing < baseline while db_cpu < previous"),
            CriterionWord.Baseline,
            new SomeReadings().With(1000, 0, 0.4).With("db_cpu", 0.3));

        Assert.Equal([new KeyValuePair<string, double>("p95(latency)", 0.4)], values);
    }
}
