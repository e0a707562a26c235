using System.Text.Json;

namespace FeatureRollout.Flags.Files;

/// <summary>
/// Reads flags in the two formats of a root that maps keys to flags: the plain one (<c>enabled</c>,
/// <c>rollout_percentage</c>, <c>beta_customers</c>, <c>requires</c>), and the one after LaunchDarkly (<c>key</c>,
/// <c>variations</c>, <c>rollout</c>, <c>prerequisites</c>).
/// </summary>
internal static class ForeignFlagReader
{
    private const string Kind = "a flag at the root (where the file has no \"flags\")";

    private static readonly MemberNames PlainNames = new(Kind, "enabled", "rollout_percentage", "beta_customers", "requires");
    private static readonly MemberNames VariationNames = new(Kind, "key", "variations", "rollout", "prerequisites");
    private static readonly MemberNames RolloutNames = new("a rollout", "percentage", "whitelist");

    /// <summary>Reads a flag in the format that its members show.</summary>
    public static FlagDefinition? Read(ref JsonCursor cursor, string key)
    {
        if (!cursor.IsObject("an object with the flag's members"))
        {
            return null;
        }

        var (plain, variation) = Look(cursor);
        if (plain is not null && variation is not null)
        {
            cursor.Refuse($"\"{plain}\" and \"{variation}\" belong to two formats; a flag has either {string.Join(", ", PlainNames.Names)} or {string.Join(", ", VariationNames.Names)}");
            cursor.Skip();
            return null;
        }

        return variation is null ? ReadPlain(ref cursor, key) : ReadVariations(ref cursor, key);
    }

    /// <summary>The first member of each format; works on its own copy of the cursor.</summary>
    private static (string? Plain, string? Variation) Look(JsonCursor ahead)
    {
        string? plain = null, variation = null;
        try
        {
            while (ahead.Read() && ahead.Token == JsonTokenType.PropertyName)
            {
                plain ??= PlainNames.IndexOf(in ahead) is >= 0 and var p ? PlainNames.Names[p] : null;
                variation ??= VariationNames.IndexOf(in ahead) is >= 0 and var v ? VariationNames.Names[v] : null;
                ahead.Skip();
            }
        }
        catch (JsonException)
        {
            // The reading itself comes to the same place and says it.
        }

        return (plain, variation);
    }

    private static FlagDefinition ReadPlain(ref JsonCursor cursor, string key)
    {
        var flag = new FlagDefinition { Key = key };
        var members = new Members(PlainNames);
        while (members.Next(ref cursor, out var name))
        {
            flag = name switch
            {
                "enabled" => flag with { Enabled = cursor.ReadBoolean() },
                "rollout_percentage" => flag with { Percentage = cursor.ReadPercentage() },
                "beta_customers" => flag with { Include = Customers(ref cursor) },
                _ => flag with { Requires = FlagReader.ReadKeys(ref cursor, Owner.Flag(key), "requires") },
            };
        }

        return flag;
    }

    private static FlagDefinition ReadVariations(ref JsonCursor cursor, string key)
    {
        var flag = new FlagDefinition { Key = key, Enabled = true, Percentage = Percentage.Zero };
        var members = new Members(VariationNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "key":
                    if (cursor.ReadText() is { } inner && inner != key)
                    {
                        cursor.Refuse($"\"key\" is \"{JsonEscapes.Clip(inner, 40)}\", but the flag stands under \"{JsonEscapes.Clip(key, 40)}\"; make them the same");
                    }

                    break;
                case "variations":
                    CheckVariations(ref cursor);
                    break;
                case "rollout":
                    flag = ReadRollout(ref cursor, flag);
                    break;
                default:
                    flag = flag with { Requires = FlagReader.ReadKeys(ref cursor, Owner.Flag(key), "requires") };
                    break;
            }
        }

        return flag;
    }

    private static FlagDefinition ReadRollout(ref JsonCursor cursor, FlagDefinition flag)
    {
        if (!cursor.IsObject("an object with \"percentage\" and \"whitelist\""))
        {
            return flag;
        }

        var members = new Members(RolloutNames);
        while (members.Next(ref cursor, out var name))
        {
            flag = name == "percentage"
                ? flag with { Percentage = cursor.ReadPercentage() }
                : flag with { Include = Customers(ref cursor) };
        }

        return flag;
    }

    private static void CheckVariations(ref JsonCursor cursor)
    {
        const string Expected = "[true, false]: a flag of this format is on or off";
        var start = cursor.At;
        if (!cursor.IsArray(Expected))
        {
            return;
        }

        int on = 0, off = 0, other = 0;
        while (cursor.Read() && cursor.Token != JsonTokenType.EndArray)
        {
            switch (cursor.ReadBoolean())
            {
                case true:
                    on++;
                    break;
                case false:
                    off++;
                    break;
                default:
                    other++;
                    break;
            }
        }

        if (other == 0 && (on, off) != (1, 1))
        {
            cursor.Refuse(start, $"expected {Expected}");
        }
    }

    private static Audience? Customers(ref JsonCursor cursor) =>
        AudienceReader.ReadCustomers(ref cursor) is { } customers ? new Audience { Customers = customers } : null;
}
