using System.Globalization;
using FeatureRollout.Tests.Flags.Files;

namespace FeatureRollout.Tests.Flags.Plans;

public class PlanReaderTests
{
    private const string One = """  "rollbackWhen": ["error_rate > 50%"], "stages": [{ "name": "one", "percentage": 100 }]  """;

    [Theory]
    [InlineData("America/New_York", "2027-12-20T05:00:00Z", "2028-01-03T05:00:00Z")]
    [InlineData("Asia/Kolkata", "2027-12-19T18:30:00Z", "2028-01-02T18:30:00Z")]
    [InlineData("UTC", "2027-12-20T00:00:00Z", "2028-01-03T00:00:00Z")]
    [Trait("Requirement", "X-04")]
    public void The_days_of_a_freeze_are_days_of_the_plans_time_zone_and_its_moments_are_what_they_are(string zone, string from, string until)
    {
        var plan = PlanReading.Read($$"""
            "freezes": [{ "from": "2027-12-20", "until": "2028-01-03" }, { "from": "2027-05-01T00:00:00Z", "until": "2027-05-02T00:00:00+02:00" }], "timeZone": "{{zone}}", {{One}}
            """);

        Assert.Equal((DateTimeOffset.Parse(from, CultureInfo.InvariantCulture), DateTimeOffset.Parse(until, CultureInfo.InvariantCulture)), (plan.Freezes[0].From, plan.Freezes[0].Until));
        Assert.Equal(new DateTimeOffset(2027, 5, 1, 0, 0, 0, TimeSpan.Zero), plan.Freezes[1].From);
        Assert.Equal(new DateTimeOffset(2027, 5, 1, 22, 0, 0, TimeSpan.Zero), plan.Freezes[1].Until);
        Assert.Single(PlanReading.Read($$""" "freezes": [{ "from": "0001-01-01", "until": "9999-12-31" }], "timeZone": "{{zone}}", {{One}} """).Freezes);
    }

    [Fact]
    public void Every_member_of_a_plan_is_read()
    {
        var plan = PlanReading.Read(
            """
            "description": "d", "owner": "o", "timeZone": "Europe/London", "proof": "threshold", "confirmations": 3, "minimumSamples": 50,
            "advanceWhen": ["error_rate < 5%"], "holdWhen": ["error_rate > 2%"], "rollbackWhen": ["error_rate > 6%"],
            "rollbackThreshold": { "errorRate": 0.05, "timeWindow": "1h", "proof": "detector" },
            "bands": [{ "when": "error_rate > 10%", "then": "rollback", "name": "bad" }, { "when": "error_rate > 3%", "then": { "hold": "1d 12h" } }],
            "onFailure": "previousStage", "approvals": ["product-manager"], "checklist": ["x", { "item": "y", "owner": "z", "required": false }],
            "metrics": { "ml_cost": { "source": "prometheus", "query": "q", "description": "e", "budget": 600, "per": "7d" } },
            "alerts": [{ "name": "a", "when": "ml_cost > 1000 for 5m", "severity": "critical", "channels": ["pagerduty"], "repeatEvery": "4h" }],
            "advanceWindows": [{ "days": ["Monday", "Friday"], "from": "22:00", "until": "02:30" }],
            "freezes": [{ "from": "2027-12-20", "until": "2028-01-03T09:00+01:00", "reason": "holidays" }],
            "soak": "2w", "fastTrackFactor": 0.25, "start": "2027-01-31", "milestones": [{ "name": "m", "owner": "n", "day": -7 }],
            "reports": [{ "time": "09:00", "days": ["Monday"], "channels": ["email"] }], "messages": { "rolledBack": "{flag} is off" },
            "stages": [{
              "name": "s", "description": "f", "steps": [{ "percentage": 0.5, "customers": ["c", { "segment": "beta" }] }, { "after": "2d", "time": "10:00", "percentage": 7 }],
              "minimumDuration": "48h", "minimumSamples": 7, "proof": "detector", "advanceWhen": ["requests > 100"], "holdWhen": ["errors > 9"], "rollbackWhen": ["open(P1) > 0"],
              "approvals": ["cto"], "checklist": { "start": ["p"], "end": ["q"] }, "onFailure": { "setFlag": "fallback", "enabled": true },
              "eligible": "volume != 'high'", "strata": [{ "when": "vertical == 'services'", "percentage": 3 }], "automatic": false, "expectedVolume": { "from": 50, "to": 100 } },
              { "name": "t", "percentage": 100, "inherit": true }]
            }}, "flags": { "fallback": {} }, "segments": { "beta": { "source": "crm" } }, "rollouts": { "fallback": { "plan": "p"
            """);

        Assert.Equal(("p", "d", "o", "Europe/London"), (plan.Name, plan.Description, plan.Owner, plan.TimeZone));
        Assert.Equal((CriterionProof.Threshold, 3, 50), (plan.Proof, plan.Confirmations, plan.MinimumSamples));
        Assert.Equal(["error_rate < 5%", "error_rate > 2%", "error_rate > 6%"], new[] { plan.AdvanceWhen, plan.HoldWhen, plan.RollbackWhen }.Select(list => list.Single().Text).ToArray());
        Assert.Equal(new RollbackThreshold(0.05, TimeSpan.FromHours(1), CriterionProof.Detector), plan.RollbackThreshold);
        Assert.Equal((RolloutAction.RollBack, "bad"), (plan.Bands[0].Then.Action, plan.Bands[0].Name!));
        Assert.Equal(new PlanAction { Action = RolloutAction.Hold, For = TimeSpan.FromHours(36) }, plan.Bands[1].Then);
        Assert.Equal(RolloutAction.PreviousStage, plan.OnFailure.Action);
        Assert.Equal("product-manager", Assert.Single(plan.Approvals));
        Assert.Equal<ChecklistItem>([new("x"), new("y", "z", false)], plan.Checklist);
        Assert.Equal(new MetricDefinition { Source = "prometheus", Query = "q", Description = "e", Budget = 600, BudgetPeriod = TimeSpan.FromDays(7) }, plan.Metrics["ml_cost"]);
        var alert = Assert.Single(plan.Alerts);
        Assert.Equal(("a", AlertSeverity.Critical, TimeSpan.FromHours(4), "pagerduty"), (alert.Name, alert.Severity, alert.RepeatEvery!.Value, alert.Channels.Single()));
        Assert.Equal((new TimeOnly(22, 0), new TimeOnly(2, 30), 2), (plan.AdvanceWindows[0].From, plan.AdvanceWindows[0].Until, plan.AdvanceWindows[0].Days.Count));
        Assert.Equal((2028, "holidays"), (plan.Freezes[0].Until.Year, plan.Freezes[0].Reason!));
        Assert.Equal((TimeSpan.FromDays(14), 0.25, new DateOnly(2027, 1, 31)), (plan.Soak, plan.FastTrackFactor, plan.Start!.Value));
        Assert.Equal(new Milestone("m", "n", -7), plan.Milestones[0]);
        Assert.Equal((new TimeOnly(9, 0), DayOfWeek.Monday, "email"), (plan.Reports[0].Time, plan.Reports[0].Days.Single(), plan.Reports[0].Channels.Single()));
        Assert.Equal("{flag} is off", plan.Messages["rolledBack"]);

        var stage = plan.Stages[0];
        Assert.Equal(("s", "f", TimeSpan.FromDays(2), 7, CriterionProof.Detector), (stage.Name, stage.Description!, stage.MinimumDuration, stage.MinimumSamples!.Value, stage.Proof!.Value));
        Assert.Equal(("c", "beta"), (stage.Steps[0].Customers.Customers.Single(), stage.Steps[0].Customers.Segments.Single()));
        Assert.Equal((0.5m, 7m, TimeSpan.FromDays(2), new TimeOnly(10, 0)), (stage.Steps[0].Percentage.Value, stage.Steps[1].Percentage.Value, stage.Steps[1].After, stage.Steps[1].Time!.Value));
        Assert.Equal((1, 1, 1), (stage.AdvanceWhen.Count, stage.HoldWhen.Count, stage.RollbackWhen.Count));
        Assert.Equal(("p", "q", "cto"), (stage.StartChecklist.Single().Name, stage.EndChecklist.Single().Name, stage.Approvals.Single()));
        Assert.Equal(new PlanAction { Action = RolloutAction.SetFlag, Flag = "fallback", FlagEnabled = true }, stage.OnFailure);
        Assert.Equal(("volume != 'high'", 3m, false), (stage.Eligible!.Text, stage.Strata.Single().Percentage.Value, stage.Automatic));
        Assert.Equal(new ExpectedVolume(50, 100), stage.ExpectedVolume);
        Assert.True(plan.Stages[1].Inherit);
    }

    [Theory]
    [InlineData("48h", 48 * 60)]
    [InlineData("7d", 7 * 24 * 60)]
    [InlineData("30m", 30)]
    [InlineData("1d 12h", 36 * 60)]
    [InlineData("1d12h30m", (36 * 60) + 30)]
    [InlineData("2w", 14 * 24 * 60)]
    [InlineData("90s", 1.5)]
    [InlineData("0s", 0)]
    public void A_time_is_written_with_its_units(string text, double minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), PlanReading.Read($"\"soak\": \"{text}\", {One}").Soak);

    [Theory]
    [InlineData("\"48\"")]
    [InlineData("\"\"")]
    [InlineData("\"12h 1d\"")]
    [InlineData("\"1h 1h\"")]
    [InlineData("\"-1d\"")]
    [InlineData("\"1.5d\"")]
    [InlineData("\"2 days\"")]
    [InlineData("\"999999w 999999d\"")]
    [InlineData("172800")]
    [InlineData("null")]
    public void Any_other_time_is_refused_with_an_example(string text) =>
        Assert.StartsWith("25 $.plans.p.soak: expected a time such as \"48h\", \"7d\" or \"1d 12h\"", Assert.Single(PlanReading.Errors($"\"soak\":  {text}, {One}")), StringComparison.Ordinal);

    [Fact]
    [Trait("Requirement", "S0-01")]
    public void A_step_without_a_percentage_keeps_the_one_before_and_days_are_counted_from_the_stage()
    {
        var stages = PlanReading.Read(
            """
            "rollbackWhen": ["error_rate > 50%"],
            "stages": [
              { "name": "a", "steps": [{ "day": 8, "percentage": 5 }, { "day": 10, "customers": ["c"] }] },
              { "name": "b", "customers": ["d"] },
              { "name": "c", "steps": [{ "day": 15, "percentage": 6 }, { "day": 21, "percentage": 7 }] }]
            """).Stages;

        Assert.Equal([5m, 5m, 5m, 6m, 7m], stages.SelectMany(stage => stage.Steps).Select(step => step.Percentage.Value));
        Assert.Equal([0d, 2d, 0d, 0d, 6d], stages.SelectMany(stage => stage.Steps).Select(step => step.After.TotalDays));
    }

    [Fact]
    [Trait("Requirement", "S3-14")]
    [Trait("Requirement", "S4-03")]
    public void A_rollout_names_more_flags_and_customers_and_a_plan_that_ships()
    {
        var set = Reading.Read(
            """{ "flags": { "a": {}, "b": {} }, "rollouts": { "a": { "plan": "pilot", "flags": ["b"], "customers": ["us"], "observeOnly": true } } }""");

        var rollout = Assert.Single(set.Rollouts).Value;
        Assert.Equal(("a", "pilot", "b", "us", true), (rollout.Key, rollout.Plan, rollout.MoreFlags.Single(), rollout.Customers.Single(), rollout.ObserveOnly));
        Assert.All(set.Flags.Values, flag => Assert.Equal("pilot", flag.Plan));
        Assert.Empty(set.Plans);
    }

    [Theory]
    [Trait("Requirement", "S1-07")]
    [InlineData(
        """ "alerts": [{ "name": "Phase 4 Error Rate Critical", "metric": "omniops.phase4.errors", "threshold": 1.0, "duration": "5m", "severity": "critical", "notification_channels": ["pagerduty", "slack"] }] """,
        """direction nor unit, and both are required; write "when": "omniops.phase4.errors > 1.0% for 5m", with < or > and with %, ms, s or no unit""")]
    [InlineData(
        """ "metrics": { "availability": { "metric": "omniops.ml_api.availability", "threshold": 0.95, "duration": "2m", "severity": "critical", "channels": ["slack"] } } """,
        """direction nor unit, and both are required; write "alert": "> 0.95%", with < or > and with %, ms, s or no unit as availability is measured""")]
    [InlineData(""" "metrics": { "availability": { "alert": 0.95 } } """, "0.95 has neither direction nor unit; write for example \"> 800ms\"")]
    [InlineData(""" "metrics": { "availability": { "alert": "0.95" } } """, "a limit says its direction, such as")]
    [InlineData(""" "metrics": { "availability": { "target": "> 5 parsecs" } } """, "unknown unit \"parsecs\"")]
    public void A_threshold_without_direction_and_unit_is_refused_with_what_to_write(string members, string expected) =>
        Assert.Contains(expected, Assert.Single(PlanReading.Errors(members + ", " + One)), StringComparison.Ordinal);

    [Theory]
    [Trait("Requirement", "F-25")]
    [InlineData("\"advanceWhen\": [\"p96(latency) < 5s\", \"pp5(latency) < 5s\"],", "54 $.plans.p.advanceWhen[1]: Expected a function before '('")]
    [InlineData("\"advanceWhen\": [\"error_rate < 5% fro 2h\"],", "49 $.plans.p.advanceWhen[0]: ")]
    [InlineData("\"advanceWhen\": [\"error_rate \\u003c 5% fro 2h\"],", "54 $.plans.p.advanceWhen[0]: ")]
    [InlineData("\"onFailure\": \"previousstage\",", "29 $.plans.p.onFailure: unknown action \"previousstage\"; did you mean \"previousStage\"?")]
    [InlineData("\"onFailure\": { \"hold\": \"3d\" },", "29 $.plans.p.onFailure: a trigger does more than hold")]
    [InlineData("\"onFailure\": { \"setFlag\": \"zz\", \"enabled\": true },", "42 $.plans.p.onFailure.setFlag: unknown flag \"zz\"")]
    [InlineData("\"onFailure\": { \"setFlag\": \"zz\" },", "29 $.plans.p.onFailure: \"setFlag\" needs \"enabled\"")]
    [InlineData("\"bands\": [{ \"when\": \"errors > 1\" }],", "26 $.plans.p.bands[0]: a band needs \"then\"")]
    [InlineData("\"proof\": \"detektor\",", "25 $.plans.p.proof: unknown proof \"detektor\"; did you mean \"detector\"?")]
    [InlineData("\"advanceWindows\": [{ \"days\": [\"monday\"], \"from\": \"9:00\", \"until\": \"10:00\" }],", "46 $.plans.p.advanceWindows[0].days[0]: unknown day \"monday\"; did you mean \"Monday\"?")]
    [InlineData("\"confirmations\": 0,", "33 $.plans.p.confirmations: expected a whole number from 1 to 100, found 0")]
    [InlineData("\"fastTrackFactor\": 1.5,", "35 $.plans.p.fastTrackFactor: expected a number greater than 0 and at most 1, found 1.5")]
    [InlineData("\"rollbackThreshold\": { \"errorRate\": 5, \"timeWindow\": \"1h\" },", "52 $.plans.p.rollbackThreshold.errorRate: expected a fraction greater than 0 and under 1 (5 % is 0.05), found 5")]
    [InlineData("\"approvals\": [\"a\", \"a\"],", "35 $.plans.p.approvals[1]: \"a\" is listed twice")]
    [InlineData("\"checklist\": { \"begin\": [] },", "31 $.plans.p.checklist.begin: unknown member \"begin\"; a plan's checklist has start, eachStageStart, eachStageEnd")]
    [InlineData("\"timezone\": \"UTC\",", "16 $.plans.p.timezone: unknown member \"timezone\"; did you mean \"timeZone\"?")]
    public void An_error_has_its_place_and_the_nearest_right_word(string members, string expected) =>
        Assert.StartsWith(expected, PlanReading.Errors(members + One)[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "percentage": 5 }""", "a stage needs \"name\"")]
    [InlineData("""{ "name": "a" }""", "a stage needs \"percentage\", \"customers\" or \"steps\"")]
    [InlineData("""{ "name": "a", "percentage": 5, "steps": [{ "percentage": 5 }] }""", "a stage has \"steps\", or \"percentage\" and \"customers\" of its own, not both")]
    [InlineData("""{ "name": "a", "steps": [] }""", "a stage has at least one step")]
    [InlineData("""{ "name": "a", "steps": [{ "after": "0s" }] }""", "a step needs \"percentage\", \"customers\" or both")]
    [InlineData("""{ "name": "a", "steps": [{ "percentage": 1 }, { "day": 3, "percentage": 5 }] }""", "the first step of the stage says no \"day\"")]
    [InlineData("""{ "name": "a", "steps": [{ "day": 3, "percentage": 1 }, { "day": 3, "percentage": 5 }] }""", "day 3 does not come after day 3 of the step before")]
    [InlineData("""{ "name": "a", "percentage": 5, "eligible": "segment('nobody')" }""", "unknown segment \"nobody\"")]
    public void A_stage_says_who_is_in_and_when(string stage, string expected) =>
        Assert.Contains(expected, Assert.Single(PlanReading.Errors($"\"stages\": [{stage}]")), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "a": { "plan": "pilt" } }""", "unknown plan \"pilt\"; did you mean \"pilot\"?")]
    [InlineData("""{ "a": { "plan": "pilot", "flags": ["b", "b"] } }""", "\"b\" is in a rollout already")]
    [InlineData("""{ "a": { "plan": "pilot", "flags": ["a"] } }""", "\"a\" has a rollout of its own")]
    [InlineData("""{ "a": { "plan": "pilot", "flags": ["b"] }, "b": { "plan": "pilot" } }""", "\"b\" has a rollout of its own")]
    [InlineData("""{ "a": { "plan": "pilot", "flags": ["c"] } }""", "unknown flag \"c\"")]
    [InlineData("""{ "a": { "plan": "pilot", "flags": ["d"] } }""", "so it has no percentage of its own")]
    public void A_flag_is_moved_by_one_plan(string rollouts, string expected) =>
        Assert.Contains(
            expected,
            Assert.Single(Reading.Errors($$"""{ "flags": { "a": {}, "b": {}, "d": { "percentage": 5 } }, "rollouts": {{rollouts}} }""")),
            StringComparison.Ordinal);
}
