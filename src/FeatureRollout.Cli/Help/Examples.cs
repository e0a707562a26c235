using System.CommandLine;

namespace FeatureRollout.Cli.Help;

/// <summary>An example or two for each command; tests parse all of them.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string> Lines = new(StringComparer.Ordinal)
    {
        ["status"] = "status search",
        ["explain"] = "explain search acme --with vertical=services",
        ["watch"] = "watch search",
        ["events"] = "events search --limit 20",
        ["plans"] = "plans pilot",
        ["create"] = "create search --plan pilot --customer our-own --yes",
        ["start"] = "start search --reason \"signed off\" --yes",
        ["advance"] = "advance search --yes",
        ["hold"] = "hold search 3d --reason \"a long weekend\"",
        ["pause"] = "pause search --reason \"a release is under way\"",
        ["resume"] = "resume search",
        ["previous"] = "previous search --reason \"slow at 50%\" --yes",
        ["rollback"] = "rollback search --reason \"orders are lost\" --yes",
        ["approve"] = "approve search product-manager",
        ["tick"] = "tick search \"runbook is written\"",
        ["incident"] = "incident search P1 \"orders are lost\"",
        ["value"] = "value search nps 42",
        ["baseline"] = "baseline search",
        ["milestone"] = "milestone search \"beta begins\" done",
        ["drill"] = "drill search --yes",
        ["observe"] = "observe search on",
        ["replan"] = "replan search --force --reason \"a longer soak\" --yes",
        ["remove"] = "remove search --yes",
        ["enable"] = "enable search acme --reason \"asked for it\" --yes",
        ["disable"] = "disable search --global --reason \"errors\" --yes",
        ["reset"] = "reset search acme --yes",
        ["percentage"] = "percentage search 25 --yes",
        ["include"] = "include search acme globex --yes",
        ["kill"] = "kill search --reason \"orders are lost\" --yes",
        ["revive"] = "revive search --yes",
        ["erase"] = "erase acme --reason \"asked for it\" --yes",
        ["verify"] = "verify search --expect 25 --processes 3",
        ["monitor"] = "monitor search --stage alpha --for 2h",
        ["lint"] = "lint flags.json --format sarif > lint.sarif",
        ["stale"] = "stale --source src",
        ["preview"] = "preview search 10 25 --customers customers.csv",
        ["cohort"] = "cohort --customers customers.csv --size 50 --stratify vertical",
        ["simulate"] = "simulate pilot --error-rate 0.2% --chart pilot.svg",
        ["report"] = "report --html > status.html",
        ["export"] = "export --output backup.jsonl",
        ["import"] = "import backup.jsonl --yes",
        ["new"] = "new flags.json --flag search --plan pilot",
        ["schema"] = "schema > flag-file.schema.json",
        ["completion"] = "completion bash >> ~/.bashrc",
    };

    /// <summary>Of commands that have a second use.</summary>
    private static readonly Dictionary<string, string> More = new(StringComparer.Ordinal)
    {
        ["import"] = "import --from unleash state.json --output flags.json",
    };

    /// <summary>The way that the help of the program starts with: what it does, and what one types.</summary>
    public static IReadOnlyList<(string Text, string Line)> FirstWay { get; } =
    [
        ("A flag file with a flag and a plan; lint checks what you write into it.", Full("new")),
        ("Off for everybody, then on for the first stage's customers.", Full("create")),
        ("", Full("start")),
        ("How it goes. A host with the library advances it, and rolls it back.", Full("status")),
        ("Stage by stage to 100 %. Refused while the plan asks for more;", Full("advance")),
        ("with --force it is done all the same, and the audit says so.", $"{Tool.Name} advance search --force --reason \"checked\" --yes"),
        ("Back: off for everybody, at once. A kill is off in whatever state.", Full("rollback")),
    ];

    /// <summary>An example as one types it; null for a command without.</summary>
    public static string? Of(Command command) => Lines.ContainsKey(command.Name) ? Full(command.Name) : null;

    /// <summary>All examples as one types them.</summary>
    public static IEnumerable<string> AllOf(Command command) => new[] { Of(command), More.TryGetValue(command.Name, out var more) ? $"{Tool.Name} {more}" : null }.OfType<string>();

    private static string Full(string name) => $"{Tool.Name} {Lines[name]}";
}
