using System.Collections;
using System.Globalization;
using System.Reflection;
using FeatureRollout.Rollouts.Machine;
using FeatureRollout.Tests.Evaluation;

namespace FeatureRollout.Tests.Rollouts.Machine;

/// <summary>Random plans, changes and judgements.</summary>
internal static class RandomRollouts
{
    private static readonly RolloutAction[] Actions = Enum.GetValues<RolloutAction>();

    /// <summary>A plan whose percentages never fall, with every kind of condition.</summary>
    public static PlanDefinition Plan(Random random)
    {
        var percentage = 0;
        var stages = new List<StageDefinition>();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var steps = new List<StepDefinition>();
            var after = TimeSpan.Zero;
            for (var j = random.Next(1, 4); j > 0; j--)
            {
                percentage = Math.Min(100_000, percentage + random.Next(0, 30_000));
                steps.Add(new StepDefinition
                {
                    Percentage = Percentage.FromThousandths(percentage),
                    After = after,
                    Time = random.Chance(20) ? new TimeOnly(random.Next(24), 0) : null,
                    Customers = random.Chance(30) ? Audience.Of($"vip-{stages.Count}-{steps.Count}") : Audience.Nobody,
                });
                after += TimeSpan.FromHours(random.Next(1, 72));
            }

            stages.Add(new StageDefinition
            {
                Name = $"s{stages.Count}",
                Steps = steps,
                MinimumDuration = TimeSpan.FromHours(random.Next(0, 48)),
                AdvanceWhen = Criteria(random, "a"),
                HoldWhen = Criteria(random, "h"),
                RollbackWhen = Criteria(random, "r"),
                Inherit = random.Chance(50),
                Approvals = random.Chance(25) ? ["board"] : [],
                EndChecklist = random.Chance(25) ? [new ChecklistItem("done")] : [],
                StartChecklist = random.Chance(25) ? [new ChecklistItem("ready")] : [],
                OnFailure = random.Chance(30) ? Action(random) : null,
                Automatic = random.Chance(90),
            });
        }

        return new PlanDefinition
        {
            Name = "random",
            Stages = stages,
            TimeZone = random.Of("UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "No/Where"),
            AdvanceWhen = Criteria(random, "a"),
            RollbackWhen = Criteria(random, "r"),
            Bands = [.. Criteria(random, "b").Select(each => new DecisionBand(each, Action(random)))],
            RollbackThreshold = random.Chance(20) ? new RollbackThreshold(0.05, TimeSpan.FromHours(1)) : null,
            OnFailure = Action(random),
            Approvals = random.Chance(20) ? ["board"] : [],
            Soak = TimeSpan.FromHours(random.Next(0, 48)),
            Alerts = [.. Criteria(random, "x").Select((each, i) => new AlertDefinition { Name = $"alert {i}", When = each, Severity = AlertSeverity.Warning })],
            AdvanceWindows = random.Chance(30) ? [new AdvanceWindow([DayOfWeek.Monday, DayOfWeek.Thursday], new TimeOnly(9, 0), new TimeOnly(17, 0))] : [],
            Freezes = random.Chance(30) ? [new Freeze(Pilot.Start.AddDays(2), Pilot.Start.AddDays(3), "inventory")] : [],
            Milestones = [new Milestone("launch", null, 0)],
        };
    }

    public static RolloutJudgement Judgement(Random random, RolloutState state)
    {
        var healthy = random.Chance(60);
        return Pilot.Judge(state, text => text.StartsWith('a') && healthy ? CriterionVerdict.Pass
            : text.StartsWith('a') || random.Chance(15) ? random.Of(Enum.GetValues<CriterionVerdict>()) : CriterionVerdict.Fail);
    }

    /// <summary>Any change, allowed or not.</summary>
    public static RolloutChange Change(Random random, FlagDocument document)
    {
        var stages = document.Rollout?.Plan.Stages.Count ?? 3;
        var stage = document.Rollout is { Stage: >= 0 } rollout ? rollout.Plan.Stages[rollout.Stage].Name : null;
        stage = random.Chance(80) ? stage : random.Of(null, "s0", "s1", "nowhere");
        return random.Next(39) switch
        {
            0 => Pilot.Creation(Plan(random), "pilot", "second"),
            1 or 2 or 3 => new RolloutChange.Started(),
            4 or 5 or 6 => new RolloutChange.Advanced((document.Rollout?.Stage ?? 0) + (random.Chance(80) ? 1 : random.Next(-2, 4)), Pilot.NoValues),
            7 or 8 => new RolloutChange.Stepped((document.Rollout?.Step ?? 0) + random.Next(0, 3)),
            9 => new RolloutChange.Held(Pilot.Start.AddDays(random.Next(-3, 30)), random.Of(null, "h0")),
            10 => new RolloutChange.Paused(random.Of(null, "r0")),
            11 or 12 => new RolloutChange.Resumed(),
            13 => new RolloutChange.FastTracked(random.Of(0.5, 0, 2, double.NaN)),
            14 => new RolloutChange.MovedBack(random.Next(-1, stages)),
            15 => new RolloutChange.RolledBack(),
            16 => new RolloutChange.Completed(),
            17 => new RolloutChange.Killed(),
            18 or 19 => new RolloutChange.Revived(),
            20 => new RolloutChange.Approved(stage, random.Of("board", "bored")),
            21 => new RolloutChange.Ticked(stage, random.Of("done", "ready"), random.Chance(70)),
            22 => new RolloutChange.IncidentReported($"{random.Next(6)}", "P1", "it broke"),
            23 => new RolloutChange.IncidentResolved($"{random.Next(6)}"),
            24 => new RolloutChange.ValueReported("nps", random.Of(1, 2.5, double.NaN)),
            25 => new RolloutChange.BaselineCaptured(new Dictionary<string, double>(StringComparer.Ordinal) { [random.Of("p", "q")] = random.Next(9) }),
            26 => new RolloutChange.OverrideSet(random.Of("pilot", "second"), random.Of("acme", "globex"), random.Chance(50), null),
            27 => new RolloutChange.OverrideRemoved("pilot", "acme"),
            28 => new RolloutChange.CustomersAdded(CustomerList.Of(random.Of("acme", "globex", "initech"))),
            29 => new RolloutChange.CustomersRemoved(CustomerList.Of(random.Of("acme", "globex", "initech"))),
            30 => new RolloutChange.PercentageSet(Percentage.FromThousandths(random.Next(100_001))),
            31 => new RolloutChange.ConfiguredSeen(random.Chance(50) ? null : 5),
            32 => new RolloutChange.Replanned(Plan(random), Pilot.NoDefinitions),
            33 => new RolloutChange.DrillStarted(),
            34 => new RolloutChange.DrillEnded(TimeSpan.FromSeconds(2)),
            35 => new RolloutChange.ObserveOnlySet(random.Chance(20)),
            36 => new RolloutChange.CustomerErased(random.Of("acme", "globex", "vip-0-0", "nobody")),
            37 => random.Of<RolloutChange>(new RolloutChange.AlertFired("x", AlertSeverity.Info), new RolloutChange.AlertResolved("x"), new RolloutChange.WouldHave("advance")),
            _ => random.Of<RolloutChange>(new RolloutChange.MilestoneMarked("launch", "done"), new RolloutChange.Removed()),
        };
    }

    /// <summary>Everything in a document as text, collections by their content.</summary>
    public static string Text(object? value) => value switch
    {
        null => "-",
        string text => text,
        Criterion criterion => criterion.Text,
        Condition condition => condition.Text,
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Text).Order(StringComparer.Ordinal)) + "]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        bool or Enum => value.ToString()!,
        _ => "{" + string.Join(", ", value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0)
            .Select(property => $"{property.Name}: {Text(property.GetValue(value))}")) + "}",
    };

    private static IReadOnlyList<Criterion> Criteria(Random random, string letter) =>
        [.. Enumerable.Range(0, random.Next(3)).Select(i => Criterion.Parse($"{letter}{random.Next(3)}_{i} < 1%"))];

    private static PlanAction Action(Random random) => new() { Action = random.Of(Actions), Flag = random.Of(null, "fallback"), FlagEnabled = random.Chance(50) };
}
