using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>Reads conditions, and the percentages that hang on them.</summary>
internal static class RuleReader
{
    private static readonly MemberNames Names = new("a rule", "when", "percentage");

    /// <summary>Reads a list of rules.</summary>
    public static List<FlagRule>? ReadRules(ref JsonCursor cursor, Owner owner, string member)
    {
        if (!cursor.IsArray("an array of rules"))
        {
            return null;
        }

        List<FlagRule> rules = [];
        while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
        {
            if (cursor.IsObject("a rule: {\"when\": \"…\", \"percentage\": …}") && ReadRule(ref cursor, owner, member) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private static FlagRule? ReadRule(ref JsonCursor cursor, Owner owner, string member)
    {
        var start = cursor.At;
        Condition? when = null;
        Percentage? percentage = null;
        var members = new Members(Names);
        while (members.Next(ref cursor, out var name))
        {
            if (name == "when")
            {
                when = ReadCondition(ref cursor, owner, member);
            }
            else
            {
                percentage = cursor.ReadPercentage();
            }
        }

        foreach (var name in Names.Names)
        {
            if (members.Lacks(name))
            {
                cursor.Refuse(start, $"a rule needs \"{name}\"");
            }
        }

        return when is not null && percentage is { } share ? new FlagRule(when, share) : null;
    }

    /// <summary>Reads a condition.</summary>
    /// <param name="cursor">At the value.</param>
    /// <param name="owner">Whose condition it is.</param>
    /// <param name="member">The member of the owner that it stands in.</param>
    public static Condition? ReadCondition(ref JsonCursor cursor, Owner owner, string member)
    {
        if (cursor.ReadText("a condition such as \"vertical == 'e-commerce'\"") is not { } text)
        {
            return null;
        }

        if (!cursor.Reading.Conditions.TryGetValue(text, out var condition))
        {
            if (!ConditionText.TryRead(text, out condition, out var position, out var message))
            {
                cursor.Refuse(cursor.OffsetInText(position), message);
                return null;
            }

            cursor.Reading.Conditions.Add(text, condition);
        }

        foreach (var segment in ConditionText.Segments(condition))
        {
            cursor.Reading.References.Add(new FileReference(owner, member, segment, cursor.At));
        }

        return condition;
    }
}
