using FeatureRollout.Rollouts.Machine;
using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Rollouts.Machine;

/// <summary>Laws that hold for any sequence of changes, illegal ones included.</summary>
public sealed class RolloutLawTests
{
    private static readonly Type[] Raising =
    [
        typeof(RolloutChange.Started), typeof(RolloutChange.Advanced), typeof(RolloutChange.Stepped), typeof(RolloutChange.Resumed),
        typeof(RolloutChange.Revived), typeof(RolloutChange.DrillEnded), typeof(RolloutChange.PercentageSet), typeof(RolloutChange.CustomersAdded),
        typeof(RolloutChange.Replanned),
    ];

    [Fact]
    [Trait("Requirement", "S4-04")]
    [Trait("Requirement", "S0-01")]
    public void Percentage_and_customers_never_rise_without_a_change_that_says_so() => ForSequences(1000, (before, change, after) =>
    {
        if (!Raising.Contains(change.GetType()) && after.Rollout is not null)
        {
            Assert.True(after.PercentageOf() <= before.PercentageOf(), $"{change} raised {before.PercentageOf()} to {after.PercentageOf()}");
            Assert.Subset(Named(before), Named(after));
        }
    });

    [Fact]
    [Trait("Requirement", "S4-04")]
    [Trait("Requirement", "S4-03")]
    public void After_a_rollback_nobody_is_in_until_a_person_starts_it_again()
    {
        var isRolledBack = false;
        ForSequences(1000, (before, change, after) =>
        {
            isRolledBack = before.Rollout is not null && (isRolledBack || change is RolloutChange.RolledBack)
                && change is not (RolloutChange.Started or RolloutChange.Removed);
            if (isRolledBack)
            {
                Assert.All(FlagDocument.ToStates([after]).Values, state => Assert.False(state.Stage!.Active));
                Assert.Equal(Percentage.Zero, after.PercentageOf());
            }
        }, () => isRolledBack = false);
    }

    [Fact]
    [Trait("Requirement", "S4-06")]
    public void Stages_are_never_skipped() => ForSequences(1000, (before, change, after) =>
    {
        if (before.Rollout is { } from && after.Rollout is { } to && change is not RolloutChange.Replanned)
        {
            Assert.InRange(to.Stage, -1, from.Stage + 1);
        }
    });

    [Fact]
    public void A_new_start_stage_or_plan_begins_counting_anew() => ForSequences(500, (before, change, after) =>
    {
        if (change is RolloutChange.Started or RolloutChange.Advanced or RolloutChange.MovedBack or RolloutChange.Replanned)
        {
            Assert.Equal(before.Rollout!.Generation + 1, after.Rollout!.Generation);
            Assert.NotEqual(before.Rollout.CountedSince, after.Rollout.CountedSince);
        }
        else if (before.Rollout is not null && after.Rollout is not null)
        {
            Assert.Equal(before.Rollout.Generation == after.Rollout.Generation, before.Rollout.CountedSince == after.Rollout.CountedSince);
        }
    });

    [Fact]
    [Trait("Requirement", "X-02")]
    public void A_drill_and_its_end_restore_exactly_what_was() => ForSequences(500, (_, _, document) =>
    {
        if (document.Rollout is { Drill: null, Status: RolloutStatus.Running or RolloutStatus.Held or RolloutStatus.Paused or RolloutStatus.Completed })
        {
            var drilled = document.Then(new RolloutChange.DrillStarted());
            Assert.False(FlagDocument.ToStates([drilled])["pilot"].Enabled);
            Assert.Equal(document, drilled.Then(new RolloutChange.DrillEnded(TimeSpan.FromSeconds(1))));
        }
    });

    [Fact]
    public void Replaying_the_events_gives_the_document() => Served.ForSeeds(300, random =>
    {
        var events = new List<(RolloutChange Change, DateTimeOffset At, string? Reason)>();
        var document = FlagDocument.Empty("pilot");
        Walk(random, ref document, (_, change, _, at, reason) => events.Add((change, at, reason)));
        var replayed = events.Aggregate(FlagDocument.Empty("pilot"), (state, each) => RolloutMachine.Apply(state, each.Change, each.At, "pat", each.Reason));
        Assert.Equal(RandomRollouts.Text(document), RandomRollouts.Text(replayed));
    });

    private static void ForSequences(int cases, Action<FlagDocument, RolloutChange, FlagDocument> law, Action? begin = null) => Served.ForSeeds(cases, random =>
    {
        begin?.Invoke();
        var document = FlagDocument.Empty("pilot").Then(Pilot.Creation(RandomRollouts.Plan(random), "pilot", "second"), new RolloutChange.Started());
        Walk(random, ref document, (before, change, after, _, _) => law(before, change, after));
    });

    private static void Walk(Random random, ref FlagDocument document, Action<FlagDocument, RolloutChange, FlagDocument, DateTimeOffset, string?> each)
    {
        var at = Pilot.Start;
        for (var i = 0; i < 60; i++)
        {
            at += TimeSpan.FromHours(random.Next(1, 12));
            var change = RandomRollouts.Change(random, document);
            var reason = random.Of(null, "because");
            try
            {
                var after = RolloutMachine.Apply(document, change, at, "pat", reason);
                each(document, change, after, at, reason);
                document = after;
            }
            catch (RolloutRefusedException)
            {
                // An illegal change leaves the document as it is.
            }
        }
    }

    private static HashSet<string> Named(FlagDocument document) =>
        FlagDocument.ToStates([document])["pilot"].Stage is { Active: true } stage ? [.. stage.Customers.Customers] : [];
}
