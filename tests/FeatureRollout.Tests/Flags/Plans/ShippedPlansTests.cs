namespace FeatureRollout.Tests.Flags.Plans;

public class ShippedPlansTests
{
    public static TheoryData<string> Names => [.. ShippedPlans.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_plan_that_ships_has_nothing_wrong_or_doubtful(string name)
    {
        Assert.Equal(name, ShippedPlans.All[name].Name);
        Assert.Empty(ShippedPlans.All[name].Check());
    }

    [Fact]
    public void The_names_are_those_of_the_plans() =>
        Assert.Equal(ShippedPlans.Names.Order(StringComparer.Ordinal), ShippedPlans.All.Keys.Order(StringComparer.Ordinal));

    [Fact]
    [Trait("Requirement", "S4-01")]
    [Trait("Requirement", "X-01")]
    public void The_pilot_ladder_has_four_tiers_with_their_least_times_and_a_soak()
    {
        Assert.Equal(
            [("internal", 1m, 2d), ("early-adopters", 10m, 7d), ("general", 50m, 7d), ("full", 100m, 0d)],
            ShippedPlans.Pilot.Stages.Select(stage => (stage.Name, stage.Steps.Single().Percentage.Value, stage.MinimumDuration.TotalDays)));
        Assert.Equal(TimeSpan.FromDays(14), ShippedPlans.Pilot.Soak);
        Assert.All(ShippedPlans.Pilot.Stages.Take(3), stage => Assert.Equal(["team"], stage.Approvals));
    }

    [Fact]
    [Trait("Requirement", "S4-07")]
    public void The_decision_matrix_states_its_bounds()
    {
        var bands = ShippedPlans.Pilot.Bands.Select(band => (band.When.Text, band.Then.Action)).ToList();

        Assert.Equal(
            [
                ("error_rate < 2%", RolloutAction.FastTrack),
                ("error_rate >= 2%", RolloutAction.Hold),
                ("error_rate >= 5%", RolloutAction.Pause),
                ("error_rate > 10%", RolloutAction.RollBack),
                ("success_rate > 98%", RolloutAction.FastTrack),
                ("success_rate >= 95% while success_rate <= 98%", RolloutAction.Advance),
                ("success_rate < 95%", RolloutAction.Pause),
            ],
            bands);
        Assert.Equal(TimeSpan.FromDays(3), ShippedPlans.Pilot.Bands[1].Then.For);
        Assert.Equal(0.5, ShippedPlans.Pilot.FastTrackFactor);
    }

    [Fact]
    [Trait("Requirement", "S4-15")]
    public void The_fast_track_merges_the_first_tiers_and_takes_three_weeks()
    {
        var plan = ShippedPlans.PilotFastTrack;

        Assert.Equal([1m, 10m], plan.Stages[0].Steps.Select(step => step.Percentage.Value));
        Assert.Equal(21, (plan.Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.MinimumDuration) + plan.Soak).TotalDays);
    }

    [Fact]
    [Trait("Requirement", "S2-01")]
    public void The_canary_takes_a_day_three_two_and_two() =>
        Assert.Equal(
            [("alpha", 1m, 1d), ("beta", 10m, 3d), ("gamma", 25m, 2d), ("delta", 50m, 2d), ("full", 100m, 0d)],
            ShippedPlans.Canary.Stages.Select(stage => (stage.Name, stage.Steps.Single().Percentage.Value, stage.MinimumDuration.TotalDays)));

    [Fact]
    [Trait("Requirement", "S3-01")]
    [Trait("Requirement", "S3-07")]
    public void The_five_weeks_double_and_keep_what_was_asked_before()
    {
        Assert.Equal([5m, 10m, 25m, 50m, 100m], ShippedPlans.FiveWeeks.Stages.Select(stage => stage.Steps.Single().Percentage.Value));
        Assert.All(ShippedPlans.FiveWeeks.Stages.Take(4), stage => Assert.Equal(7, stage.MinimumDuration.TotalDays));
        Assert.All(ShippedPlans.FiveWeeks.Stages.Skip(1), stage => Assert.True(stage.Inherit));
        Assert.NotEmpty(ShippedPlans.FiveWeeks.Stages[0].EndChecklist);
    }
}
