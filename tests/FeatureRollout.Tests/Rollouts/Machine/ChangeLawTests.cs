using System.Reflection;

namespace FeatureRollout.Tests.Rollouts.Machine;

public sealed class ChangeLawTests
{
    /// <summary>What is allowed where: draft, running, held, paused, completed, rolled back, killed, no rollout, in a drill.</summary>
    private const string Table = """
                          D R H P C B K N drill
        Created           . . . . . . . x .
        Started           x . . . . x . . .
        Advanced          . x x . . . . . .
        Stepped           . x . . . . . . .
        Held              . x x . . . . . .
        Paused            . x x x . . . . .
        Resumed           . . x x . . . . .
        FastTracked       . x x . . . . . .
        MovedBack         . x x x x . . . .
        RolledBack        . x x x x x x x x
        Completed         . x x . . . . . .
        Killed            x x x x x x x x x
        Revived           . . . . . . x . .
        Approved          x x x x . x . . x
        Ticked            x x x x . x . . x
        IncidentReported  x x x x x x x . x
        IncidentResolved  x x x x x x x . x
        ValueReported     x x x x x x x . x
        BaselineCaptured  x x x x x x x . x
        OverrideSet       x x x x x x x x x
        OverrideRemoved   x x x x x x x x x
        CustomersAdded    x x x x x x x x x
        CustomersRemoved  x x x x x x x x x
        CustomerErased    x x x x x x x x x
        PercentageSet     . x x x x . . x .
        ConfiguredSeen    x x x x x x x x x
        Replanned         x x x x . x . . .
        DrillStarted      . x x x x . . . .
        DrillEnded        . . . . . . . . x
        ObserveOnlySet    x x x x x x x . x
        WouldHave         . x x x . . . . .
        AlertFired        . x x x . . . . x
        AlertResolved     . x x x x x x . x
        MilestoneMarked   x x x x x x x . x
        Removed           x . . . x x . . .
        """;

    private static readonly string[] Columns = ["D", "R", "H", "P", "C", "B", "K", "N", "drill"];

    private static readonly PlanDefinition Plan = (Pilot.Plan with { Approvals = ["board"], Checklist = [new("ready")] })
        .With(1, stage => stage with { Approvals = ["board"], EndChecklist = [new("ready")] })
        .With(2, stage => stage with { Approvals = ["board"], EndChecklist = [new("ready")] });

    [Fact]
    public void Every_kind_of_change_has_its_row()
    {
        var kinds = typeof(RolloutChange).GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(typeof(RolloutChange))).Select(type => type.Name);
        Assert.Equal(kinds.Order(StringComparer.Ordinal), Rows().Select(row => row.Change).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "S4-05")]
    public void Each_change_is_allowed_where_the_table_says_and_refused_elsewhere_with_what_can_be_done_instead()
    {
        foreach (var (name, cells) in Rows())
        {
            foreach (var (column, allowed) in Columns.Zip(cells))
            {
                var document = Document(column, lastStage: name == "Completed");
                var change = Example(name, document);
                if (allowed)
                {
                    var after = document.Then(change);
                    Assert.Equal(document.Version, after.Version);
                }
                else
                {
                    var refused = Assert.Throws<RolloutRefusedException>(() => document.Then(change));
                    Assert.Contains("\"pilot\"", refused.Message, StringComparison.Ordinal);
                    Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public void A_refusal_says_status_change_and_ways_out()
    {
        var refused = Assert.Throws<RolloutRefusedException>(() => Document("P", lastStage: false).Then(new RolloutChange.Advanced(2, Pilot.NoValues)));
        Assert.Equal(
            "\"pilot\" is paused, so it cannot advance. It can be drilled, be killed, be paused, be replanned, be resumed, be rolled back, get a percentage by hand, go back to an earlier stage.",
            refused.Message);
    }

    private static IEnumerable<(string Change, bool[] Cells)> Rows() =>
        Table.Split('\n').Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => (words[0], words.Skip(1).Select(cell => cell == "x").ToArray()));

    private static FlagDocument Document(string column, bool lastStage)
    {
        if (column == "N")
        {
            return FlagDocument.Empty("pilot");
        }

        var draft = Pilot.Draft(Plan).Then(new RolloutChange.ObserveOnlySet(true), new RolloutChange.IncidentReported("open", "P1", "it broke"));
        var running = draft.Then(new RolloutChange.Started(), new RolloutChange.Advanced(1, Pilot.NoValues), new RolloutChange.AlertFired("alert", AlertSeverity.Info));
        var last = running.Then(new RolloutChange.Advanced(2, Pilot.NoValues), new RolloutChange.Stepped(1));
        var here = lastStage ? last : running;
        return column switch
        {
            "D" => draft,
            "R" => here,
            "H" => here.Then(new RolloutChange.Held(Pilot.Start.AddDays(1))),
            "P" => here.Then(new RolloutChange.Paused()),
            "C" => last.Then(new RolloutChange.Completed()),
            "B" => here.Then(new RolloutChange.RolledBack()),
            "K" => here.Then(new RolloutChange.Killed()),
            _ => here.Then(new RolloutChange.DrillStarted()),
        };
    }

    private static RolloutChange Example(string name, FlagDocument document)
    {
        var stage = document.Rollout is { Stage: >= 0 } rollout ? rollout.Plan.Stages[rollout.Stage].Name : null;
        var firing = document.Rollout is { Alerts: [var alert, ..] } ? alert.Name : "alert";
        return name switch
        {
            "Created" => Pilot.Creation(Plan, "pilot"),
            "Started" => new RolloutChange.Started(),
            "Advanced" => new RolloutChange.Advanced(2, Pilot.NoValues),
            "Stepped" => new RolloutChange.Stepped(1),
            "Held" => new RolloutChange.Held(Pilot.Start.AddDays(2)),
            "Paused" => new RolloutChange.Paused(),
            "Resumed" => new RolloutChange.Resumed(),
            "FastTracked" => new RolloutChange.FastTracked(0.5),
            "MovedBack" => new RolloutChange.MovedBack(0),
            "RolledBack" => new RolloutChange.RolledBack(),
            "Completed" => new RolloutChange.Completed(),
            "Killed" => new RolloutChange.Killed(),
            "Revived" => new RolloutChange.Revived(),
            "Approved" => new RolloutChange.Approved(stage, "board"),
            "Ticked" => new RolloutChange.Ticked(stage, "ready", true),
            "IncidentReported" => new RolloutChange.IncidentReported("new", "P1", "it broke"),
            "IncidentResolved" => new RolloutChange.IncidentResolved("open"),
            "ValueReported" => new RolloutChange.ValueReported("nps", 40),
            "BaselineCaptured" => new RolloutChange.BaselineCaptured(Pilot.NoValues),
            "OverrideSet" => new RolloutChange.OverrideSet("pilot", "acme", true, null),
            "OverrideRemoved" => new RolloutChange.OverrideRemoved("pilot", "acme"),
            "CustomersAdded" => new RolloutChange.CustomersAdded(CustomerList.Of("acme")),
            "CustomersRemoved" => new RolloutChange.CustomersRemoved(CustomerList.Of("acme")),
            "CustomerErased" => new RolloutChange.CustomerErased("acme"),
            "PercentageSet" => new RolloutChange.PercentageSet(7),
            "ConfiguredSeen" => new RolloutChange.ConfiguredSeen(7),
            "Replanned" => new RolloutChange.Replanned(Plan, Pilot.NoDefinitions),
            "DrillStarted" => new RolloutChange.DrillStarted(),
            "DrillEnded" => new RolloutChange.DrillEnded(TimeSpan.FromSeconds(1)),
            "ObserveOnlySet" => new RolloutChange.ObserveOnlySet(false),
            "WouldHave" => new RolloutChange.WouldHave("advance"),
            "AlertFired" => new RolloutChange.AlertFired("new", AlertSeverity.Info),
            "AlertResolved" => new RolloutChange.AlertResolved(firing),
            "MilestoneMarked" => new RolloutChange.MilestoneMarked("launch", "done"),
            "Removed" => new RolloutChange.Removed(),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "a change without an example"),
        };
    }
}
