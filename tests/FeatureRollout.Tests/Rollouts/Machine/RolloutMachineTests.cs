using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Tests.Rollouts.Machine;

public sealed class RolloutMachineTests
{
    [Fact]
    public void A_creation_copies_what_it_is_given_and_nobody_is_in()
    {
        var document = Pilot.Draft();
        Assert.Equal((RolloutStatus.Draft, -1, 0), (document.Rollout!.Status, document.Rollout.Stage, document.Rollout.Generation));
        Assert.Equal(new RolloutPosition(RolloutStatus.Draft, null, 0, Percentage.Zero), RolloutMachine.PositionOf(document));
        Assert.Null(RolloutMachine.PositionOf(FlagDocument.Empty("pilot")));
    }

    [Fact]
    public void A_creation_with_other_flags_first_or_a_plan_without_stages_is_refused()
    {
        Refused(FlagDocument.Empty("pilot"), Pilot.Creation(Pilot.Plan, "other", "pilot"), "the first of them is its key");
        Refused(FlagDocument.Empty("pilot"), Pilot.Creation(Pilot.Plan, "pilot", "pilot"), "different ones");
        Refused(FlagDocument.Empty("pilot"), Pilot.Creation(Pilot.Plan with { Stages = [] }, "pilot"), "no stage");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(7)]
    [Trait("Requirement", "S4-06")]
    public void Only_the_next_stage_can_be_entered(int stage) =>
        Refused(Pilot.Running(), new RolloutChange.Advanced(stage, Pilot.NoValues), "advances to \"early\" alone: stages are never skipped");

    [Fact]
    [Trait("Requirement", "S0-01")]
    public void Moves_through_stages_and_steps_are_remembered_as_passages()
    {
        var document = Pilot.Running()
            .At(Pilot.Start.AddDays(1), new RolloutChange.Stepped(1))
            .At(Pilot.Start.AddDays(2), new RolloutChange.Advanced(1, new Dictionary<string, double>(StringComparer.Ordinal) { ["nps"] = 40 }));
        Assert.Equal(
            [new StagePassage("internal", Pilot.Start, Pilot.Start.AddDays(2), 5), new StagePassage("early", Pilot.Start.AddDays(2), null, 10)],
            document.Rollout!.Passages);
        Assert.Equal(40, document.Rollout.Previous["nps"]);
        Assert.Equal(Pilot.Start.AddDays(2), document.Rollout.StepSince);
        Refused(document, new RolloutChange.Stepped(0), "step 1 of the 2");
        Refused(document, new RolloutChange.Stepped(2), "step 1 of the 2");
    }

    [Fact]
    [Trait("Requirement", "S3-08")]
    public void It_goes_back_to_any_earlier_stage_and_pauses_at_its_first_step()
    {
        var document = Pilot.Running(stage: 2);
        foreach (var stage in new[] { 0, 1 })
        {
            var back = document.Then(new RolloutChange.MovedBack(stage)).Rollout!;
            Assert.Equal((RolloutStatus.Paused, stage, 0), (back.Status, back.Stage, back.Step));
        }

        Refused(document, new RolloutChange.MovedBack(2), "it can go back to \"internal\", \"early\"");
        Refused(Pilot.Running(), new RolloutChange.MovedBack(0), "it can be rolled back");
        Assert.Equal((Percentage)3, document.Then(new RolloutChange.PercentageSet(3), new RolloutChange.MovedBack(1)).PercentageOf());
    }

    [Fact]
    [Trait("Requirement", "S4-06")]
    public void A_new_plan_keeps_the_stage_by_name_and_starts_everything_else_anew()
    {
        var document = Pilot.Running(Pilot.Plan.With(1, stage => stage with { Approvals = ["board"] }), stage: 1)
            .Then(new RolloutChange.Approved("early", "board"), new RolloutChange.FastTracked(0.5));
        var plan = Pilot.Plan with { Stages = [Pilot.Stage("new", 1), Pilot.Stage("internal", 2), Pilot.Stage("early", 20)] };
        var later = Pilot.Start.AddDays(3);
        var replanned = document.At(later, new RolloutChange.Replanned(plan, Pilot.NoDefinitions)).Rollout!;
        Assert.Equal((2, 0, RolloutStatus.Running, 1d), (replanned.Stage, replanned.Step, replanned.Status, replanned.DurationFactor));
        Assert.Equal((later, later, document.Rollout!.Generation + 1), (replanned.CountedSince!.Value, replanned.StageSince!.Value, replanned.Generation));
        Assert.Empty(replanned.Approvals);
        Refused(document, new RolloutChange.Replanned(Pilot.Ladder(1, 2), Pilot.NoDefinitions), "which the new plan does not have");
    }

    [Fact]
    public void A_percentage_by_hand_pauses_and_resuming_goes_back_to_the_stage_and_says_so()
    {
        var byHand = Pilot.Running(stage: 1).Then(new RolloutChange.PercentageSet(33));
        Assert.Equal((RolloutStatus.Paused, (Percentage)33), (byHand.Rollout!.Status, byHand.PercentageOf()));
        Assert.Equal((Percentage)33, byHand.Rollout.Passages[^1].Percentage);
        var resumed = byHand.Then(new RolloutChange.Resumed());
        Assert.Equal((RolloutStatus.Running, (Percentage)10), (resumed.Rollout!.Status, resumed.PercentageOf()));
        Assert.Equal("because Back to stage \"early\" at 10 %.", resumed.Rollout.Reason);

        var completed = Pilot.Running(Pilot.Ladder(100)).Then(new RolloutChange.Completed(), new RolloutChange.PercentageSet(50));
        Assert.Equal((RolloutStatus.Paused, null), (completed.Rollout!.Status, completed.Rollout.CompletedAt));
    }

    [Fact]
    public void A_flag_under_no_rollout_has_kill_percentage_customers_and_overrides()
    {
        var flag = FlagDocument.Empty("flag").Then(
            new RolloutChange.PercentageSet(20),
            new RolloutChange.CustomersAdded(CustomerList.Of("a", "b")),
            new RolloutChange.CustomersAdded(CustomerList.Of("b", "c")),
            new RolloutChange.CustomersRemoved(CustomerList.Of("a")),
            new RolloutChange.OverrideSet("flag", "acme", false, Pilot.Start.AddDays(1)),
            new RolloutChange.ConfiguredSeen(5),
            new RolloutChange.Killed());
        Assert.Equal((20, false), (flag.State.Percentage!.Value.Value, flag.State.Enabled));
        Assert.Equal(["b", "c"], flag.State.Added!.ToArray(), StringComparer.Ordinal);
        Assert.Equal(new FlagOverride { Enabled = false, Actor = "pat", Reason = "because", Until = Pilot.Start.AddDays(1) }, flag.State.Overrides!["acme"]);
        Assert.Equal((Percentage)5, flag.Configured);
        Assert.Null(flag.Then(new RolloutChange.Revived()).State.Enabled);
        Assert.Empty(flag.Then(new RolloutChange.OverrideRemoved("flag", "acme")).State.Overrides!);
        Assert.Equal(Percentage.Zero, flag.Then(new RolloutChange.RolledBack()).State.Percentage);
        Refused(flag, new RolloutChange.Started(), "leads no rollout");
        Refused(flag, new RolloutChange.OverrideSet("other", "acme", true, null), "that flag's own document");
        Refused(flag, new RolloutChange.OverrideSet("flag", new string('x', 513), true, null), "512 UTF-8 bytes");
        Refused(FlagDocument.Empty("flag"), new RolloutChange.Revived(), "not killed");
    }

    [Fact]
    public void A_flag_killed_before_its_rollout_stays_killed_until_it_is_revived()
    {
        var document = FlagDocument.Empty("pilot").Then(new RolloutChange.Killed(), Pilot.Creation(Pilot.Plan, "pilot"), new RolloutChange.Started());
        Assert.False(FlagDocument.ToStates([document])["pilot"].Enabled);
        var revived = document.Then(new RolloutChange.Revived());
        Assert.Null(FlagDocument.ToStates([revived])["pilot"].Enabled);
        Assert.Equal(RolloutStatus.Running, revived.Rollout!.Status);
    }

    [Theory]
    [InlineData(RolloutStatus.Draft, RolloutStatus.Draft)]
    [InlineData(RolloutStatus.Running, RolloutStatus.Paused)]
    [InlineData(RolloutStatus.Held, RolloutStatus.Paused)]
    [InlineData(RolloutStatus.Paused, RolloutStatus.Paused)]
    [InlineData(RolloutStatus.Completed, RolloutStatus.Completed)]
    [InlineData(RolloutStatus.RolledBack, RolloutStatus.RolledBack)]
    [Trait("Requirement", "S3-03")]
    public void A_revival_gives_back_what_was_except_that_nothing_moves(RolloutStatus before, RolloutStatus after)
    {
        var running = Pilot.Running(Pilot.Ladder(100));
        var document = before switch
        {
            RolloutStatus.Draft => Pilot.Draft(),
            RolloutStatus.Running => running,
            RolloutStatus.Held => running.Then(new RolloutChange.Held(Pilot.Start.AddDays(1))),
            RolloutStatus.Paused => running.Then(new RolloutChange.Paused()),
            RolloutStatus.Completed => running.Then(new RolloutChange.Completed()),
            _ => running.Then(new RolloutChange.RolledBack()),
        };
        Assert.Equal(before, document.Rollout!.Status);
        var killed = document.Then(new RolloutChange.Killed(), new RolloutChange.Killed());
        Assert.Equal(before, killed.Rollout!.StatusBeforeKill);
        Assert.Equal((after, null), (killed.Then(new RolloutChange.Revived()).Rollout!.Status, killed.Then(new RolloutChange.Revived()).Rollout!.StatusBeforeKill));
    }

    [Fact]
    public void What_a_rule_paused_has_to_be_proven_anew_after_a_resumption_and_what_a_person_paused_has_not()
    {
        var running = Pilot.Running();
        Assert.Equal(running.Rollout!.Generation, running.Then(new RolloutChange.Paused(), new RolloutChange.Resumed()).Rollout!.Generation);
        var later = Pilot.Start.AddDays(1);
        var resumed = running.Then(new RolloutChange.Paused("bad > 0"), new RolloutChange.Paused()).At(later, new RolloutChange.Resumed()).Rollout!;
        Assert.Equal((running.Rollout.Generation + 1, later, Pilot.Start), (resumed.Generation, resumed.CountedSince!.Value, resumed.StageSince!.Value));
    }

    [Fact]
    public void Open_incidents_are_all_kept_and_the_last_200_resolved_ones()
    {
        var document = Pilot.Running();
        for (var i = 0; i < 250; i++)
        {
            document = document.Then(new RolloutChange.IncidentReported($"open {i}", "P2", "it broke"), new RolloutChange.IncidentReported($"shut {i}", "P1", "it broke"))
                .At(Pilot.Start.AddMinutes(i), new RolloutChange.IncidentResolved($"shut {i}"));
        }

        var incidents = document.Rollout!.Incidents;
        Assert.Equal(250, incidents.Count(each => each.ResolvedAt is null));
        Assert.Equal(200, incidents.Count(each => each.ResolvedAt is not null));
        Assert.DoesNotContain(incidents, each => each.Id == "shut 49");
        Assert.Contains(incidents, each => each is { Id: "shut 50", ResolvedBy: "pat" });
        Refused(document, new RolloutChange.IncidentResolved("opne 3"), "did you mean \"open 3\"?");
        Refused(document, new RolloutChange.IncidentReported("open 3", "P1", "again"), "already");
    }

    [Fact]
    public void The_last_1000_values_of_a_metric_are_kept()
    {
        var document = Enumerable.Range(0, 1_005).Aggregate(Pilot.Running(), (state, i) => state.Then(new RolloutChange.ValueReported("nps", i)));
        Assert.Equal(1_000, document.Rollout!.Values["nps"].Count);
        Assert.Equal((5, 1_004), (document.Rollout.Values["nps"][0].Value, document.Rollout.Values["nps"][^1].Value));
        Refused(document, new RolloutChange.ValueReported("nps", double.NaN), "a value is a finite number");
    }

    [Fact]
    public void Baselines_are_kept_by_name()
    {
        var document = Pilot.Running().Then(
            new RolloutChange.BaselineCaptured(new Dictionary<string, double>(StringComparer.Ordinal) { ["nps"] = 1, ["p95(latency)"] = 2 }),
            new RolloutChange.BaselineCaptured(new Dictionary<string, double>(StringComparer.Ordinal) { ["nps"] = 3 }));
        Assert.Equal((3, 2), (document.Rollout!.Baselines["nps"], document.Rollout.Baselines["p95(latency)"]));
    }

    [Fact]
    [Trait("Requirement", "S0-05")]
    public void An_approval_or_tick_for_another_stage_or_by_an_unknown_name_is_refused()
    {
        var document = Pilot.Running(Pilot.Plan.With(0, stage => stage with { Approvals = ["product-manager"], EndChecklist = [new("review")] }));
        Refused(document, new RolloutChange.Approved("early", "product-manager"), "Stage \"early\" of \"pilot\" cannot be approved now; \"internal\" can.");
        Refused(document, new RolloutChange.Approved(null, "product-manager"), "The start of \"pilot\" cannot be approved now");
        Refused(document, new RolloutChange.Approved("internal", "product manager"), "did you mean \"product-manager\"?");
        Refused(document, new RolloutChange.Ticked("everybody", "review", true), "\"internal\" and \"early\" can.");
        var ticked = document.Then(new RolloutChange.Ticked("internal", "review", true));
        Assert.Equal(new RolloutTick("internal", "review", "pat", Pilot.Start), Assert.Single(ticked.Rollout!.Ticks));
        Assert.Empty(ticked.Then(new RolloutChange.Ticked("internal", "review", false)).Rollout!.Ticks);
    }

    [Fact]
    public void A_milestone_is_one_of_the_plans()
    {
        var document = Pilot.Running().Then(new RolloutChange.MilestoneMarked("launch", "done"));
        Assert.Equal(new MilestoneMark("done", "pat", Pilot.Start), document.Rollout!.Milestones["launch"]);
        Refused(document, new RolloutChange.MilestoneMarked("lunch", "done"), "did you mean \"launch\"?");
    }

    [Fact]
    public void A_removed_rollout_leaves_the_flags_own_state()
    {
        var removed = Pilot.Draft().Then(new RolloutChange.OverrideSet("pilot", "acme", true, null), new RolloutChange.Removed());
        Assert.Null(removed.Rollout);
        Assert.True(removed.State.Overrides!["acme"].Enabled);
    }

    private static void Refused(FlagDocument document, RolloutChange change, string because) =>
        Assert.Contains(because, Assert.Throws<RolloutRefusedException>(() => document.Then(change)).Message, StringComparison.Ordinal);
}
