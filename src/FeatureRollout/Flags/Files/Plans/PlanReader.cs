using FeatureRollout.Flags.Plans;
using FeatureRollout.Flags.Plans.Messages;

namespace FeatureRollout.Flags.Files.Plans;

/// <summary>Reads one plan, and notes what its linter finds.</summary>
internal static class PlanReader
{
    private static readonly MemberNames Names = new(
        "a plan", "description", "owner", "timeZone", "proof", "confirmations", "minimumSamples", "advanceWhen", "holdWhen", "rollbackWhen",
        "rollbackThreshold", "bands", "onFailure", "approvals", "checklist", "metrics", "alerts", "advanceWindows", "freezes", "soak", "fastTrackFactor",
        "start", "milestones", "reports", "messages", "stages");

    private static readonly MemberNames ThresholdNames = new("a rollback threshold", "errorRate", "timeWindow", "proof");

    /// <summary>Reads a plan.</summary>
    /// <param name="cursor">At the value.</param>
    /// <param name="name">The plan's name.</param>
    /// <param name="at">The byte offset of the name.</param>
    public static PlanDefinition? Read(ref JsonCursor cursor, string name, int at)
    {
        if (!cursor.IsObject("a plan: {\"stages\": [ … ]}"))
        {
            return null;
        }

        var before = cursor.Reading.Errors.Count;
        var plan = new PlanDefinition { Name = name, Stages = [] };
        var lists = new PlanChecklists([], [], []);
        IReadOnlyList<ReadFreeze> freezes = [];
        var members = new Members(Names);
        while (members.Next(ref cursor, out var member))
        {
            if (member == "checklist")
            {
                lists = ChecklistReader.ReadPlan(ref cursor);
            }
            else if (member == "freezes")
            {
                freezes = PlanValues.ReadList(ref cursor, "an array of freezes", CalendarReader.ReadFreeze);
            }
            else
            {
                plan = ReadMember(ref cursor, member, plan);
            }
        }

        members.Require(in cursor, at, "a plan", "stages");
        plan = WithChecklists(plan, lists, cursor.Reading.Places);
        plan = plan with { Freezes = [.. freezes.Select(freeze => freeze.In(plan.TimeZone))] };
        foreach (var (freeze, read) in plan.Freezes.Zip(freezes))
        {
            cursor.Reading.Places.TryAdd(freeze, read.At);
        }

        cursor.Reading.Places.TryAdd(plan, at);

        // What the linter says of a plan that lost something on the way would be about what is not there.
        if (cursor.Reading.Errors.Count == before)
        {
            Lint(in cursor, plan, at, in members);
        }

        return plan;
    }

    private static PlanDefinition ReadMember(ref JsonCursor cursor, string name, PlanDefinition plan) => name switch
    {
        "description" => plan with { Description = cursor.ReadText() },
        "owner" => plan with { Owner = cursor.ReadText() },
        "timeZone" => plan with { TimeZone = PlanValues.ReadName(ref cursor, "the IANA name of a time zone, such as \"Europe/London\"") ?? plan.TimeZone },
        "proof" => plan with { Proof = PlanValues.ReadProof(ref cursor) ?? plan.Proof },
        "confirmations" => plan with { Confirmations = PlanValues.ReadWhole(ref cursor, 1, 100) ?? plan.Confirmations },
        "minimumSamples" => plan with { MinimumSamples = PlanValues.ReadWhole(ref cursor, 1, 1_000_000_000) ?? plan.MinimumSamples },
        "advanceWhen" => plan with { AdvanceWhen = PlanValues.ReadCriteria(ref cursor) },
        "holdWhen" => plan with { HoldWhen = PlanValues.ReadCriteria(ref cursor) },
        "rollbackWhen" => plan with { RollbackWhen = PlanValues.ReadCriteria(ref cursor) },
        "rollbackThreshold" => plan with { RollbackThreshold = ReadThreshold(ref cursor) },
        "bands" => plan with { Bands = PlanValues.ReadList(ref cursor, "an array of bands", PlanActionReader.ReadBand) },
        "onFailure" => plan with { OnFailure = PlanActionReader.ReadFailure(ref cursor) ?? plan.OnFailure },
        "approvals" => plan with { Approvals = PlanValues.ReadNames(ref cursor, "approval") },
        "metrics" => plan with { Metrics = MetricReader.ReadMetrics(ref cursor) },
        "alerts" => plan with { Alerts = PlanValues.ReadList(ref cursor, "an array of alerts", MetricReader.ReadAlert) },
        "advanceWindows" => plan with { AdvanceWindows = PlanValues.ReadList(ref cursor, "an array of windows", CalendarReader.ReadWindow) },
        "soak" => plan with { Soak = PlanValues.ReadDuration(ref cursor) ?? plan.Soak },
        "fastTrackFactor" => plan with { FastTrackFactor = cursor.ReadNumber("a number greater than 0 and at most 1", number => number is > 0 and <= 1) ?? plan.FastTrackFactor },
        "start" => plan with { Start = cursor.ReadDay() },
        "milestones" => plan with { Milestones = PlanValues.ReadList(ref cursor, "an array of milestones", CalendarReader.ReadMilestone) },
        "reports" => plan with { Reports = PlanValues.ReadList(ref cursor, "an array of reports", CalendarReader.ReadReport) },
        "messages" => plan with { Messages = ReadMessages(ref cursor) },
        _ => plan with { Stages = PlanValues.ReadList(ref cursor, "an array of stages", new StageReader(plan.Name).Read) },
    };

    private static RollbackThreshold? ReadThreshold(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("a rollback threshold: {\"errorRate\": 0.05, \"timeWindow\": \"1h\"}"))
        {
            return null;
        }

        double? rate = null;
        TimeSpan? window = null;
        CriterionProof? proof = null;
        var members = new Members(ThresholdNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "errorRate":
                    rate = cursor.ReadNumber("a fraction greater than 0 and under 1 (5 % is 0.05)", number => number is > 0 and < 1);
                    break;
                case "timeWindow":
                    window = PlanValues.ReadDuration(ref cursor, mayBeZero: false);
                    break;
                default:
                    proof = PlanValues.ReadProof(ref cursor);
                    break;
            }
        }

        members.Require(in cursor, start, "a rollback threshold", "errorRate", "timeWindow");
        if (rate is not { } limit || window is not { } over)
        {
            return null;
        }

        var threshold = new RollbackThreshold(limit, over, proof ?? CriterionProof.Threshold);
        cursor.Reading.Places.TryAdd(threshold, start);
        return threshold;
    }

    private static Dictionary<string, string> ReadMessages(ref JsonCursor cursor)
    {
        var messages = new Dictionary<string, string>(StringComparer.Ordinal);
        if (cursor.IsObject("an object of messages by event"))
        {
            var keys = new MapKeys();
            while (keys.NextKey(ref cursor, out var name, out _))
            {
                if (cursor.ReadText("a message") is { } message)
                {
                    if (MessageTemplates.Check(name, message) is { } problem)
                    {
                        cursor.Refuse(problem);
                    }

                    messages.Add(name, message);
                }
            }
        }

        return messages;
    }

    /// <summary>Puts the lists for each stage into the stages, which keep their places.</summary>
    private static PlanDefinition WithChecklists(PlanDefinition plan, PlanChecklists lists, Dictionary<object, int> places)
    {
        plan = plan with { Checklist = lists.Start };
        if (lists.EachStageStart.Count + lists.EachStageEnd.Count == 0)
        {
            return plan;
        }

        return plan with
        {
            Stages = [.. plan.Stages.Select(stage =>
            {
                var whole = stage with
                {
                    StartChecklist = [.. stage.StartChecklist, .. lists.EachStageStart],
                    EndChecklist = [.. stage.EndChecklist, .. lists.EachStageEnd],
                };
                places[whole] = places.GetValueOrDefault(stage);
                return whole;
            })],
        };
    }

    private static void Lint(in JsonCursor cursor, PlanDefinition plan, int at, in Members members)
    {
        foreach (var problem in plan.Check())
        {
            var place = problem.Subject switch
            {
                string member => members.At(member) is > 0 and var given ? given : at,
                { } subject => cursor.Reading.Places.GetValueOrDefault(subject, at),
                null => at,
            };
            (problem.IsWarning ? cursor.Reading.Warnings : cursor.Reading.Errors).Add(place, problem.Message);
        }
    }
}
