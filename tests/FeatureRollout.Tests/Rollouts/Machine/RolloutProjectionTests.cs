using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Rollouts.Machine;

/// <summary>What the real evaluator answers for documents.</summary>
public sealed class RolloutProjectionTests
{
    private static readonly string[] Customers = Served.Customers(2_000);

    private static readonly string[] Vips = [.. Enumerable.Range(0, 4).SelectMany(stage => Enumerable.Range(0, 3).Select(step => FormattableString.Invariant($"vip-{stage}-{step}")))];

    [Fact]
    [Trait("Requirement", "S3-08")]
    public void Each_lower_stage_is_a_subset_of_the_next_and_going_back_gives_exactly_the_earlier_customers()
    {
        var plan = Pilot.Ladder(5, 10, 25, 50, 100);
        var document = Pilot.Running(plan);
        var cohorts = new List<HashSet<string>> { In(document) };
        for (var stage = 1; stage < 5; stage++)
        {
            document = document.Then(new RolloutChange.Advanced(stage, Pilot.NoValues));
            cohorts.Add(In(document));
            Assert.Superset(cohorts[stage - 1], cohorts[stage]);
            Assert.True(cohorts[stage].Count > cohorts[stage - 1].Count);
        }

        for (var back = 3; back >= 0; back--)
        {
            Assert.True(cohorts[back].SetEquals(In(document.Then(new RolloutChange.MovedBack(back)))));
        }

        Assert.Empty(In(document.Then(new RolloutChange.RolledBack())));
        Assert.True(cohorts[4].SetEquals(Customers));
    }

    [Fact]
    [Trait("Requirement", "S3-08")]
    public void On_any_plan_every_step_up_keeps_who_was_in_and_every_way_back_adds_nobody() => Served.ForSeeds(40, random =>
    {
        var document = Pilot.Running(RandomRollouts.Plan(random));
        using var client = Served.Nothing();
        var before = Everybody(client, document);
        while (true)
        {
            var state = document.Rollout!;
            var isLastStep = state.Step == state.Plan.Stages[state.Stage].Steps.Count - 1;
            if (isLastStep && state.Stage == state.Plan.Stages.Count - 1)
            {
                break;
            }

            document = document.Then(isLastStep ? new RolloutChange.Advanced(state.Stage + 1, Pilot.NoValues) : new RolloutChange.Stepped(state.Step + 1));
            var now = Everybody(client, document);
            Assert.Superset(before, now);
            before = now;
        }

        while (document.Rollout!.Stage > 0)
        {
            document = document.Then(new RolloutChange.MovedBack(random.Next(document.Rollout.Stage)));
            var now = Everybody(client, document);
            Assert.Subset(before, now);
            before = now;
        }
    });

    [Fact]
    [Trait("Requirement", "S3-03")]
    public void A_kill_puts_everybody_out_and_a_revival_brings_the_same_customers_back_paused()
    {
        var document = Pilot.Running(stage: 1).Then(new RolloutChange.Stepped(1));
        var killed = document.Then(new RolloutChange.Killed());
        Assert.Empty(In(killed));
        Assert.Equal(RolloutStatus.Killed, killed.Rollout!.Status);

        var revived = killed.Then(new RolloutChange.Revived());
        Assert.True(In(document).SetEquals(In(revived)));
        Assert.Equal((RolloutStatus.Paused, 1, 1), (revived.Rollout!.Status, revived.Rollout.Stage, revived.Rollout.Step));
    }

    [Fact]
    [Trait("Requirement", "S3-03")]
    public void A_kill_is_not_a_percentage_of_zero()
    {
        var flag = FlagDocument.Empty("pilot").Then(new RolloutChange.PercentageSet(30), new RolloutChange.Killed());
        Assert.Equal(Percentage.FromPercent(30), flag.State.Percentage);
        Assert.Empty(In(flag));
        Assert.True(In(FlagDocument.Empty("pilot").Then(new RolloutChange.PercentageSet(30))).SetEquals(In(flag.Then(new RolloutChange.Revived()))));
    }

    [Fact]
    [Trait("Requirement", "S4-03")]
    public void Whitelisted_customers_are_on_from_the_first_stage_and_off_before_it_and_after_a_rollback()
    {
        var draft = FlagDocument.Empty("pilot").Then(
            new RolloutChange.Created(["pilot"], Pilot.Ladder(0, 10), Pilot.NoDefinitions, CustomerList.Of("vip"), ObserveOnly: false));
        var running = draft.Then(new RolloutChange.Started());
        Assert.False(IsOn(draft, "vip"));
        Assert.True(IsOn(running, "vip"));
        Assert.True(IsOn(running.Then(new RolloutChange.CustomersAdded(CustomerList.Of("later"))), "later"));
        Assert.False(IsOn(running.Then(new RolloutChange.CustomersRemoved(CustomerList.Of("vip"))), "vip"));
        Assert.False(IsOn(running.Then(new RolloutChange.RolledBack()), "vip"));
        Assert.True(IsOn(running.Then(new RolloutChange.RolledBack(), new RolloutChange.Started()), "vip"));
    }

    [Fact]
    [Trait("Requirement", "S0-02")]
    public void Stages_of_named_customers_grow_step_by_step()
    {
        var plan = Pilot.Plan with
        {
            Stages =
            [
                Stage("internal", ["test1.example", "test2.example", "test3.example"]),
                Stage("beta", ["one"], ["two"], ["three", "four"]),
            ],
        };
        var document = Pilot.Running(plan);
        Assert.Equal(["test1.example", "test2.example", "test3.example"], Named(document), StringComparer.Ordinal);
        document = document.Then(new RolloutChange.Advanced(1, Pilot.NoValues));
        Assert.Equal(["test1.example", "test2.example", "test3.example", "one"], Named(document), StringComparer.Ordinal);
        document = document.Then(new RolloutChange.Stepped(1));
        Assert.True(IsOn(document, "two"));
        Assert.False(IsOn(document, "three"));
        document = document.Then(new RolloutChange.Stepped(2));
        Assert.True(IsOn(document, "one") && IsOn(document, "four") && IsOn(document, "test2.example"));
        Assert.Empty(In(document));

        static StageDefinition Stage(string name, params string[][] customers) => new()
        {
            Name = name,
            Steps = [.. customers.Select((ids, i) => new StepDefinition { Percentage = 0, Customers = Audience.Of(ids), After = TimeSpan.FromDays(i) })],
        };
    }

    [Fact]
    [Trait("Requirement", "S3-14")]
    public void One_rollout_moves_several_flags_and_each_keeps_its_own_kill_switch_and_overrides()
    {
        var leader = FlagDocument.Empty("pilot").Then(Pilot.Creation(Pilot.Ladder(100), "pilot", "retry", "voice"), new RolloutChange.Started());
        var retry = FlagDocument.Empty("retry").Then(new RolloutChange.Killed());
        var voice = FlagDocument.Empty("voice").Then(new RolloutChange.OverrideSet("voice", "acme", false, null));
        using var client = Client(leader, retry, voice);
        Assert.True(client.IsEnabled("pilot", "acme"));
        Assert.False(client.IsEnabled("retry", "acme"));
        Assert.False(client.IsEnabled("voice", "acme"));
        Assert.True(client.IsEnabled("voice", "globex"));

        using var off = Client(leader.Then(new RolloutChange.Killed()), retry, voice);
        Assert.False(off.IsEnabled("pilot", "globex") || off.IsEnabled("retry", "globex") || off.IsEnabled("voice", "globex"));
    }

    [Fact]
    public void A_percentage_set_by_hand_also_limits_strata()
    {
        var plan = Pilot.Ladder(50, 60).With(0, stage => stage with { Strata = [new FlagRule(Condition.Parse("vertical == 'shops'"), 80), new FlagRule(Condition.Parse("vertical == 'banks'"), 2)] });
        var stage = FlagDocument.ToStates([Pilot.Running(plan).Then(new RolloutChange.PercentageSet(5))])["pilot"].Stage!;
        Assert.Equal((Percentage)5, stage.Percentage);
        Assert.Equal([5, 2], stage.Strata.Select(rule => rule.Percentage.Value));
    }

    [Fact]
    public void A_rollout_hands_its_copy_of_the_definition_on()
    {
        var definition = new FlagDefinition { Key = "pilot", Salt = "then" };
        var document = FlagDocument.Empty("pilot").Then(new RolloutChange.Created(
            ["pilot"], Pilot.Plan, new Dictionary<string, FlagDefinition>(StringComparer.Ordinal) { ["pilot"] = definition }, CustomerList.Empty, ObserveOnly: false));
        Assert.Same(definition, FlagDocument.ToStates([document])["pilot"].Definition);
    }

    private static HashSet<string> In(FlagDocument document)
    {
        using var client = Client(document);
        return [.. Customers.Where(id => client.IsEnabled("pilot", id))];
    }

    /// <summary>Who is in, those named by stages included.</summary>
    private static HashSet<string> Everybody(FeatureFlags client, FlagDocument document)
    {
        client.Publish([Served.Layer(new FlagDefinition { Key = "pilot" }), Served.Store([.. FlagDocument.ToStates([document]).Values])]);
        return [.. Customers.Take(300).Concat(Vips).Where(id => client.IsEnabled("pilot", id))];
    }

    private static bool IsOn(FlagDocument document, string customer)
    {
        using var client = Client(document);
        return client.IsEnabled("pilot", customer);
    }

    private static CustomerList Named(FlagDocument document) => FlagDocument.ToStates([document])["pilot"].Stage!.Customers.Customers;

    private static FeatureFlags Client(params FlagDocument[] documents) => Served.Client(
        Served.Layer(new FlagDefinition { Key = "pilot" }, new FlagDefinition { Key = "retry" }, new FlagDefinition { Key = "voice" }),
        Served.Store([.. FlagDocument.ToStates(documents).Values]));
}
