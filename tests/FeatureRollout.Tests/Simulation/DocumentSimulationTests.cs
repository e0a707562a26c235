namespace FeatureRollout.Tests.Simulation;

/// <summary>Each of the five rollouts: healthy on its own calendar, broken and taken back by its own trigger, and held for what is missing.</summary>
public sealed class DocumentSimulationTests
{
    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S3-01")]
    [Trait("Requirement", "S3-07")]
    [Trait("Requirement", "X-01")]
    [Trait("Requirement", "X-04")]
    public async Task Outbound_calls_reach_everybody_after_four_weeks_of_Mondays_and_two_more_guarded()
    {
        var result = await Documents.OutboundCalls().SimulateAsync();

        AssertDays(result, "Asia/Kolkata", (5, "2026-01-05 10:00"), (10, "2026-01-12 10:00"), (25, "2026-01-19 10:00"), (50, "2026-01-26 10:00"), (100, "2026-02-02 10:00"));
        AssertCompleted(result, "Asia/Kolkata", "2026-02-16 10:00");
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S3-12")]
    public async Task Outbound_calls_that_fail_in_week_three_go_back_a_week_by_the_trigger_inherited_from_week_one()
    {
        var simulation = Documents.OutboundCalls() with
        {
            Faults = [new SimulatedFault { FromPercentage = 25, ErrorRate = 0.5 }],
            MaximumDuration = TimeSpan.FromDays(21),
        };
        var result = await simulation.SimulateAsync();

        var back = Assert.Single(result.Events, each => each.Change is RolloutChange.MovedBack);
        Assert.Equal(("week-3", "week-2", "success_rate < 60%"), (back.From?.Stage, back.To?.Stage, back.Rule));
        Assert.Equal(RolloutStatus.Paused, result.Status);
    }

    [Fact]
    [Trait("Requirement", "S3-01")]
    [Trait("Requirement", "X-06")]
    public async Task Outbound_calls_reach_everybody_with_as_few_calls_as_their_document_expects()
    {
        var simulation = Documents.OutboundCalls();
        var result = await (simulation with { Traffic = (TrafficModel)simulation.Traffic with { RequestsPerMinute = 1.04 } }).SimulateAsync();

        AssertDays(result, "Asia/Kolkata", (5, "2026-01-05 10:00"), (10, "2026-01-12 10:00"), (25, "2026-01-19 10:00"), (50, "2026-01-26 10:00"), (100, "2026-02-02 10:00"));
    }

    [Theory]
    [InlineData("pilot", 28)]
    [InlineData("pilot-fast-track", 28)]
    [InlineData("five-weeks", 42)]
    [Trait("Requirement", "S4-01")]
    public async Task A_plan_that_ships_comes_to_its_end_with_few_requests(string plan, int days)
    {
        var result = await FewRequests(plan, errorRate: 0.001).SimulateAsync();

        Assert.Equal(RolloutStatus.Completed, result.Status);
        Assert.InRange(result.Events[^1].At - result.Events[0].At, TimeSpan.FromDays(14), TimeSpan.FromDays(days + 7));
    }

    [Theory]
    [InlineData("pilot")]
    [InlineData("pilot-fast-track")]
    [InlineData("five-weeks")]
    [Trait("Requirement", "S4-04")]
    [Trait("Requirement", "F-15")]
    public async Task A_plan_that_ships_rolls_back_within_a_day_when_most_of_few_requests_fail(string plan)
    {
        var result = await FewRequests(plan, errorRate: 0.9).SimulateAsync();

        Assert.Equal(RolloutStatus.RolledBack, result.Status);
        Assert.InRange(result.Rollback!.At - result.Events[0].At, TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    [Fact]
    [Trait("Requirement", "S3-12")]
    public async Task Memory_that_fills_up_in_week_three_takes_outbound_calls_back_a_week_and_no_further()
    {
        var simulation = Documents.OutboundCalls().With("memory", moment => moment.Percentage >= 25 ? 0.95 : 0.5) with { MaximumDuration = TimeSpan.FromDays(21) };
        var result = await simulation.SimulateAsync();

        var back = Assert.Single(result.Events, each => each.Change is RolloutChange.MovedBack);
        Assert.Equal(("week-3", "week-2", "memory > 90%"), (back.From?.Stage, back.To?.Stage, back.Rule));
        Assert.Equal(RolloutStatus.Paused, result.Status);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "F-18")]
    public async Task Outbound_calls_wait_in_week_four_for_a_failover_test_that_nobody_ticks()
    {
        var result = await (Documents.OutboundCalls() with
        {
            People = new SimulatedPeople { Ticks = item => item != "Failover mechanisms tested" },
            MaximumDuration = TimeSpan.FromDays(40),
        }).SimulateAsync();

        AssertWaits(result, "week-4", "\"Failover mechanisms tested\"");
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S4-01")]
    [Trait("Requirement", "S4-07")]
    [Trait("Requirement", "X-01")]
    public async Task Pilot_tiers_without_errors_take_the_fast_track_and_reach_everybody_in_the_third_week()
    {
        var result = await Documents.PilotTiers().SimulateAsync();

        AssertDays(result, "Europe/London", (1, "2025-11-10 09:00"), (10, "2025-11-11 09:00"), (50, "2025-11-17 09:00"), (100, "2025-11-24 09:00"));
        AssertCompleted(result, "Europe/London", "2025-12-08 09:00");
        Assert.Contains(result.Events, each => each is { Change: RolloutChange.FastTracked, Rule: "errors under 2 %: advance at once" });
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S4-04")]
    public async Task Pilot_tiers_with_a_defect_among_early_adopters_are_off_within_minutes_by_the_threshold()
    {
        var result = await (Documents.PilotTiers() with
        {
            Interval = TimeSpan.FromMinutes(1),
            Faults = [new SimulatedFault { FromPercentage = 10, ErrorRate = 0.12 }],
        }).SimulateAsync();

        AssertRolledBack(result, "early-adopters", "error_rate > 5% over 1h");
        Assert.InRange(result.Rollback!.At - result.Reached(10)!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Assert.InRange(result.ExposedCustomers, 1, 150);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S4-07")]
    public async Task Pilot_tiers_with_three_percent_of_errors_are_held_for_three_days_to_be_looked_into()
    {
        var simulation = Documents.PilotTiers();
        var result = await (simulation with
        {
            Traffic = (TrafficModel)simulation.Traffic with { RequestsPerMinute = 5_000, On = new ServiceModel { ErrorRate = 0.03 } },
            MaximumDuration = TimeSpan.FromDays(3),
        }).SimulateAsync();

        var held = result.Events.First(each => each.Change is RolloutChange.Held);
        Assert.Equal("errors from 2 %: investigate", held.Rule);
        Assert.Equal(held.At + TimeSpan.FromDays(3), ((RolloutChange.Held)held.Change).Until);
        Assert.Equal(RolloutStatus.Held, result.Status);
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "F-18")]
    public async Task Pilot_tiers_stay_internal_until_engineering_agrees()
    {
        var result = await (Documents.PilotTiers() with
        {
            People = new SimulatedPeople { Approves = name => name != "engineering" },
            MaximumDuration = TimeSpan.FromDays(10),
        }).SimulateAsync();

        AssertWaits(result, "internal", "\"engineering\" has not approved");
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S2-01")]
    public async Task The_analytics_canary_follows_its_plan_of_T_plus_1_4_6_and_8_days()
    {
        var result = await Documents.Analytics().SimulateAsync();

        AssertDays(result, "America/New_York", (1, "2026-03-02"), (10, "2026-03-03"), (25, "2026-03-06"), (50, "2026-03-08"), (100, "2026-03-10"));
        AssertCompleted(result, "America/New_York", "2026-03-17");
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S2-05")]
    public async Task The_analytics_canary_is_off_when_the_database_is_loaded_for_ten_minutes_at_25_percent()
    {
        var result = await Documents.Analytics().With("db_cpu", moment => moment.Percentage >= 25 ? 0.9 : 0.4).SimulateAsync();

        AssertRolledBack(result, "gamma", "db_cpu > 85% for 10m");
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S2-10")]
    [Trait("Requirement", "F-18")]
    public async Task The_analytics_canary_is_not_complete_while_nobody_reports_the_accuracy_of_forecasts()
    {
        var result = await (Documents.Analytics().With("forecast_accuracy", _ => null) with { MaximumDuration = TimeSpan.FromDays(20) }).SimulateAsync();

        AssertWaits(result, "full", "\"forecast_accuracy > 80%\" has no data");
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S0-01")]
    [Trait("Requirement", "S0-10")]
    [Trait("Requirement", "X-01")]
    public async Task Phase_4_takes_every_step_on_its_day_and_is_guarded_for_a_month_at_everybody()
    {
        var result = await Documents.Phase4().SimulateAsync();

        AssertDays(
            result, "Europe/London",
            (5, "2025-11-16"), (7, "2025-11-18"), (10, "2025-11-20"), (25, "2025-11-23"), (40, "2025-11-26"), (50, "2025-11-29"),
            (70, "2025-11-30"), (85, "2025-12-03"), (95, "2025-12-06"), (100, "2025-12-08"));
        AssertCompleted(result, "Europe/London", "2026-01-07");
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S0-09")]
    public async Task Phase_4_is_rolled_back_at_half_of_the_customers_when_more_than_one_percent_fails()
    {
        var result = await (Documents.Phase4() with { Faults = [new SimulatedFault { FromPercentage = 25, ErrorRate = 0.03 }] }).SimulateAsync();

        AssertRolledBack(result, "fifty-percent", "error_rate > 1% over 1h");
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S0-04")]
    [Trait("Requirement", "F-18")]
    public async Task Phase_4_stays_with_its_pilot_customers_while_the_survey_is_missing_and_the_product_manager_has_not_agreed()
    {
        var simulation = Documents.Phase4().With("nps", _ => null);
        var result = await (simulation with
        {
            People = simulation.People with { Approves = name => name != "product-manager" },
            MaximumDuration = TimeSpan.FromDays(14),
        }).SimulateAsync();

        AssertWaits(result, "beta", "\"last(nps) > 50\" has no data");
        Assert.Contains(result.Unmet, sentence => sentence.Contains("\"product-manager\" has not approved", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "X-04")]
    public async Task Deployment_day_begins_at_half_past_ten_goes_on_at_two_and_the_next_day_at_two()
    {
        var result = await Documents.Deployment().SimulateAsync();

        var entered = result.Rollout.Passages.Select(each => (each.Stage, Local(each.From, "Europe/London")));
        Assert.Equal(
            [("internal", "2025-11-10 10:30"), ("beta", "2025-11-10 14:00"), ("ten-percent", "2025-11-11 14:00"), ("everybody", "2025-11-18 14:00")],
            entered);
        AssertCompleted(result, "Europe/London", "2025-12-02 14:00");
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "S1-07")]
    public async Task Deployment_day_is_over_for_everybody_when_the_ML_API_is_away_for_two_minutes()
    {
        var result = await Documents.Deployment().With("omniops.ml_api.availability", moment => moment.Stage == "beta" ? 0.5 : 0.999).SimulateAsync();

        AssertRolledBack(result, "beta", "omniops.ml_api.availability < 95% for 2m");
        Assert.Contains(result.Events, each => each.Change is RolloutChange.AlertFired { Alert: "ML API Unavailable" });
    }

    [Fact]
    [Trait("Requirement", "F-24")]
    [Trait("Requirement", "F-18")]
    public async Task Deployment_day_does_not_leave_the_internal_customers_without_a_reading_of_the_queue()
    {
        var result = await (Documents.Deployment().With("omniops.queue.lag", _ => null) with { MaximumDuration = TimeSpan.FromDays(3) }).SimulateAsync();

        AssertWaits(result, "internal", "\"max(omniops.queue.lag) < 30s over 1h\" has no data");
    }

    /// <summary>Some 140 requests a day at 1 %, of a thousand customers.</summary>
    private static RolloutSimulation FewRequests(string plan, double errorRate)
    {
        var traffic = (TrafficModel)Documents.OutboundCalls().Traffic;
        return new RolloutSimulation
        {
            Plan = ShippedPlans.All[plan],
            Traffic = traffic with { RequestsPerMinute = 10, On = traffic.On with { ErrorRate = errorRate } },
            Interval = TimeSpan.FromMinutes(15),
            MaximumDuration = TimeSpan.FromDays(60),
        };
    }

    private static void AssertDays(SimulationResult result, string zone, params (int Percentage, string At)[] expected) =>
        Assert.Equal(
            expected.Select(each => $"{each.Percentage} % {each.At}"),
            expected.Select(each => $"{each.Percentage} % {(result.Reached(each.Percentage) is { } at ? Local(at, zone)[..each.At.Length] : "never")}"),
            StringComparer.Ordinal);

    private static void AssertCompleted(SimulationResult result, string zone, string at)
    {
        Assert.True(result.Status == RolloutStatus.Completed, result.ToString());
        Assert.Equal(at, Local(result.Rollout.CompletedAt!.Value, zone)[..at.Length]);
        Assert.Empty(result.Notes);
    }

    private static void AssertRolledBack(SimulationResult result, string stage, string rule)
    {
        Assert.True(result.Status == RolloutStatus.RolledBack, result.ToString());
        Assert.Equal((stage, rule), (result.Rollback!.From?.Stage, result.Rollback.Rule));
        Assert.Equal(Percentage.Zero, result.Rollback.To?.Percentage);
        Assert.Contains(result.Rollback.Readings, reading => reading.Verdict == CriterionVerdict.Pass);
    }

    private static void AssertWaits(SimulationResult result, string stage, string missing)
    {
        Assert.True(result.Status == RolloutStatus.Running, result.ToString());
        Assert.Equal(stage, result.Rollout.Plan.Stages[result.Rollout.Stage].Name);
        Assert.Contains(result.Unmet, sentence => sentence.Contains(missing, StringComparison.Ordinal));
        Assert.DoesNotContain(result.Events, each => each is { Forced: true, Change: RolloutChange.Advanced });
    }

    private static string Local(DateTimeOffset at, string zone) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
