using System.Text.Json;

namespace FeatureRollout.Flags.Files.Plans;

/// <summary>Reads the stages of one plan, one after another.</summary>
/// <param name="plan">The plan's name.</param>
internal sealed class StageReader(string plan)
{
    private static readonly MemberNames Names = new(
        "a stage", "name", "description", "percentage", "customers", "steps", "minimumDuration", "minimumSamples", "proof", "advanceWhen", "holdWhen",
        "rollbackWhen", "inherit", "approvals", "checklist", "onFailure", "eligible", "strata", "automatic", "expectedVolume");

    private static readonly MemberNames StepNames = new("a step", "percentage", "customers", "after", "day", "time");
    private static readonly MemberNames VolumeNames = new("an expected volume", "from", "to");

    private readonly Owner _owner = PlanSection.OwnerOf(plan);

    /// <summary>The percentage that the last step read leaves; a step without its own goes on with it.</summary>
    private Percentage _percentage;

    /// <summary>The day of the last step that named one; 0 before.</summary>
    private int _day;

    /// <summary>The first day of the plan on which the next stage may begin, if nothing but time keeps it.</summary>
    private double _earliest = 1;

    /// <summary>Reads a stage.</summary>
    public StageDefinition? Read(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("a stage, which is an object"))
        {
            return null;
        }

        var stage = new StageDefinition { Name = "", Steps = [] };
        Percentage? percentage = null;
        Audience? customers = null;
        List<StepDefinition>? steps = null;
        var members = new Members(Names);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "percentage":
                    percentage = cursor.ReadPercentage();
                    break;
                case "customers":
                    customers = ReadCustomers(ref cursor);
                    break;
                case "steps":
                    steps = ReadSteps(ref cursor);
                    break;
                default:
                    stage = ReadMember(ref cursor, name, stage);
                    break;
            }
        }

        members.Require(in cursor, start, "a stage", "name");
        if (steps is not null && (members.At("percentage") > 0 || members.At("customers") > 0))
        {
            cursor.Refuse(members.At("steps"), "a stage has \"steps\", or \"percentage\" and \"customers\" of its own, not both");
        }
        else if (steps is null && members.Lacks("percentage") && members.Lacks("customers"))
        {
            cursor.Refuse(start, "a stage needs \"percentage\", \"customers\" or \"steps\"");
        }

        if (steps is null)
        {
            _percentage = percentage ?? _percentage;
            steps = [new StepDefinition { Percentage = _percentage, Customers = customers ?? Audience.Nobody }];
            cursor.Reading.Places.TryAdd(steps[0], members.At("percentage") is > 0 and var at ? at : start);
        }

        stage = stage with { Steps = steps };
        _earliest += stage.Steps.Select(step => step.After).Append(stage.MinimumDuration).Max().TotalDays;
        cursor.Reading.Places.TryAdd(stage, start);
        return stage;
    }

    private StageDefinition ReadMember(ref JsonCursor cursor, string name, StageDefinition stage) => name switch
    {
        "name" => stage with { Name = PlanValues.ReadName(ref cursor, "a name") ?? "" },
        "description" => stage with { Description = cursor.ReadText() },
        "minimumDuration" => stage with { MinimumDuration = PlanValues.ReadDuration(ref cursor) ?? TimeSpan.Zero },
        "minimumSamples" => stage with { MinimumSamples = PlanValues.ReadWhole(ref cursor, 1, 1_000_000_000) },
        "proof" => stage with { Proof = PlanValues.ReadProof(ref cursor) },
        "advanceWhen" => stage with { AdvanceWhen = PlanValues.ReadCriteria(ref cursor) },
        "holdWhen" => stage with { HoldWhen = PlanValues.ReadCriteria(ref cursor) },
        "rollbackWhen" => stage with { RollbackWhen = PlanValues.ReadCriteria(ref cursor) },
        "inherit" => stage with { Inherit = cursor.ReadBoolean() ?? false },
        "approvals" => stage with { Approvals = PlanValues.ReadNames(ref cursor, "approval") },
        "checklist" => ChecklistReader.ReadStage(ref cursor, stage),
        "onFailure" => stage with { OnFailure = PlanActionReader.ReadFailure(ref cursor) },
        "eligible" => stage with { Eligible = RuleReader.ReadCondition(ref cursor, _owner, PlanSection.Member) },
        "strata" => stage with { Strata = RuleReader.ReadStrata(ref cursor, _owner, PlanSection.Member) ?? [] },
        "automatic" => stage with { Automatic = cursor.ReadBoolean() ?? true },
        _ => stage with { ExpectedVolume = ReadVolume(ref cursor) },
    };

    private List<StepDefinition> ReadSteps(ref JsonCursor cursor)
    {
        var start = cursor.At;
        var first = 0;
        List<StepDefinition> steps = [];
        if (cursor.IsArray("an array of steps"))
        {
            while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
            {
                if (ReadStep(ref cursor, steps.Count == 0, ref first) is { } step)
                {
                    steps.Add(step);
                }
            }

            if (steps.Count == 0)
            {
                cursor.Refuse(start, "a stage has at least one step");
            }
        }

        return steps;
    }

    private StepDefinition? ReadStep(ref JsonCursor cursor, bool isFirst, ref int firstDay)
    {
        var start = cursor.At;
        if (!cursor.IsObject("a step: {\"after\": \"2d\", \"percentage\": 7}"))
        {
            return null;
        }

        Percentage? percentage = null;
        Audience? customers = null;
        TimeSpan? after = null;
        TimeOnly? time = null;
        int? day = null;
        var members = new Members(StepNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "percentage":
                    percentage = cursor.ReadPercentage();
                    break;
                case "customers":
                    customers = ReadCustomers(ref cursor);
                    break;
                case "after":
                    after = PlanValues.ReadDuration(ref cursor);
                    break;
                case "day":
                    day = PlanValues.ReadWhole(ref cursor, 1, 3660);
                    break;
                default:
                    time = PlanValues.ReadTime(ref cursor);
                    break;
            }
        }

        if (members.Lacks("percentage") && members.Lacks("customers"))
        {
            cursor.Refuse(start, "a step needs \"percentage\", \"customers\" or both");
        }

        if (members.At("day") > 0 && members.At("after") > 0)
        {
            cursor.Refuse(members.At("day"), "a step says \"after\" (since the stage's start) or \"day\" (of the plan), not both");
        }
        else if (day is { } number)
        {
            if (!isFirst && firstDay == 0)
            {
                cursor.Refuse(members.At("day"), "the first step of the stage says no \"day\", so no other can be counted from it");
            }
            else if (number <= _day)
            {
                cursor.Refuse(members.At("day"), FormattableString.Invariant($"day {number} does not come after day {_day} of the step before"));
            }

            if (isFirst && number >= _earliest + 1)
            {
                cursor.Reading.Warnings.Add(members.At("day"), FormattableString.Invariant(
                    $"the stages before it may end on day {Math.Floor(_earliest)}, and then it begins on that day and not on day {number}; give them a \"minimumDuration\""));
            }

            firstDay = isFirst ? number : firstDay;
            _day = Math.Max(_day, number);
            after = TimeSpan.FromDays(Math.Max(0, number - firstDay));
        }

        _percentage = percentage ?? _percentage;
        var step = new StepDefinition { Percentage = _percentage, Customers = customers ?? Audience.Nobody, After = after ?? TimeSpan.Zero, Time = time };
        cursor.Reading.Places.TryAdd(step, start);
        return step;
    }

    private Audience? ReadCustomers(ref JsonCursor cursor) => AudienceReader.ReadAudience(ref cursor, _owner, PlanSection.Member);

    private static ExpectedVolume? ReadVolume(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("an expected volume, in requests a day: {\"from\": 50, \"to\": 100}"))
        {
            return null;
        }

        long? from = null, to = null;
        var members = new Members(VolumeNames);
        while (members.Next(ref cursor, out var name))
        {
            long? number = PlanValues.ReadWhole(ref cursor, 0, int.MaxValue);
            (from, to) = name == "from" ? (number, to) : (from, number);
        }

        members.Require(in cursor, start, "an expected volume", "from", "to");
        var volume = from is { } least && to is { } most ? new ExpectedVolume(least, most) : null;
        if (volume is not null)
        {
            cursor.Reading.Places.TryAdd(volume, start);
        }

        return volume;
    }
}
