using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>Reads one flag of the house format.</summary>
internal static class FlagReader
{
    private const int LongestName = 128;

    private static readonly string[] Written =
    [
        "enabled", "percentage", "include", "exclude", "requires", "rules", "overrides", "variants", "schedule", "salt", "variantSalt",
        "bucketing", "unit", "default", "fallback", "message", "owner", "expires", "permanent",
    ];

    private static readonly MemberNames FileNames = new("a flag", Written);
    private static readonly MemberNames StoredNames = new("a flag", [.. Written, "plan"]);

    /// <summary>Reads a flag.</summary>
    /// <param name="cursor">At the value.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="percentageAt">The byte offset at which the percentage is said; 0 where it is not.</param>
    public static FlagDefinition? Read(ref JsonCursor cursor, string key, out int percentageAt)
    {
        percentageAt = 0;
        if (!cursor.IsObject("an object with the flag's members"))
        {
            return null;
        }

        var flag = new FlagDefinition { Key = key };
        var owner = Owner.Flag(key);
        var members = new Members(cursor.Reading.IsStored ? StoredNames : FileNames);
        while (members.Next(ref cursor, out var name))
        {
            flag = name switch
            {
                "enabled" => flag with { Enabled = cursor.ReadBoolean() },
                "percentage" => flag with { Percentage = cursor.ReadPercentage() },
                "include" => flag with { Include = AudienceReader.ReadAudience(ref cursor, owner, name) },
                "exclude" => flag with { Exclude = AudienceReader.ReadAudience(ref cursor, owner, name) },
                "requires" => flag with { Requires = ReadKeys(ref cursor, owner, name) },
                "rules" => flag with { Rules = RuleReader.ReadRules(ref cursor, owner, name) },
                "overrides" => flag with { Overrides = OverrideReader.ReadOverrides(ref cursor) },
                "variants" => flag with { Variants = VariantReader.ReadVariants(ref cursor) },
                "schedule" => flag with { Schedule = ReadSchedule(ref cursor) },
                "salt" => flag with { Salt = cursor.ReadText("a salt", RuleReader.LongestSalt, mayBeEmpty: false) },
                "variantSalt" => flag with { VariantSalt = cursor.ReadText("a salt", RuleReader.LongestSalt) },
                "bucketing" => flag with { Bucketing = ReadBucketing(ref cursor) },
                "unit" => flag with { Unit = cursor.ReadText("the name of an attribute", LongestName, mayBeEmpty: false) },
                "default" => flag with { Default = cursor.ReadBoolean() },
                "fallback" => flag with { Fallback = cursor.ReadText() },
                "message" => flag with { Message = cursor.ReadText() },
                "owner" => flag with { Owner = cursor.ReadText() },
                "expires" => flag with { Expires = cursor.ReadDay() },
                "permanent" => flag with { Permanent = cursor.ReadBoolean() },
                _ => flag with { Plan = cursor.ReadText("the name of a plan", LongestName, mayBeEmpty: false) },
            };
        }

        percentageAt = members.At("percentage");
        return flag;
    }

    /// <summary>Reads a list of flag keys.</summary>
    public static List<string>? ReadKeys(ref JsonCursor cursor, Owner owner, string member)
    {
        if (!cursor.IsArray("an array of flag keys"))
        {
            return null;
        }

        List<string> keys = [];
        while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
        {
            if (cursor.ReadText("a flag key") is { } key)
            {
                cursor.Reading.References.Add(new FileReference(owner, member, key, cursor.At));
                keys.Add(key);
            }
        }

        return keys;
    }

    private static readonly MemberNames ScheduleNames = new("a schedule", "from", "until");

    private static FlagSchedule? ReadSchedule(ref JsonCursor cursor)
    {
        var start = cursor.At;
        if (!cursor.IsObject("an object with \"from\" and \"until\""))
        {
            return null;
        }

        DateTimeOffset? from = null, until = null;
        var members = new Members(ScheduleNames);
        while (members.Next(ref cursor, out var name))
        {
            if (name == "from")
            {
                from = cursor.ReadMoment();
            }
            else
            {
                until = cursor.ReadMoment();
            }
        }

        if (!cursor.Reading.IsStored)
        {
            if (members.Lacks("from") && members.Lacks("until"))
            {
                cursor.Refuse(start, "a schedule says \"from\", \"until\" or both");
            }

            if (until <= from)
            {
                cursor.Refuse(members.At("until"), "\"until\" is not after \"from\"");
            }
        }

        return new FlagSchedule(from, until);
    }

    /// <summary>Reads the name of a bucketing.</summary>
    public static string? ReadBucketing(ref JsonCursor cursor)
    {
        if (cursor.ReadText("the name of a bucketing") is not { } bucketing)
        {
            return null;
        }

        if (cursor.Reading.Bucketings is { } known && !known.Contains(bucketing, StringComparer.Ordinal))
        {
            var suggestion = cursor.Reading.Errors.Suggest(bucketing, known);
            cursor.Refuse($"unknown bucketing \"{JsonEscapes.Clip(bucketing, 40)}\""
                + (suggestion.Length > 0 ? suggestion : $"; there is {string.Join(", ", known)}"));
        }

        return bucketing;
    }
}
