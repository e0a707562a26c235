using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Watching.Monitoring;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Watching;

[Trait("Requirement", "S2-06")]
public sealed class StageJudgementTests
{
    private const int Stage = 2;

    [Fact]
    public async Task A_stage_passes_only_where_every_criterion_passes_and_nothing_fires()
    {
        var (rollout, assessment) = await InBetaAsync();
        Prop.ForAll(Arb.From(Verdicts().Zip(Verdicts())), verdicts =>
        {
            var (advance, triggers) = verdicts;
            var judged = StageJudgement.Decide(rollout, assessment with { AdvanceWhen = Judged(advance), RollbackWhen = Judged(triggers), Unmet = ["wait"] }, Stage, hasReached: false, seesOutcomes: true);
            var expected = triggers.Contains(CriterionVerdict.Pass) ? StageVerdict.Fail
                : advance.Length > 0 && advance.All(each => each == CriterionVerdict.Pass) ? StageVerdict.Pass
                : StageVerdict.Undecided;
            return judged.Verdict == expected && judged.Why.Length > 0;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Undecided_and_no_data_are_never_a_pass()
    {
        var (rollout, assessment) = await InBetaAsync();
        Prop.ForAll(Arb.From(Verdicts().Zip(Gen.Elements(CriterionVerdict.NoData, CriterionVerdict.Undecided)).Zip(Gen.Elements(true, false))), each =>
        {
            var ((others, open), hasReached) = each;
            return StageJudgement.Decide(rollout, assessment with { AdvanceWhen = Judged([.. others, open]) }, Stage, hasReached, seesOutcomes: true).Verdict != StageVerdict.Pass;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Better_verdicts_never_make_it_worse_and_a_trigger_never_makes_it_better()
    {
        var (rollout, assessment) = await InBetaAsync();
        StageVerdict Of(CriterionVerdict[] advance, CriterionVerdict[] triggers) =>
            StageJudgement.Decide(rollout, assessment with { AdvanceWhen = Judged(advance), RollbackWhen = Judged(triggers) }, Stage, false, true).Verdict;
        Prop.ForAll(Arb.From(Verdicts().Zip(Verdicts()).Zip(Gen.Choose(0, 3))), each =>
        {
            var ((advance, triggers), i) = each;
            var better = advance.Select((verdict, at) => at == i ? CriterionVerdict.Pass : verdict).ToArray();
            var (before, after) = (Of(advance, triggers), Of(better, triggers));
            return (before == after || (before, after) == (StageVerdict.Undecided, StageVerdict.Pass)) && Of(advance, [.. triggers, CriterionVerdict.Pass]) == StageVerdict.Fail;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Whoever_does_not_see_what_is_counted_passes_no_stage_that_it_stands_in()
    {
        var (rollout, assessment) = await InBetaAsync();
        var all = assessment with { AdvanceWhen = Judged([CriterionVerdict.Pass]), RollbackWhen = [], Bands = [] };

        Assert.Equal(StageVerdict.Pass, StageJudgement.Decide(rollout, all, Stage, false, seesOutcomes: true).Verdict);
        Assert.Equal(new(StageVerdict.Undecided, "Readings are in the host's memory; use --url to see them."), StageJudgement.Decide(rollout, all, Stage, false, seesOutcomes: false));
    }

    [Theory]
    [InlineData(RolloutStatus.Running, 3, false, StageVerdict.Pass)]
    [InlineData(RolloutStatus.Running, 1, false, StageVerdict.Undecided)]
    [InlineData(RolloutStatus.Running, 1, true, StageVerdict.Fail)]
    [InlineData(RolloutStatus.Draft, 0, false, StageVerdict.Undecided)]
    [InlineData(RolloutStatus.Completed, 3, false, StageVerdict.Pass)]
    [InlineData(RolloutStatus.RolledBack, 0, false, StageVerdict.Fail)]
    [InlineData(RolloutStatus.Killed, 3, true, StageVerdict.Fail)]
    internal async Task Where_it_stands_decides_before_the_criteria(RolloutStatus status, int stage, bool hasReached, StageVerdict expected)
    {
        var (rollout, assessment) = await InBetaAsync();
        string?[] names = [null, "alpha", "beta", "everybody"];
        foreach (var seen in new[] { true, false })
        {
            var judged = StageJudgement.Decide(
                rollout with { Status = status, StageNumber = stage, Stage = names[stage] }, assessment with { RollbackWhen = [], Bands = [] }, Stage, hasReached, seen);

            Assert.Equal(expected, judged.Verdict);
        }
    }

    [Fact]
    public async Task A_rollout_that_was_moved_back_out_of_the_stage_has_failed_until_somebody_lets_it_go_on()
    {
        await using var world = await World.RunningAsync();
        await world.Manager.AdvanceRolloutAsync("search", World.Ada, force: true);
        await world.Manager.MoveBackRolloutAsync("search", null, World.Ada);
        Assert.Equal(StageVerdict.Fail, (await DecideAsync(world, false)).Verdict);

        await world.Manager.ResumeRolloutAsync("search", World.Ada);

        Assert.Equal(StageVerdict.Undecided, (await DecideAsync(world, false)).Verdict);
        Assert.Equal(StageVerdict.Fail, (await DecideAsync(world, true)).Verdict);
    }

    [Theory]
    [InlineData(RolloutAction.Pause, StageVerdict.Pass)]
    [InlineData(RolloutAction.PreviousStage, StageVerdict.Fail)]
    internal async Task A_band_that_takes_it_back_fails_and_one_that_only_stops_it_does_not(RolloutAction then, StageVerdict expected)
    {
        var (rollout, assessment) = await InBetaAsync();
        var plan = rollout.CopiedPlan with { Bands = [new BandResource("slow", "metric_0 < 1", then)] };
        var judged = assessment with { Bands = Judged([CriterionVerdict.Pass]), AdvanceWhen = Judged([CriterionVerdict.Pass]), RollbackWhen = [] };

        Assert.Equal(expected, StageJudgement.Decide(rollout with { CopiedPlan = plan }, judged, Stage, false, true).Verdict);
    }

    [Fact]
    public async Task While_a_drill_is_under_way_nothing_is_decided()
    {
        var (rollout, assessment) = await InBetaAsync();
        var judged = assessment with { AdvanceWhen = Judged([CriterionVerdict.Pass]), RollbackWhen = [] };

        Assert.Equal(new(StageVerdict.Undecided, "A drill is under way."), StageJudgement.Decide(rollout with { DrillSince = DateTimeOffset.UnixEpoch }, judged, Stage, false, true));
    }

    [Fact]
    public async Task A_kill_by_any_layer_fails()
    {
        var (rollout, assessment) = await InBetaAsync();

        Assert.Equal(new(StageVerdict.Fail, "It is killed by environment."), StageJudgement.Decide(rollout with { KilledBy = ["environment"] }, assessment, Stage, true, true));
    }

    private static async Task<StageJudgement> DecideAsync(World world, bool hasReached)
    {
        var (rollout, assessment) = await ReadAsync(world);
        return StageJudgement.Decide(rollout, assessment, Stage, hasReached, true);
    }

    private static async Task<(RolloutResource Rollout, AssessmentResource Assessment)> InBetaAsync()
    {
        await using var world = await World.RunningAsync();
        await world.Manager.AdvanceRolloutAsync("search", World.Ada, force: true);
        var (rollout, assessment) = await ReadAsync(world);
        Assert.Equal("beta", rollout.Stage);
        return (rollout, assessment with { Bands = [] });
    }

    private static async Task<(RolloutResource Rollout, AssessmentResource Assessment)> ReadAsync(World world) =>
        (await world.DoAsync(Readings.Rollout("search"), default), await world.DoAsync(Readings.Assessment("search"), default));

    private static Gen<CriterionVerdict[]> Verdicts() =>
        Gen.Choose(0, 3).SelectMany(count => Gen.Elements(Enum.GetValues<CriterionVerdict>()).ArrayOf(count));

    private static CriterionResource[] Judged(CriterionVerdict[] verdicts) =>
        [.. verdicts.Select((verdict, i) => new CriterionResource($"metric_{i} < 1", verdict, 0, 1, 10, "1h", 0, null, "It is so."))];
}
