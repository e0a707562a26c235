using System.Text.Json;

namespace FeatureRollout.Flags.Files.Plans;

/// <summary>Reads lists of things that people do and tick.</summary>
internal static class ChecklistReader
{
    private const string Item = "a checklist item: a text, or {\"item\": \"…\", \"owner\": \"…\", \"required\": false}";

    private static readonly MemberNames ItemNames = new("a checklist item", "item", "owner", "required");
    private static readonly MemberNames StageNames = new("a stage's checklist", "start", "end");
    private static readonly MemberNames PlanNames = new("a plan's checklist", "start", "eachStageStart", "eachStageEnd");

    /// <summary>Reads a stage's checklists.</summary>
    public static StageDefinition ReadStage(ref JsonCursor cursor, StageDefinition stage)
    {
        if (cursor.IsObject("an object with \"start\", \"end\" or both"))
        {
            var members = new Members(StageNames);
            while (members.Next(ref cursor, out var name))
            {
                stage = name == "start"
                    ? stage with { StartChecklist = ReadItems(ref cursor) }
                    : stage with { EndChecklist = ReadItems(ref cursor) };
            }
        }

        return stage;
    }

    /// <summary>Reads a plan's checklist: a list for the start, or an object that says what each stage's start and end need too.</summary>
    public static PlanChecklists ReadPlan(ref JsonCursor cursor)
    {
        if (cursor.Token == JsonTokenType.StartArray)
        {
            return new PlanChecklists(ReadItems(ref cursor), [], []);
        }

        var lists = new PlanChecklists([], [], []);
        if (cursor.IsObject("an array of checklist items, or an object with \"start\", \"eachStageStart\", \"eachStageEnd\""))
        {
            var members = new Members(PlanNames);
            while (members.Next(ref cursor, out var name))
            {
                lists = name switch
                {
                    "start" => lists with { Start = ReadItems(ref cursor) },
                    "eachStageStart" => lists with { EachStageStart = ReadItems(ref cursor) },
                    _ => lists with { EachStageEnd = ReadItems(ref cursor) },
                };
            }
        }

        return lists;
    }

    private static List<ChecklistItem> ReadItems(ref JsonCursor cursor) =>
        PlanValues.ReadList(ref cursor, "an array of checklist items", ReadItem);

    private static ChecklistItem? ReadItem(ref JsonCursor cursor)
    {
        var start = cursor.At;
        string? item = null, owner = null;
        var required = true;
        if (cursor.Token == JsonTokenType.String)
        {
            item = PlanValues.ReadName(ref cursor, "a checklist item");
        }
        else if (cursor.IsObject(Item))
        {
            var members = new Members(ItemNames);
            while (members.Next(ref cursor, out var name))
            {
                switch (name)
                {
                    case "item":
                        item = PlanValues.ReadName(ref cursor, "a checklist item");
                        break;
                    case "owner":
                        owner = PlanValues.ReadName(ref cursor, "an owner");
                        break;
                    default:
                        required = cursor.ReadBoolean() ?? true;
                        break;
                }
            }

            members.Require(in cursor, start, "a checklist item", "item");
        }

        if (item is null)
        {
            return null;
        }

        var read = new ChecklistItem(item, owner, required);
        cursor.Reading.Places.TryAdd(read, start);
        return read;
    }
}

/// <summary>What a plan says of checklists.</summary>
/// <param name="Start">Before the rollout starts.</param>
/// <param name="EachStageStart">Before each stage begins, after the stage's own.</param>
/// <param name="EachStageEnd">Before each stage ends, after the stage's own.</param>
internal sealed record PlanChecklists(IReadOnlyList<ChecklistItem> Start, IReadOnlyList<ChecklistItem> EachStageStart, IReadOnlyList<ChecklistItem> EachStageEnd);
