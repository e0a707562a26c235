namespace FeatureRollout.Cli.Help;

/// <summary>The commands by what somebody wants, in the order in which the help shows them.</summary>
internal static class CommandGroups
{
    /// <summary>A heading, and the commands below it.</summary>
    internal readonly record struct Group(string Heading, IReadOnlyList<string> Commands);

    public static IReadOnlyList<Group> All { get; } =
    [
        new("SEE", ["status", "explain", "watch", "events", "plans"]),
        new("MOVE A ROLLOUT", ["create", "start", "advance", "hold", "pause", "resume", "previous", "rollback", "observe", "drill", "replan", "remove"]),
        new("WRITE DOWN FOR A ROLLOUT", ["approve", "tick", "incident", "value", "baseline", "milestone"]),
        new("SET A FLAG BY HAND", ["enable", "disable", "percentage", "reset", "include", "kill", "revive", "erase"]),
        new("CHECK IN A PIPELINE", ["verify", "monitor", "lint", "stale"]),
        new("THINK AHEAD", ["preview", "cohort", "simulate"]),
        new("REPORT AND KEEP", ["report", "export", "import"]),
        new("FILES AND SHELLS", ["new", "schema", "completion"]),
    ];

    /// <summary>What no group names.</summary>
    public const string Others = "MORE";
}
