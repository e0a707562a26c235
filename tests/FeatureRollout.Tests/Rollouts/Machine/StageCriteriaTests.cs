using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Tests.Rollouts.Machine;

public sealed class StageCriteriaTests
{
    private static readonly PlanDefinition Plan = (Pilot.Plan with
    {
        AdvanceWhen = Pilot.Criteria("plan > 1"),
        RollbackWhen = Pilot.Criteria("down > 1"),
        MinimumSamples = 50,
        Confirmations = 3,
    })
        .With(0, stage => stage with
        {
            AdvanceWhen = Pilot.Criteria("first > 1"),
            HoldWhen = Pilot.Criteria("odd > 1"),
            RollbackWhen = Pilot.Criteria("worse > 1"),
            OnFailure = new PlanAction { Action = RolloutAction.Kill },
        })
        .With(1, stage => stage with
        {
            AdvanceWhen = Pilot.Criteria("second > 1", "first > 1"),
            RollbackWhen = Pilot.Criteria("worse > 1", "bad > 1"),
            OnFailure = new PlanAction { Action = RolloutAction.Pause },
            Inherit = true,
            MinimumSamples = 7,
            Proof = CriterionProof.Threshold,
        });

    [Fact]
    [Trait("Requirement", "S3-07")]
    public void A_stage_that_inherits_has_the_plans_criteria_then_those_of_earlier_stages_then_its_own_each_once()
    {
        var criteria = StageCriteria.Of(Plan, 1);
        Assert.Equal(["plan > 1", "first > 1", "second > 1"], criteria.AdvanceWhen.Select(each => each.Text), StringComparer.Ordinal);
        Assert.Equal(["odd > 1"], criteria.HoldWhen.Select(each => each.Text), StringComparer.Ordinal);
        Assert.Equal(["down > 1", "worse > 1", "bad > 1"], criteria.RollbackWhen.Select(each => each.When.Text), StringComparer.Ordinal);
        Assert.Equal([RolloutAction.Pause, RolloutAction.Kill, RolloutAction.Pause], criteria.RollbackWhen.Select(each => each.OnFailure.Action));
        Assert.Equal((7, 3, CriterionProof.Threshold), (criteria.MinimumSamples, criteria.Confirmations, criteria.Proof));
    }

    [Fact]
    [Trait("Requirement", "S3-07")]
    public void A_stage_that_does_not_inherit_has_the_plans_and_its_own()
    {
        var criteria = StageCriteria.Of(Plan, 2);
        Assert.Equal(["plan > 1"], criteria.AdvanceWhen.Select(each => each.Text), StringComparer.Ordinal);
        Assert.Equal(["down > 1"], criteria.RollbackWhen.Select(each => each.When.Text), StringComparer.Ordinal);
        Assert.Equal((50, CriterionProof.Detector), (criteria.MinimumSamples, criteria.Proof));
    }

    [Theory]
    [InlineData(0.05, 3_600_000, "error_rate > 5% over 1h")]
    [InlineData(0.1, 300_000, "error_rate > 10% over 5m")]
    [InlineData(0.0007, 90_000, "error_rate > 0.07% over 90s")]
    [Trait("Requirement", "S4-04")]
    public void The_rollback_threshold_comes_first_and_is_judged_by_the_test_that_it_names(double rate, int milliseconds, string criterion)
    {
        var plan = Plan with { RollbackThreshold = new RollbackThreshold(rate, TimeSpan.FromMilliseconds(milliseconds)) };
        var first = StageCriteria.Of(plan, 2).RollbackWhen[0];
        Assert.Equal((criterion, RolloutAction.RollBack, CriterionProof.Threshold, true), (first.When.Text, first.OnFailure.Action, first.Proof, first.IsThreshold));
    }
}
