using FeatureRollout.Rollouts.Machine;
using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Rollouts.Machine;

/// <summary>Laws of deciding, over random plans, states and verdicts.</summary>
public sealed class DeciderLawTests
{
    [Fact]
    public void It_decides_the_same_twice_and_everything_decided_can_be_applied() => ForLooks((document, judgement, now) =>
    {
        var decision = RolloutDecider.Decide(document.Rollout!, judgement, now);
        Assert.Equal(RandomRollouts.Text(decision), RandomRollouts.Text(RolloutDecider.Decide(document.Rollout!, judgement, now)));
        Assert.False(string.IsNullOrWhiteSpace(decision.Next));
        Assert.All(decision.Unmet, sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
        Apply(document, decision, now);
    });

    [Fact]
    [Trait("Requirement", "S4-05")]
    [Trait("Requirement", "F-18")]
    public void It_goes_on_by_one_stage_only_and_only_with_every_criterion_passed_and_approval_given() => ForLooks((document, judgement, now) =>
    {
        var state = document.Rollout!;
        var moves = RolloutDecider.Decide(state, judgement, now).Changes.Where(each => each.Change is RolloutChange.Advanced or RolloutChange.Completed).ToArray();
        if (moves.Length > 0)
        {
            Assert.Single(moves);
            var stage = state.Plan.Stages[state.Stage];
            Assert.All(judgement.AdvanceWhen, result => Assert.Equal(CriterionVerdict.Pass, result.Verdict));
            Assert.DoesNotContain(judgement.RollbackWhen.Concat(judgement.HoldWhen), result => result.Verdict == CriterionVerdict.Pass);
            Assert.All(stage.Approvals, name => Assert.Contains(state.Approvals, each => each.Name == name && each.Stage == stage.Name));
            Assert.Equal(stage.Steps.Count - 1, state.Step);
            Assert.Equal(RolloutStatus.Running, state.Status);
            Assert.True(now - state.StageSince >= stage.MinimumDuration * state.DurationFactor);
            Assert.True(stage.Automatic);
        }
    });

    [Fact]
    [Trait("Requirement", "S4-04")]
    public void Nobody_comes_in_again_after_a_rollback_or_kill_by_a_decision() => ForLooks((document, judgement, now) =>
    {
        if (document.Rollout!.Status is RolloutStatus.RolledBack or RolloutStatus.Killed or RolloutStatus.Draft)
        {
            var after = Apply(document, RolloutDecider.Decide(document.Rollout, judgement, now), now);
            Assert.Equal(document.Rollout.Status, after.Rollout!.Status);
            Assert.Equal(Percentage.Zero, after.PercentageOf());
        }
    });

    [Fact]
    [Trait("Requirement", "F-31")]
    public void An_observer_moves_nothing() => ForLooks((document, judgement, now) =>
    {
        if (document.Rollout!.ObserveOnly)
        {
            var after = Apply(document, RolloutDecider.Decide(document.Rollout, judgement, now), now);
            Assert.Equal(RolloutMachine.PositionOf(document), RolloutMachine.PositionOf(after));
        }
    });

    [Fact]
    public void A_look_after_a_decision_settles_and_a_healthy_rollout_reaches_its_end()
    {
        Served.ForSeeds(300, random =>
        {
            var plan = RandomRollouts.Plan(random);
            plan = plan with { Stages = [.. plan.Stages.Select(stage => stage with { Automatic = true, Approvals = [], StartChecklist = [], EndChecklist = [] })] };
            var document = Pilot.Running(plan);
            var now = Pilot.Start;
            for (var i = 0; i < 4_000 && document.Rollout!.Status != RolloutStatus.Completed; i++)
            {
                now += TimeSpan.FromHours(3);
                var judgement = Pilot.Judge(document.Rollout, text => text.StartsWith('a') ? CriterionVerdict.Pass : CriterionVerdict.Fail);
                document = Apply(document, RolloutDecider.Decide(document.Rollout, judgement, now), now);
            }

            Assert.Equal(RolloutStatus.Completed, document.Rollout!.Status);
        });
    }

    private static void ForLooks(Action<FlagDocument, RolloutJudgement, DateTimeOffset> law) => Served.ForSeeds(400, random =>
    {
        var document = FlagDocument.Empty("pilot").Then(Pilot.Creation(RandomRollouts.Plan(random), "pilot"), new RolloutChange.Started());
        var now = Pilot.Start;
        for (var i = 0; i < 40 && document.Rollout is not null; i++)
        {
            now += TimeSpan.FromMinutes(random.Next(1, 60 * 24));
            var judgement = RandomRollouts.Judgement(random, document.Rollout);
            law(document, judgement, now);
            document = Apply(document, RolloutDecider.Decide(document.Rollout, judgement, now), now);
            if (random.Chance(40))
            {
                try
                {
                    document = document.At(now, RandomRollouts.Change(random, document));
                }
                catch (RolloutRefusedException)
                {
                    // An illegal change leaves the document as it is.
                }
            }
        }
    });

    private static FlagDocument Apply(FlagDocument document, RolloutDecision decision, DateTimeOffset now) => decision.Changes
        .Where(each => each.Key is null)
        .Aggregate(document, (state, each) => RolloutMachine.Apply(state, each.Change, now, "controller", each.Reason));
}
