using FeatureRollout.Rollouts.Machine;

namespace FeatureRollout.Tests.Rollouts.Machine;

public sealed class RolloutDeciderTests
{
    private static readonly PlanDefinition Ladder = Pilot.Ladder(1, 10, 50, 100);

    [Fact]
    [Trait("Requirement", "S4-05")]
    [Trait("Requirement", "S3-13")]
    [Trait("Requirement", "S0-05")]
    [Trait("Requirement", "S0-11")]
    public void Every_condition_that_is_not_met_is_named_and_nothing_advances()
    {
        var plan = (Ladder with { AdvanceWhen = Pilot.Criteria("error_rate < 5%", "success_rate > 95%", "open(P1) == 0"), HoldWhen = Pilot.Criteria("concerns > 0") })
            .With(1, stage => stage with
            {
                MinimumDuration = TimeSpan.FromDays(2),
                Approvals = ["product-manager"],
                EndChecklist = [new ChecklistItem("review", "kim"), new ChecklistItem("party", null, Required: false)],
            })
            .With(2, stage => stage with { StartChecklist = [new ChecklistItem("support told")] })
            with { Freezes = [new Freeze(Pilot.Start, Pilot.Start.AddDays(1), "inventory")] };
        var state = Pilot.Running(plan, stage: 1).Rollout!;
        var judgement = Pilot.Judge(state, text => text switch
        {
            "error_rate < 5%" => CriterionVerdict.Undecided,
            "success_rate > 95%" => CriterionVerdict.Fail,
            "open(P1) == 0" => CriterionVerdict.NoData,
            _ => CriterionVerdict.Pass,
        });
        state = state with { RulesTaken = ["concerns > 0"] };
        Assert.Equal(
            [
                "The stage lasts until 2026-03-04 09:00 (UTC) at least.",
                "\"error_rate < 5%\" is undecided: It reads Undecided.",
                "\"success_rate > 95%\" does not hold: It reads Fail.",
                "\"open(P1) == 0\" has no data: It reads NoData.",
                "\"concerns > 0\" stands against it: It reads Pass.",
                "\"product-manager\" has not approved leaving \"s1\".",
                "\"review\" of the checklist for the end of \"s1\" is not ticked (owner: kim).",
                "\"support told\" of the checklist for the start of \"s2\" is not ticked.",
                "Advancing is frozen until 2026-03-03 09:00 (UTC): inventory.",
            ],
            RolloutDecider.AdvanceUnmet(state, judgement, Pilot.Start));
        Assert.Empty(RolloutDecider.Decide(state, judgement, Pilot.Start).Changes);
    }

    [Fact]
    [Trait("Requirement", "S0-05")]
    [Trait("Requirement", "S0-11")]
    [Trait("Requirement", "S3-13")]
    public void It_advances_once_everything_holds_and_approvals_and_ticks_are_void_in_the_next_stage()
    {
        var plan = Ladder
            .With(0, stage => stage with { Approvals = ["board"], EndChecklist = [new("review")] })
            .With(1, stage => stage with { StartChecklist = [new("told")], EndChecklist = [new("review")], Approvals = ["board"] });
        var document = Pilot.Running(plan);
        RolloutChange[] signatures = [new RolloutChange.Approved("s0", "board"), new RolloutChange.Ticked("s0", "review", true), new RolloutChange.Ticked("s1", "told", true)];
        for (var i = 0; i < signatures.Length; i++)
        {
            Assert.Equal(signatures.Length - i, Decide(document).Unmet.Count);
            Assert.Empty(Decide(document).Changes);
            document = document.Then(signatures[i]);
        }

        var advanced = Assert.IsType<RolloutChange.Advanced>(Assert.Single(Decide(document).Changes).Change);
        document = document.Then(advanced);
        Assert.Equal(1, document.Rollout!.Stage);
        Assert.Equal(["\"board\" has not approved leaving \"s1\".", "\"review\" of the checklist for the end of \"s1\" is not ticked."], Decide(document).Unmet);

        var back = document.Then(new RolloutChange.Approved("s1", "board"), new RolloutChange.MovedBack(0));
        Assert.Empty(back.Rollout!.Approvals);
        Assert.Empty(back.Rollout.Ticks);
    }

    [Fact]
    [Trait("Requirement", "S0-05")]
    [Trait("Requirement", "S0-11")]
    public void A_start_needs_the_plans_approvals_and_the_checklists_of_plan_and_first_stage()
    {
        var plan = (Ladder with { Approvals = ["go"], Checklist = [new("docs", "ann")] }).With(0, stage => stage with { StartChecklist = [new("team")] });
        var draft = Pilot.Draft(plan);
        Assert.Equal(
            [
                "\"go\" has not approved the start.",
                "\"docs\" of the plan's checklist is not ticked (owner: ann).",
                "\"team\" of the checklist for the start of \"s0\" is not ticked.",
            ],
            RolloutDecider.StartUnmet(draft.Rollout!));
        var ready = draft.Then(new RolloutChange.Approved(null, "go"), new RolloutChange.Ticked(null, "docs", true), new RolloutChange.Ticked("s0", "team", true));
        Assert.Empty(RolloutDecider.StartUnmet(ready.Rollout!));
        var approval = Assert.Single(ready.Rollout!.Approvals);
        Assert.Equal(("pat", Pilot.Start, "because"), (approval.Actor, approval.At, approval.Reason));
        Assert.Equal(3, RolloutDecider.StartUnmet(ready.Then(new RolloutChange.Started(), new RolloutChange.RolledBack()).Rollout!).Count);
    }

    [Fact]
    [Trait("Requirement", "S4-04")]
    public void A_rollback_threshold_stands_above_bands_and_triggers()
    {
        var plan = Ladder with
        {
            RollbackThreshold = new RollbackThreshold(0.05, TimeSpan.FromHours(1)),
            RollbackWhen = Pilot.Criteria("crash > 0"),
            OnFailure = new PlanAction { Action = RolloutAction.Kill },
            Bands = [new DecisionBand(Criterion.Parse("error_rate > 2%"), new PlanAction { Action = RolloutAction.Pause })],
        };
        var document = Pilot.Running(plan, stage: 2);
        var change = Assert.Single(Decide(document, "error_rate > 5% over 1h", "crash > 0", "error_rate > 2%").Changes);
        Assert.IsType<RolloutChange.RolledBack>(change.Change);
        Assert.Equal("error_rate > 5% over 1h", change.Rule);
        Assert.Equal("error_rate > 5% over 1h: It reads Pass.", change.Reason);
        Assert.Single(change.Readings);

        var back = document.Then(change.Change);
        Assert.Equal(RolloutStatus.RolledBack, back.Rollout!.Status);
        Assert.Empty(Decide(back).Changes);
        Assert.Equal(0, back.Then(new RolloutChange.Started()).Rollout!.Stage);
    }

    [Theory]
    [InlineData(CriterionVerdict.Undecided)]
    [InlineData(CriterionVerdict.NoData)]
    [InlineData(CriterionVerdict.Fail)]
    [Trait("Requirement", "S4-04")]
    public void Only_what_is_proven_fires(CriterionVerdict verdict)
    {
        var plan = Ladder with
        {
            RollbackWhen = Pilot.Criteria("crash > 0"),
            HoldWhen = Pilot.Criteria("odd > 0"),
            Bands = [new DecisionBand(Criterion.Parse("bad > 0"), new PlanAction { Action = RolloutAction.Kill })],
            AdvanceWhen = Pilot.Criteria("good > 0"),
        };
        var state = Pilot.Running(plan).Rollout!;
        Assert.Empty(RolloutDecider.Decide(state, Pilot.Judge(state, _ => verdict), Pilot.Start.AddDays(9)).Changes);
    }

    [Theory]
    [InlineData("a", RolloutAction.Pause)]
    [InlineData("a b", RolloutAction.RollBack)]
    [InlineData("b a c", RolloutAction.Kill)]
    [InlineData("e a", RolloutAction.Pause)]
    [Trait("Requirement", "S0-09")]
    public void The_most_severe_band_that_matches_wins_and_is_named(string matching, RolloutAction expected)
    {
        var plan = Ladder with
        {
            Bands =
            [
                Band("e", RolloutAction.Hold), Band("a", RolloutAction.Pause), Band("b", RolloutAction.RollBack), Band("c", RolloutAction.Kill),
            ],
        };
        var change = Assert.Single(Decide(Pilot.Running(plan, stage: 1), [.. matching.Split(' ').Select(name => $"band_{name} > 0")]).Changes);
        Assert.Equal(plan.Bands.First(band => band.Then.Action == expected).Name, change.Rule);
        Assert.IsType(
            expected switch
            {
                RolloutAction.Pause => typeof(RolloutChange.Paused),
                RolloutAction.RollBack => typeof(RolloutChange.RolledBack),
                _ => typeof(RolloutChange.Killed),
            },
            change.Change);
    }

    [Fact]
    [Trait("Requirement", "S0-09")]
    public void A_fallback_mode_sets_the_other_flag_and_pauses_once()
    {
        var plan = Ladder with
        {
            Bands = [new DecisionBand(Criterion.Parse("slow > 0"), new PlanAction { Action = RolloutAction.SetFlag, Flag = "basic-mode", FlagEnabled = true })],
        };
        var document = Pilot.Running(plan);
        var changes = Decide(document, "slow > 0").Changes;
        Assert.Equal(("basic-mode", Percentage.Full), (changes[0].Key, Assert.IsType<RolloutChange.PercentageSet>(changes[0].Change).Percentage));
        Assert.Null(changes[1].Key);
        document = document.Then(changes[1].Change);
        Assert.Equal(RolloutStatus.Paused, document.Rollout!.Status);
        Assert.Empty(Decide(document, "slow > 0").Changes);
    }

    [Fact]
    [Trait("Requirement", "S0-09")]
    [Trait("Requirement", "S3-08")]
    public void Previous_stage_goes_back_one_and_pauses_and_from_the_first_to_zero()
    {
        var plan = Ladder with { RollbackWhen = Pilot.Criteria("bad > 0"), OnFailure = new PlanAction { Action = RolloutAction.PreviousStage } };
        var back = Pilot.Running(plan, stage: 2).Then(Assert.Single(Decide(Pilot.Running(plan, stage: 2), "bad > 0").Changes).Change);
        Assert.Equal((RolloutStatus.Paused, 1), (back.Rollout!.Status, back.Rollout.Stage));
        Assert.IsType<RolloutChange.RolledBack>(Assert.Single(Decide(Pilot.Running(plan), "bad > 0").Changes).Change);
    }

    [Fact]
    [Trait("Requirement", "S3-08")]
    public void What_is_not_mended_goes_back_one_stage_and_no_further_until_somebody_resumes()
    {
        var plan = Ladder with { RollbackWhen = Pilot.Criteria("bad > 0"), OnFailure = new PlanAction { Action = RolloutAction.PreviousStage } };
        var running = Pilot.Running(plan, stage: 3);
        var back = running.Then(Assert.Single(Decide(running, "bad > 0").Changes).Change);
        Assert.Empty(Decide(back, "bad > 0").Changes);
        Assert.Contains(Decide(back, "bad > 0").Unmet, line => line.StartsWith("\"bad > 0\" stands against it", StringComparison.Ordinal));

        var resumed = back.Then(new RolloutChange.Resumed());
        Assert.Equal(1, Assert.IsType<RolloutChange.MovedBack>(Assert.Single(Decide(resumed, "bad > 0").Changes).Change).Stage);
        var paused = running.Then(new RolloutChange.Paused());
        Assert.IsType<RolloutChange.MovedBack>(Assert.Single(Decide(paused, "bad > 0").Changes).Change);
    }

    [Fact]
    [Trait("Requirement", "S4-07")]
    public void A_stage_without_a_least_time_has_no_fast_track()
    {
        var plan = Ladder with { Bands = [new DecisionBand(Criterion.Parse("good > 0"), new PlanAction { Action = RolloutAction.FastTrack })], Soak = TimeSpan.FromDays(1) };
        Assert.Empty(Decide(Pilot.Running(plan, stage: 3), "good > 0").Changes);
    }

    [Fact]
    [Trait("Requirement", "S3-09")]
    [Trait("Requirement", "S4-07")]
    public void A_hold_is_taken_once_for_a_stage_and_reason_and_then_it_goes_on()
    {
        var plan = Ladder with { Bands = [new DecisionBand(Criterion.Parse("investigate > 0"), new PlanAction { Action = RolloutAction.Hold, For = TimeSpan.FromDays(3) })] };
        var document = Pilot.Running(plan);
        var held = Assert.IsType<RolloutChange.Held>(Assert.Single(Decide(document, "investigate > 0").Changes).Change);
        Assert.Equal(Pilot.Start.AddDays(3), held.Until);
        document = document.Then(held);
        Assert.Empty(DecideAt(document, Pilot.Start.AddDays(2.9), "investigate > 0").Changes);

        var over = Pilot.Start.AddDays(3);
        document = document.At(over, Assert.IsType<RolloutChange.Resumed>(Assert.Single(DecideAt(document, over, "investigate > 0").Changes).Change));
        document = document.At(over, Assert.IsType<RolloutChange.Advanced>(Assert.Single(DecideAt(document, over, "investigate > 0").Changes).Change));
        Assert.IsType<RolloutChange.Held>(Assert.Single(DecideAt(document, over, "investigate > 0").Changes).Change);
    }

    [Fact]
    [Trait("Requirement", "S3-09")]
    public void A_reason_to_hold_keeps_it_as_long_as_it_holds_also_after_the_hold()
    {
        var document = Pilot.Running(Ladder with { HoldWhen = Pilot.Criteria("odd > 0") });
        document = document.Then(Assert.Single(Decide(document, "odd > 0").Changes).Change);
        document = document.At(Pilot.Start.AddDays(1), Assert.Single(DecideAt(document, Pilot.Start.AddDays(1), "odd > 0").Changes).Change);
        Assert.Equal(RolloutStatus.Running, document.Rollout!.Status);
        Assert.Empty(DecideAt(document, Pilot.Start.AddDays(2), "odd > 0").Changes);
        Assert.Single(DecideAt(document, Pilot.Start.AddDays(2)).Changes);
    }

    [Fact]
    [Trait("Requirement", "S4-07")]
    public void A_fast_track_shortens_the_minimum_duration_once_where_nothing_worse_matches()
    {
        var plan = Ladder.With(0, stage => stage with { MinimumDuration = TimeSpan.FromDays(4) }) with
        {
            Bands =
            [
                new DecisionBand(Criterion.Parse("error_rate < 2%"), new PlanAction { Action = RolloutAction.Advance }),
                new DecisionBand(Criterion.Parse("success_rate > 98%"), new PlanAction { Action = RolloutAction.FastTrack }),
                new DecisionBand(Criterion.Parse("odd > 0"), new PlanAction { Action = RolloutAction.Pause }),
            ],
        };
        var document = Pilot.Running(plan);
        Assert.IsType<RolloutChange.Paused>(Assert.Single(Decide(document, "success_rate > 98%", "odd > 0").Changes).Change);
        string[] well = ["success_rate > 98%", "error_rate < 2%"];
        document = document.Then(Assert.IsType<RolloutChange.FastTracked>(Assert.Single(Decide(document, well).Changes).Change));
        Assert.Empty(DecideAt(document, Pilot.Start.AddDays(1.9), well).Changes);
        Assert.IsType<RolloutChange.Advanced>(Assert.Single(DecideAt(document, Pilot.Start.AddDays(2), well).Changes).Change);
    }

    [Fact]
    [Trait("Requirement", "F-18")]
    [Trait("Requirement", "S0-01")]
    public void Overdue_steps_fold_into_one_and_stages_do_not()
    {
        var plan = Ladder with { Stages = [Pilot.Stage("first", 5, 7, 10, 20), Pilot.Stage("second", 25, 40)] };
        var document = Pilot.Running(plan);
        Assert.Empty(Decide(document).Changes);
        var late = Pilot.Start.AddDays(30);
        document = document.At(Pilot.Start.AddDays(1), Assert.Single(DecideAt(document, Pilot.Start.AddDays(1)).Changes).Change);
        Assert.Equal(1, document.Rollout!.Step);
        document = document.At(late, Assert.IsType<RolloutChange.Stepped>(Assert.Single(DecideAt(document, late).Changes).Change));
        Assert.Equal(3, document.Rollout!.Step);
        document = document.At(late, Assert.IsType<RolloutChange.Advanced>(Assert.Single(DecideAt(document, late).Changes).Change));
        Assert.Equal((1, 0), (document.Rollout!.Stage, document.Rollout.Step));
        Assert.Empty(DecideAt(document, late).Changes);
    }

    [Fact]
    [Trait("Requirement", "F-18")]
    public void An_approval_is_waited_for_however_late_it_is()
    {
        var document = Pilot.Running(Ladder.With(0, stage => stage with { Approvals = ["board"] }));
        Assert.Empty(DecideAt(document, Pilot.Start.AddYears(1)).Changes);
    }

    [Fact]
    [Trait("Requirement", "X-04")]
    public void Windows_and_freezes_keep_steps_and_stages_and_never_a_rollback()
    {
        var plan = Ladder with
        {
            Stages = [Pilot.Stage("first", 5, 7), Pilot.Stage("second", 25)],
            RollbackWhen = Pilot.Criteria("bad > 0"),
            Freezes = [new Freeze(Pilot.Start, Pilot.Start.AddDays(9), "inventory")],
            AdvanceWindows = [new AdvanceWindow([DayOfWeek.Monday], new TimeOnly(10, 0), new TimeOnly(14, 0))],
        };
        var document = Pilot.Running(plan);
        var frozen = Pilot.Start.AddDays(8);
        Assert.Empty(DecideAt(document, frozen).Changes);
        Assert.Contains("2026-03-16 10:00", DecideAt(document, frozen).Next, StringComparison.Ordinal);
        Assert.IsType<RolloutChange.RolledBack>(Assert.Single(DecideAt(document, frozen, "bad > 0").Changes).Change);

        var monday = Pilot.Start.AddDays(14).AddHours(1);
        document = document.At(monday, Assert.IsType<RolloutChange.Stepped>(Assert.Single(DecideAt(document, monday).Changes).Change));
        Assert.IsType<RolloutChange.Advanced>(Assert.Single(DecideAt(document, monday).Changes).Change);
        Assert.Empty(DecideAt(document, monday.AddHours(4)).Changes);
    }

    [Fact]
    [Trait("Requirement", "X-04")]
    public void A_stage_whose_first_step_has_a_time_of_day_is_entered_then()
    {
        var plan = Ladder.With(1, stage => stage with { Steps = [stage.Steps[0] with { Time = new TimeOnly(10, 0) }] })
            .With(0, stage => stage with { MinimumDuration = TimeSpan.FromHours(3) });
        var document = Pilot.Running(plan);
        Assert.Empty(DecideAt(document, Pilot.Start.AddHours(24.9)).Changes);
        Assert.Single(DecideAt(document, Pilot.Start.AddHours(25)).Changes);
    }

    [Fact]
    [Trait("Requirement", "X-01")]
    public void The_last_stage_stays_guarded_for_the_soak_and_then_completes()
    {
        var plan = Ladder with { Soak = TimeSpan.FromDays(14), RollbackWhen = Pilot.Criteria("bad > 0"), AdvanceWhen = Pilot.Criteria("good > 0") };
        var document = Pilot.Running(plan, stage: 3);
        var soaking = Pilot.Start.AddDays(13.9);
        Assert.Empty(DecideAt(document, soaking, "good > 0").Changes);
        Assert.IsType<RolloutChange.RolledBack>(Assert.Single(DecideAt(document, soaking, "good > 0", "bad > 0").Changes).Change);

        var soaked = Pilot.Start.AddDays(14);
        Assert.Empty(DecideAt(document, soaked).Changes);
        document = document.At(soaked, Assert.Single(DecideAt(document, soaked, "good > 0").Changes).Change);
        Assert.Equal((RolloutStatus.Completed, soaked), (document.Rollout!.Status, document.Rollout.CompletedAt));
        Assert.Equal(Percentage.Full, document.PercentageOf());
        Assert.Empty(DecideAt(document, soaked, "good > 0", "bad > 0").Changes);
    }

    [Fact]
    public void A_paused_or_held_rollout_is_still_guarded_and_does_not_go_on()
    {
        var plan = Ladder with { RollbackWhen = Pilot.Criteria("bad > 0") };
        foreach (var document in new[] { Pilot.Running(plan).Then(new RolloutChange.Paused()), Pilot.Running(plan).Then(new RolloutChange.Held(Pilot.Start.AddDays(30))) })
        {
            Assert.Empty(DecideAt(document, Pilot.Start.AddDays(9)).Changes);
            Assert.IsType<RolloutChange.RolledBack>(Assert.Single(Decide(document, "bad > 0").Changes).Change);
        }
    }

    [Fact]
    public void A_stage_that_is_not_automatic_waits_for_a_person_with_nothing_unmet()
    {
        var decision = Decide(Pilot.Running(Ladder.With(0, stage => stage with { Automatic = false })));
        Assert.Empty(decision.Changes);
        Assert.Empty(decision.Unmet);
        Assert.Equal("Everything holds; a person can advance to \"s1\".", decision.Next);
    }

    [Fact]
    [Trait("Requirement", "F-31")]
    public void A_controller_that_only_observes_notes_each_decision_once_and_changes_nothing()
    {
        var document = Pilot.Running(Ladder with { RollbackWhen = Pilot.Criteria("bad > 0") }, stage: 1).Then(new RolloutChange.ObserveOnlySet(true));
        var would = Assert.Single(Decide(document, "bad > 0").Changes);
        Assert.Equal("roll back, because of \"bad > 0\"", Assert.IsType<RolloutChange.WouldHave>(would.Change).Action);
        Assert.Equal("bad > 0", would.Rule);
        var noted = document.Then(would.Change);
        Assert.Equal(document.PercentageOf(), noted.PercentageOf());
        Assert.Empty(Decide(noted, "bad > 0").Changes);
        Assert.Equal("advance to \"s2\"", Assert.IsType<RolloutChange.WouldHave>(Assert.Single(Decide(noted).Changes).Change).Action);
    }

    [Fact]
    public void Alerts_fire_on_a_pass_and_end_on_a_fail_and_missing_data_does_neither()
    {
        var plan = Ladder.With(0, stage => stage with { Automatic = false }) with
        {
            Alerts = [new AlertDefinition { Name = "slow", When = Criterion.Parse("slow > 0"), Severity = AlertSeverity.Critical }],
        };
        var document = Pilot.Running(plan);
        Assert.Empty(Decide(document).Changes);
        document = document.Then(Assert.IsType<RolloutChange.AlertFired>(Assert.Single(Decide(document, "slow > 0").Changes).Change));
        Assert.Empty(Decide(document, "slow > 0").Changes);
        Assert.Empty(RolloutDecider.Decide(document.Rollout!, Pilot.Judge(document.Rollout!, _ => CriterionVerdict.NoData), Pilot.Start).Changes);
        Assert.IsType<RolloutChange.AlertResolved>(Assert.Single(Decide(document).Changes).Change);
        Assert.IsType<RolloutChange.AlertResolved>(Assert.Single(Decide(document.Then(new RolloutChange.RolledBack()), "slow > 0").Changes).Change);
    }

    [Fact]
    [Trait("Requirement", "X-02")]
    public void Nothing_is_decided_in_a_drill_and_one_that_is_left_ends_by_itself()
    {
        var document = Pilot.Running(Ladder with { RollbackWhen = Pilot.Criteria("bad > 0") }).Then(new RolloutChange.DrillStarted());
        Assert.Empty(Decide(document, "bad > 0").Changes);
        var left = DecideAt(document, Pilot.Start.AddMinutes(15));
        Assert.Equal(TimeSpan.FromMinutes(15), Assert.IsType<RolloutChange.DrillEnded>(Assert.Single(left.Changes).Change).Took);
    }

    private static RolloutDecision Decide(FlagDocument document, params string[] passing) => DecideAt(document, Pilot.Start, passing);

    private static RolloutDecision DecideAt(FlagDocument document, DateTimeOffset now, params string[] passing) =>
        RolloutDecider.Decide(document.Rollout!, Pilot.Only(document.Rollout!, passing), now);

    private static DecisionBand Band(string name, RolloutAction action) => new(Criterion.Parse($"band_{name} > 0"), new PlanAction { Action = action }, "band " + name);
}
