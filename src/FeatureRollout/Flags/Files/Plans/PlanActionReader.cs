using System.Text.Json;

namespace FeatureRollout.Flags.Files.Plans;

/// <summary>Reads what is to be done: a word, <c>{ "hold": "3d" }</c>, or <c>{ "setFlag": "key", "enabled": true }</c>.</summary>
internal static class PlanActionReader
{
    private const string FailureExpected = "\"zero\", \"previousStage\", \"pause\", \"kill\" or {\"setFlag\": \"key\", \"enabled\": true}";
    private const string BandExpected = "\"fastTrack\", \"advance\", {\"hold\": \"3d\"}, \"pause\", \"previousStage\", \"rollback\", \"kill\" or {\"setFlag\": \"key\", \"enabled\": true}";

    private static readonly string[] FailureWords = ["zero", "rollback", "previousStage", "pause", "kill"];
    private static readonly string[] BandWords = ["fastTrack", "advance", "hold", "pause", "previousStage", "rollback", "zero", "kill"];
    private static readonly MemberNames Names = new("an action", "hold", "setFlag", "enabled");
    private static readonly MemberNames BandNames = new("a band", "when", "then", "name");

    /// <summary>Reads what is done when a trigger fires.</summary>
    public static PlanAction? ReadFailure(ref JsonCursor cursor)
    {
        var at = cursor.At;
        var action = ReadAction(ref cursor, FailureWords, FailureExpected);
        if (action is { Action: RolloutAction.Hold })
        {
            cursor.Refuse(at, $"a trigger does more than hold: expected {FailureExpected}");
            return null;
        }

        return action;
    }

    /// <summary>Reads a band: a criterion and what is done while it holds.</summary>
    public static DecisionBand? ReadBand(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("a band: {\"when\": \"error_rate > 10%\", \"then\": \"rollback\"}"))
        {
            return null;
        }

        Criterion? when = null;
        PlanAction? then = null;
        string? name = null;
        var members = new Members(BandNames);
        while (members.Next(ref cursor, out var member))
        {
            switch (member)
            {
                case "when":
                    when = PlanValues.ReadCriterion(ref cursor);
                    break;
                case "then":
                    then = ReadAction(ref cursor, BandWords, BandExpected);
                    break;
                default:
                    name = PlanValues.ReadName(ref cursor, "a name");
                    break;
            }
        }

        members.Require(in cursor, start, "a band", "when", "then");
        return when is not null && then is not null ? new DecisionBand(when, then, name) : null;
    }

    private static PlanAction? ReadAction(ref JsonCursor cursor, string[] words, string expected)
    {
        if (cursor.Token == JsonTokenType.String)
        {
            return PlanValues.ReadWord(ref cursor, "action", words) is { } word ? new PlanAction { Action = Of(word) } : null;
        }

        return cursor.IsObject(expected) ? ReadObject(ref cursor, expected) : null;
    }

    private static PlanAction? ReadObject(ref JsonCursor cursor, string expected)
    {
        var start = cursor.At;
        TimeSpan? hold = null;
        string? flag = null;
        var flagAt = 0;
        bool? enabled = null;
        var members = new Members(Names);
        while (members.Next(ref cursor, out var member))
        {
            switch (member)
            {
                case "hold":
                    hold = PlanValues.ReadDuration(ref cursor, mayBeZero: false);
                    break;
                case "setFlag":
                    flag = cursor.ReadText("a flag key");
                    flagAt = cursor.At;
                    break;
                default:
                    enabled = cursor.ReadBoolean();
                    break;
            }
        }

        var holds = members.At("hold") > 0;
        var sets = members.At("setFlag") > 0;
        if (holds == sets || (holds && enabled is not null))
        {
            if (!members.HasUnknown)
            {
                cursor.Refuse(start, $"expected {expected}");
            }

            return null;
        }

        if (holds)
        {
            return hold is null ? null : new PlanAction { Action = RolloutAction.Hold, For = hold };
        }

        if (members.Lacks("enabled"))
        {
            cursor.Refuse(start, "\"setFlag\" needs \"enabled\", which says what the flag is set to");
        }

        if (flag is null)
        {
            return null;
        }

        cursor.Reading.References.Add(new FileReference(PlanSection.FlagOwner, PlanSection.Member, flag, flagAt));
        return new PlanAction { Action = RolloutAction.SetFlag, Flag = flag, FlagEnabled = enabled ?? false };
    }

    private static RolloutAction Of(string word) => word switch
    {
        "fastTrack" => RolloutAction.FastTrack,
        "advance" => RolloutAction.Advance,
        "hold" => RolloutAction.Hold,
        "pause" => RolloutAction.Pause,
        "previousStage" => RolloutAction.PreviousStage,
        "kill" => RolloutAction.Kill,
        _ => RolloutAction.RollBack,
    };
}
