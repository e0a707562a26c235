using FeatureRollout.Text;

namespace FeatureRollout.Flags.Files;

/// <summary>Reads fixed answers for single customers. Errors tell a customer's place, never the id.</summary>
internal static class OverrideReader
{
    private static readonly MemberNames FileNames = new("an override", "enabled", "reason", "until");
    private static readonly MemberNames StoredNames = new("an override", "enabled", "reason", "until", "actor");

    /// <summary>Reads overrides by customer id.</summary>
    public static Dictionary<string, FlagOverride>? ReadOverrides(ref JsonCursor cursor)
    {
        if (!cursor.IsObject("an object of overrides by customer id", isSecret: true))
        {
            return null;
        }

        var overrides = new Dictionary<string, FlagOverride>(StringComparer.Ordinal);
        var keys = new MapKeys("the customer");
        while (keys.Next(ref cursor, out var customer, out var at))
        {
            if (!IsCustomerId(customer))
            {
                cursor.Refuse(at, AudienceReader.InvalidId(customer.Length == 0));
            }

            if (ReadOverride(ref cursor, at) is { } value)
            {
                overrides.Add(customer, value);
            }
        }

        return overrides;
    }

    private static FlagOverride? ReadOverride(ref JsonCursor cursor, int at)
    {
        if (!cursor.IsObject("an override: {\"enabled\": …, \"reason\": \"…\", \"until\": \"…\"}", isSecret: true))
        {
            return null;
        }

        bool? enabled = null;
        string? reason = null, actor = null;
        DateTimeOffset? until = null;
        var members = new Members(cursor.Reading.IsStored ? StoredNames : FileNames);
        while (members.Next(ref cursor, out var name))
        {
            switch (name)
            {
                case "enabled":
                    enabled = cursor.ReadBoolean();
                    break;
                case "reason":
                    reason = cursor.ReadText();
                    break;
                case "until":
                    until = cursor.ReadMoment();
                    break;
                default:
                    actor = cursor.ReadText();
                    break;
            }
        }

        if (members.Lacks("enabled"))
        {
            cursor.Refuse(at, "an override needs \"enabled\"");
        }

        return enabled is { } answer ? new FlagOverride { Enabled = answer, Reason = reason, Actor = actor, Until = until } : null;
    }

    private static bool IsCustomerId(string id)
    {
        Span<byte> bytes = stackalloc byte[CustomerList.MaximumIdLength];
        return id.Length > 0 && Wtf8.TryGetBytes(id, bytes, out _);
    }
}
