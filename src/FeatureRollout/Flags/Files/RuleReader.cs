using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>Reads conditions, and the percentages that hang on them.</summary>
internal static class RuleReader
{
    /// <summary>As much as a flag's key, a dot and another tool's salt.</summary>
    public const int LongestSalt = 512;

    private const int LongestName = 128;

    private static readonly MemberNames RuleNames = new("a rule", "when", "percentage", "from", "salt", "bucketing", "unit", "variants", "continue");
    private static readonly MemberNames StratumNames = new("a stratum", "when", "percentage");

    /// <summary>Reads a flag's rules.</summary>
    public static List<FlagRule>? ReadRules(ref JsonCursor cursor, Owner owner, string member) => Read(ref cursor, owner, member, RuleNames);

    /// <summary>Reads a stage's strata, which are nothing but conditions and percentages.</summary>
    public static List<FlagRule>? ReadStrata(ref JsonCursor cursor, Owner owner, string member) => Read(ref cursor, owner, member, StratumNames);

    private static List<FlagRule>? Read(ref JsonCursor cursor, Owner owner, string member, MemberNames names)
    {
        if (!cursor.IsArray("an array of rules"))
        {
            return null;
        }

        List<FlagRule> rules = [];
        while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
        {
            if (cursor.IsObject("a rule: {\"when\": \"…\", \"percentage\": …}") && ReadRule(ref cursor, owner, member, names) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private static FlagRule? ReadRule(ref JsonCursor cursor, Owner owner, string member, MemberNames names)
    {
        var start = cursor.At;
        Condition? when = null;
        Percentage? percentage = null;
        var said = new FlagRule(Nobody, Percentage.Zero);
        var members = new Members(names);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "when":
                    when = ReadCondition(ref cursor, owner, member);
                    break;
                case "percentage":
                    percentage = cursor.ReadPercentage();
                    break;
                default:
                    said = ReadMember(ref cursor, owner, said, name);
                    break;
            }
        }

        members.Require(in cursor, start, "a rule", "when", "percentage");
        if (percentage is { } share && said.From.Thousandths + share.Thousandths > Percentage.Full.Thousandths)
        {
            cursor.Refuse(members.At("from"), $"from {said.From} a share of {share} ends beyond 100 %");
        }

        return when is not null && percentage is not null ? said with { When = when, Percentage = percentage.Value } : null;
    }

    private static readonly Condition Nobody = Condition.Parse("false");

    private static FlagRule ReadMember(ref JsonCursor cursor, Owner owner, FlagRule rule, string name) => name switch
    {
        "from" => rule with { From = cursor.ReadPercentage() ?? Percentage.Zero },
        "salt" => rule with { Salt = cursor.ReadText("a salt", LongestSalt) },
        "bucketing" => rule with { Bucketing = FlagReader.ReadBucketing(ref cursor) },
        "unit" => rule with { Unit = cursor.ReadText("the name of an attribute", LongestName, mayBeEmpty: false) },
        "variants" => rule with { Variants = VariantReader.ReadWeights(ref cursor, owner) },
        _ => rule with { Continue = cursor.ReadBoolean() ?? false },
    };

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
