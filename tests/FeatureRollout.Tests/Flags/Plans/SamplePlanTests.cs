using FeatureRollout.Tests.Flags.Files;

namespace FeatureRollout.Tests.Flags.Plans;

/// <summary>The rollouts of five documents as flag files, and what each document says of them.</summary>
public class SamplePlanTests
{
    public static TheoryData<string> Names => [.. SamplePlans.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_sample_is_read_without_an_error_or_a_warning_and_has_a_rollout(string name)
    {
        var set = Reading.Read(SamplePlans.Text(name));

        Assert.Empty(set.PlanWarnings);
        Assert.NotEmpty(set.Rollouts);
        Assert.Single(set.Plans);
        Assert.All(set.Rollouts.Values, rollout => Assert.Equal(rollout.Plan, set.Flags[rollout.Key].Plan));
    }

    [Fact]
    [Trait("Requirement", "S0-01")]
    public void The_stages_of_phase_4_have_their_steps_by_day()
    {
        var plan = Plan("phase4-ai-features.json", "phase4");

        Assert.Equal(["internal", "beta", "ten-percent", "fifty-percent", "most", "everybody"], plan.Stages.Select(stage => stage.Name).ToArray());
        Assert.Equal([(5m, 0d), (7m, 2d), (10m, 4d)], Steps(plan, "ten-percent"));
        Assert.Equal([(25m, 0d), (40m, 3d), (50m, 6d)], Steps(plan, "fifty-percent"));
        Assert.Equal([(70m, 0d), (85m, 3d), (95m, 6d)], Steps(plan, "most"));
        Assert.Equal([(100m, 0d)], Steps(plan, "everybody"));

        // Each stage begins on the day that the document says, if the one before lasts as long as it must.
        var day = TimeSpan.FromDays(1);
        var starts = plan.Stages.Select(stage => (stage.Name, Day: (day, day += stage.MinimumDuration).day.TotalDays)).ToList();
        Assert.Equal([("internal", 1d), ("beta", 2d), ("ten-percent", 8d), ("fifty-percent", 15d), ("most", 22d), ("everybody", 30d)], starts);
    }

    [Fact]
    [Trait("Requirement", "S0-02")]
    public void The_first_stages_of_phase_4_are_customers_that_come_one_a_day()
    {
        var plan = Plan("phase4-ai-features.json", "phase4");

        Assert.Equal(3, plan.Stages[0].Steps[0].Customers.Customers.Count);
        Assert.All(plan.Stages.Take(2).SelectMany(stage => stage.Steps), step => Assert.Equal(Percentage.Zero, step.Percentage));
        Assert.Equal(
            [("thompson-engineering", 0d), ("techsupport-co", 1d), ("fooddelivery-inc", 2d)],
            plan.Stages[1].Steps.Select(step => (step.Customers.Customers.Single(), step.After.TotalDays)));
    }

    [Fact]
    [Trait("Requirement", "S0-05")]
    [Trait("Requirement", "S0-11")]
    public void Phase_4_asks_for_the_product_manager_and_for_checklists_with_owners()
    {
        var plan = Plan("phase4-ai-features.json", "phase4");

        Assert.Equal("product-manager", Assert.Single(plan.Stages[1].Approvals));
        Assert.Equal(20, plan.Checklist.Count);
        Assert.All(plan.Checklist, item => Assert.NotNull(item.Owner));
        Assert.False(plan.Checklist.Single(item => item.Owner == "marketing").Required);
        Assert.Equal("infrastructure", Assert.Single(plan.Stages[3].EndChecklist).Owner);
    }

    [Fact]
    [Trait("Requirement", "S0-06")]
    [Trait("Requirement", "S1-07")]
    public void Alert_rules_have_severity_duration_channels_and_a_pause_before_they_are_told_again()
    {
        var alerts = Plan("phase4-ai-features.json", "phase4").Alerts;
        Assert.Equal([4, 5, 2], new[] { AlertSeverity.Critical, AlertSeverity.Warning, AlertSeverity.Info }.Select(severity => alerts.Count(alert => alert.Severity == severity)));
        var first = alerts[0];
        Assert.Equal(("error_rate > 1% over 15m for 5m", TimeSpan.FromHours(1)), (first.When.Text, first.RepeatEvery!.Value));
        Assert.Equal(["pagerduty", "slack"], first.Channels);
        Assert.Contains(alerts, alert => alert.When.Text == "last(ml_cost_daily) > 200% * average(7d)");

        Assert.Equal(
            ["omniops.phase4.errors > 1% for 5m", "omniops.ml_api.availability < 95% for 2m", "last(omniops.ml_api.cost_daily) > 2x budget for 1h"],
            Plan("phase4-deployment-day.json", "deployment").Alerts.Select(alert => alert.When.Text).ToArray());
    }

    [Fact]
    [Trait("Requirement", "S0-09")]
    public void The_rollback_decision_matrix_of_phase_4_has_an_action_for_each_symptom()
    {
        var bands = Plan("phase4-ai-features.json", "phase4").Bands;

        Assert.Equal(
            [RolloutAction.SetFlag, RolloutAction.Pause, RolloutAction.RollBack, RolloutAction.SetFlag, RolloutAction.RollBack, RolloutAction.Kill],
            bands.Select(band => band.Then.Action));
        Assert.Equal(("ml_fallback_mode", true), (bands[3].Then.Flag, bands[3].Then.FlagEnabled));
        Assert.Equal(("response_suggestions", false), (bands[0].Then.Flag, bands[0].Then.FlagEnabled));
    }

    [Fact]
    [Trait("Requirement", "S2-01")]
    [Trait("Requirement", "S2-04")]
    public void The_canary_table_is_a_plan_and_its_metrics_have_two_levels()
    {
        var plan = Plan("analytics-canary.json", "analytics");

        Assert.Equal([1m, 10m, 25m, 50m, 100m], plan.Stages.Select(stage => stage.Steps[^1].Percentage.Value));
        Assert.Equal([1d, 3d, 2d, 2d, 0d], plan.Stages.Select(stage => stage.MinimumDuration.TotalDays));
        Assert.Equal(
            ["reported(P1) == 0", "p95(latency) < target", "error_rate < 0.1%", "cpu < 70%", "all(targets)"],
            plan.Stages.Select(stage => stage.AdvanceWhen[0].Text).ToArray());
        Assert.Contains(plan.RollbackWhen, trigger => trigger.Text == "p95(latency) > 1.5x target");
        var latency = plan.Metrics["api_latency"];
        Assert.Equal(new MetricLimit("<", 0.5, "< 500ms"), latency.Target);
        Assert.Equal(new MetricLimit(">", 0.8, "> 800ms"), latency.Alert);
        Assert.Equal(("<", 0.6), (plan.Metrics["cache_hit_rate"].Alert!.Comparison, Math.Round(plan.Metrics["cache_hit_rate"].Alert!.Value, 9)));
    }

    [Fact]
    [Trait("Requirement", "S2-08")]
    [Trait("Requirement", "X-07")]
    public void The_timeline_from_a_week_before_to_ten_days_after_stands_in_the_plan()
    {
        var plan = Plan("analytics-canary.json", "analytics");

        Assert.Equal([-7, -5, -3, -1, 0, 1, 4, 6, 8, 9, 10], plan.Milestones.Select(milestone => milestone.Day));
        Assert.Equal(new Milestone("Launch announcement", "Marketing", 10), plan.Milestones[^1]);
        Assert.Equal(new DateOnly(2026, 3, 2), plan.Start);

        // The stages begin on the timeline's days.
        var day = 0d;
        Assert.Equal([0d, 1d, 4d, 6d, 8d], plan.Stages.Select(stage => (day, day += stage.MinimumDuration.TotalDays).day));
    }

    [Fact]
    [Trait("Requirement", "S3-07")]
    [Trait("Requirement", "S3-13")]
    [Trait("Requirement", "X-06")]
    public void Each_week_of_the_calls_keeps_the_criteria_before_it_and_has_its_checklists_and_volume()
    {
        var plan = Plan("outbound-calls.json", "outbound-calls");

        Assert.Equal([false, true, true, true, true], plan.Stages.Select(stage => stage.Inherit));
        Assert.All(plan.Stages, stage => Assert.Equal(4, stage.StartChecklist.Count));
        Assert.Equal([4, 4, 4, 7, 6], plan.Stages.Select(stage => stage.EndChecklist.Count));
        Assert.Equal(11, plan.Checklist.Count);
        Assert.Equal(
            [new ExpectedVolume(50, 100), new ExpectedVolume(100, 200), new ExpectedVolume(250, 500), new ExpectedVolume(500, 1000), null],
            plan.Stages.Select(stage => stage.ExpectedVolume));
        Assert.Equal(RolloutAction.PreviousStage, plan.OnFailure.Action);
    }

    [Fact]
    [Trait("Requirement", "S3-14")]
    public void A_flag_with_its_sub_features_is_one_rollout()
    {
        var set = Reading.Read(SamplePlans.Text("outbound-calls.json"));

        var rollout = Assert.Single(set.Rollouts).Value;
        Assert.Equal(("outboundCalls", "outbound-calls"), (rollout.Key, rollout.Plan));
        Assert.Equal(["enableRetryLogic", "enableVoicemailDetection", "enableBulkImport"], rollout.MoreFlags);
        Assert.All(set.Flags.Values, flag => Assert.Equal("outbound-calls", flag.Plan));
    }

    [Fact]
    [Trait("Requirement", "X-01")]
    [Trait("Requirement", "X-03")]
    [Trait("Requirement", "X-04")]
    public void Soak_reports_and_windows_are_in_local_time()
    {
        var plan = Plan("phase4-deployment-day.json", "deployment");

        Assert.Equal(("Europe/London", TimeSpan.FromDays(14)), (plan.TimeZone, plan.Soak));
        var window = Assert.Single(plan.AdvanceWindows);
        Assert.Equal((new TimeOnly(14, 0), new TimeOnly(17, 0)), (window.From, window.Until));
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday], window.Days);
        Assert.Equal("holidays", Assert.Single(plan.Freezes).Reason);
        Assert.Equal(new TimeOnly(9, 0), Assert.Single(plan.Reports).Time);
        Assert.Equal(TimeSpan.FromDays(30), Plan("phase4-ai-features.json", "phase4").Soak);
    }

    private static PlanDefinition Plan(string file, string name) => Reading.Read(SamplePlans.Text(file)).Plans[name];

    private static IEnumerable<(decimal Percentage, double Days)> Steps(PlanDefinition plan, string stage) =>
        plan.Stages.Single(one => one.Name == stage).Steps.Select(step => (step.Percentage.Value, step.After.TotalDays));
}
