using FeatureRollout.Control;
using FeatureRollout.Control.Managing;
using FeatureRollout.Evaluation;
using FeatureRollout.Tests.Evaluation;
using FeatureRollout.Tests.Rollouts.Machine;

namespace FeatureRollout.Tests.Control.Managing;

[Trait("Requirement", "F-27")]
public sealed class FlagHygieneTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    private static readonly FlagDefinition Owned = new() { Key = "flag", Owner = "support" };

    [Fact]
    public void A_flag_with_an_owner_that_is_asked_for_and_has_time_left_has_no_marks() =>
        Assert.Empty(Marks(Owned with { Expires = new DateOnly(2026, 3, 31) }, changedAt: Now, percent: 100));

    [Fact]
    public void The_marks_come_gravest_first_and_say_since_when()
    {
        var marks = FlagHygiene.MarksOf(Flag(Owned, 100), new() { Key = "flag", Expires = new DateOnly(2026, 3, 30) }, null, Now.AddDays(-30), Now.AddDays(-14), Now);

        Assert.Equal([FlagMarkKind.Expired, FlagMarkKind.Finished, FlagMarkKind.Unread, FlagMarkKind.NoOwner], marks.Select(mark => mark.Kind));
        Assert.Equal(
            [
                "It should have been gone after 2026-03-30.", "It has been on for everybody since 2026-03-01, so that the code could do without it.",
                "Nobody has asked for it in this process since 2026-03-17.", "Nobody is named as its owner.",
            ],
            marks.Select(mark => mark.Text),
            StringComparer.Ordinal);
    }

    [Fact]
    public void A_permanent_flag_needs_an_owner_and_nothing_else()
    {
        var old = Owned with { Permanent = true, Expires = new DateOnly(2020, 1, 1) };

        Assert.Empty(FlagHygiene.MarksOf(Flag(old, 100), old, null, Now.AddDays(-900), Now.AddDays(-900), Now));
        Assert.Equal([FlagMarkKind.NoOwner], FlagHygiene.MarksOf(Flag(old, 100), old with { Owner = " " }, null, Now.AddDays(-900), Now.AddDays(-900), Now).Select(mark => mark.Kind));
    }

    [Fact]
    public void Neither_a_day_less_than_a_limit_nor_an_unknown_beginning_makes_a_mark()
    {
        Assert.Empty(Marks(Owned, changedAt: Now.AddDays(-30).AddSeconds(1), percent: 100));
        Assert.Empty(Marks(Owned, changedAt: null, percent: 100));
        Assert.Empty(Marks(Owned, changedAt: Now.AddDays(-300), percent: 99));
        Assert.Empty(FlagHygiene.MarksOf(Flag(Owned, 0), Owned, null, null, Now.AddDays(-14).AddSeconds(1), Now));
    }

    [Fact]
    public void What_somebody_is_or_will_be_kept_out_of_is_not_finished()
    {
        foreach (var kept in new[]
        {
            Owned with { Exclude = Audience.Of("acme") },
            Owned with { Requires = ["other"] },
            Owned with { Rules = [new FlagRule(Condition.Parse("seats > 3"), Percentage.FromPercent(50))] },
            Owned with { Rules = [new FlagRule(Condition.Parse("false"), Percentage.Full), new FlagRule(Condition.Parse("true"), Percentage.FromPercent(50))] },
            Owned with { Overrides = Served.Overrides(("acme", false)) },
            Owned with { Schedule = new FlagSchedule(null, Now.AddDays(1)) },
            Owned with { Variants = [new FlagVariant { Name = "a", Weight = 1 }, new FlagVariant { Name = "b", Weight = 1 }] },
        })
        {
            Assert.Empty(Marks(kept, changedAt: Now.AddDays(-300), percent: 100));
        }

        foreach (var nobody in new[]
        {
            Owned,
            Owned with { Rules = [new FlagRule(Condition.Parse("seats > 3"), Percentage.FromPercent(50)) { Salt = "own", Continue = true }] },
            Owned with { Include = Audience.Of("acme"), Exclude = Audience.Nobody, Requires = [], Rules = [new FlagRule(Condition.Parse("seats > 3"), Percentage.Full)] },
            Owned with { Overrides = Served.Overrides(("acme", true)), Schedule = new FlagSchedule(Now.AddDays(-400), null) },
        })
        {
            Assert.Equal(FlagMarkKind.Finished, Assert.Single(Marks(nobody, changedAt: Now.AddDays(-300), percent: 100)).Kind);
        }

        var byRule = Owned with { Rules = [new FlagRule(Condition.Parse("true"), Percentage.Full) { Salt = "theirs", Bucketing = "unleash" }] };
        Assert.Equal(FlagMarkKind.Finished, Assert.Single(Marks(byRule, changedAt: Now.AddDays(-300), percent: 0)).Kind);
    }

    [Fact]
    public void A_rollout_is_finished_thirty_days_after_it_completed_whatever_is_written_meanwhile()
    {
        var completed = Pilot.Running(Pilot.Ladder(100)).Then(new RolloutChange.Completed());
        var at = completed.Rollout!.CompletedAt!.Value;

        Assert.Equal([FlagMarkKind.Finished], Kinds(at.AddDays(30)));
        Assert.Empty(Kinds(at.AddDays(29)));

        IEnumerable<FlagMarkKind> Kinds(DateTimeOffset now) =>
            FlagHygiene.MarksOf(Flag(Owned, 100), Owned, completed.Rollout, changedAt: now, null, now).Select(mark => mark.Kind);
    }

    [Fact]
    public void A_mark_that_is_there_stays_as_time_goes_on_and_nothing_changes() =>
        Served.ForSeeds(300, random =>
        {
            DateTimeOffset? Some() => random.Chance(25) ? null : Now.AddHours(random.Next(-2_000, 10));
            var definition = new FlagDefinition
            {
                Key = "flag",
                Owner = random.Of(null, "", "support"),
                Expires = random.Chance(50) ? DateOnly.FromDateTime(Now.UtcDateTime).AddDays(random.Next(-50, 50)) : null,
                Permanent = random.Of<bool?>(null, null, false, true),
                Overrides = random.Chance(30)
                    ? new Dictionary<string, FlagOverride>(StringComparer.Ordinal) { ["acme"] = new() { Enabled = random.Chance(30), Until = Some() } }
                    : null,
            };
            var percent = random.Of(0, 50, 100);
            var rollout = random.Chance(50) ? Pilot.Running(Pilot.Ladder(100)).Then(random.Of<RolloutChange>(new RolloutChange.Paused(), new RolloutChange.Completed())).Rollout : null;
            var (changedAt, unread) = (Some(), Some());
            var before = new HashSet<FlagMark>();
            for (var now = Now; now < Now.AddDays(120); now += TimeSpan.FromHours(random.Next(1, 200)))
            {
                var marks = FlagHygiene.MarksOf(Flag(definition, percent, now), definition, rollout, changedAt, unread, now);
                Assert.Subset(marks.ToHashSet(), before);
                Assert.Equal(marks.Select(mark => mark.Kind).Distinct().Order(), marks.Select(mark => mark.Kind));
                before = [.. marks];
            }
        });

    private static IReadOnlyList<FlagMark> Marks(FlagDefinition definition, DateTimeOffset? changedAt, decimal percent) =>
        FlagHygiene.MarksOf(Flag(definition, percent), definition, null, changedAt, null, Now);

    private static LayeredFlag Flag(FlagDefinition definition, decimal percent, DateTimeOffset? now = null)
    {
        var flag = definition with { Percentage = Percentage.FromPercent(percent) };
        var effective = new EffectiveFlags(new Layers([Served.Layer(flag, Served.Flag("other", 100))]));
        var reach = new ReachReader(effective, Served.Segments(), now ?? Now).Of(effective.Of(flag));
        return new LayeredFlag(definition, null, Percentage.FromPercent(percent), []) { Reach = reach };
    }
}
