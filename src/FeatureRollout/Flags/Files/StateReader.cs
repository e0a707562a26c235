namespace FeatureRollout.Flags.Files;

/// <summary>Reads the states of flags in a stored document.</summary>
internal static class StateReader
{
    private static readonly MemberNames StateNames = new("a state", "enabled", "percentage", "added", "overrides", "stage", "definition");
    private static readonly MemberNames StageNames = new("a stage", "name", "active", "percentage", "generation", "customers", "eligible", "strata");

    /// <summary>Reads states by flag key.</summary>
    public static Dictionary<string, FlagState> ReadStates(ref JsonCursor cursor)
    {
        var states = new Dictionary<string, FlagState>(StringComparer.Ordinal);
        if (!cursor.IsObject("an object of states by flag key"))
        {
            return states;
        }

        var keys = new MapKeys();
        while (keys.NextKey(ref cursor, out var key, out _))
        {
            states.Add(key, ReadState(ref cursor, key));
        }

        return states;
    }

    /// <summary>Reads a state.</summary>
    public static FlagState ReadState(ref JsonCursor cursor, string key)
    {
        var state = new FlagState { Key = key };
        if (!cursor.IsObject("an object with the state's members"))
        {
            return state;
        }

        var members = new Members(StateNames);
        while (members.Next(ref cursor, out var name))
        {
            state = name switch
            {
                "enabled" => state with { Enabled = cursor.ReadBoolean() },
                "percentage" => state with { Percentage = cursor.ReadPercentage() },
                "added" => state with { Added = AudienceReader.ReadCustomers(ref cursor) },
                "overrides" => state with { Overrides = OverrideReader.ReadOverrides(ref cursor) },
                "stage" => state with { Stage = ReadStage(ref cursor, Owner.Flag(key)) },
                _ => state with { Definition = FlagReader.Read(ref cursor, key, out _) },
            };
        }

        return state;
    }

    private static RolloutStage? ReadStage(ref JsonCursor cursor, Owner owner)
    {
        var start = cursor.At;
        if (!cursor.IsObject("an object with the stage's members"))
        {
            return null;
        }

        var stage = new RolloutStage { Name = "", Active = false };
        var members = new Members(StageNames);
        while (members.Next(ref cursor, out var name))
        {
            stage = name switch
            {
                "name" => stage with { Name = cursor.ReadText() ?? "" },
                "active" => stage with { Active = cursor.ReadBoolean() ?? false },
                "percentage" => stage with { Percentage = cursor.ReadPercentage() ?? Percentage.Zero },
                "generation" => stage with { Generation = cursor.ReadCount("a whole number of 0 or more") ?? 0 },
                "customers" => stage with { Customers = AudienceReader.ReadAudience(ref cursor, owner, "stage") ?? Audience.Nobody },
                "eligible" => stage with { Eligible = RuleReader.ReadCondition(ref cursor, owner, "stage") },
                _ => stage with { Strata = RuleReader.ReadStrata(ref cursor, owner, "stage") ?? [] },
            };
        }

        foreach (var name in (ReadOnlySpan<string>)["name", "active", "percentage"])
        {
            if (members.Lacks(name))
            {
                cursor.Refuse(start, $"a stage needs \"{name}\"");
            }
        }

        return stage;
    }
}
