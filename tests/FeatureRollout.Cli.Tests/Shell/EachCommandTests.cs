using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Shell;

/// <summary>Each command once through the real program: what it ends with, and the first line that it says.</summary>
public sealed partial class EachCommandTests
{
    private const string Flags = """
        {
          "flags": { "search": { "requires": ["chat"] }, "waiting": {}, "held": {}, "back": {}, "chat": { "percentage": 25 }, "dead": { "percentage": 50 }, "voice": {} },
          "plans": {
            "gate": {
              "milestones": [{ "name": "announced", "day": 1 }],
              "metrics": { "nps": { "description": "net promoter score" } },
              "checklist": [{ "item": "tested" }],
              "approvals": ["lead"],
              "stages": [{ "name": "alpha", "percentage": 10, "advanceWhen": ["avg(nps) > 10"] }, { "name": "beta", "percentage": 50 }, { "name": "all", "percentage": 100 }]
            }
          }
        }
        """;

    /// <summary>What stands there before each of them.</summary>
    private static readonly string[] Before =
    [
        "create waiting --plan gate", "create search --plan pilot", "create held --plan pilot", "create back --plan pilot",
        "start search --force", "advance search --force", "start held --force", "pause held", "start back --force", "rollback back", "kill dead", "disable chat acme", "incident held P1 late",
    ];

    private static readonly string[] Lines =
    [
        "status", "explain chat zoe", "watch search --once", "events search", "plans",
        "create voice", "start waiting --force", "advance search --force", "hold search 1d", "pause search", "resume held", "previous search", "rollback search", "observe search on", "drill search",
        "replan back", "remove back",
        "approve waiting lead", "tick waiting tested", "incident search P2 slow", "value waiting nps 42", "baseline waiting", "milestone waiting announced done",
        "enable chat acme", "disable search --global", "percentage chat 50", "reset chat acme", "include search acme", "kill chat", "revive dead", "erase acme",
        "verify search", "monitor back --stage internal --for 1s", "lint", "stale --source source",
        "preview chat 50 --customers customers.csv", "cohort --customers customers.csv --size 1", "simulate pilot --for 1d",
        "report", "export", "import backup --replace", "new more.json --flag more", "schema", "completion bash",
    ];

    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task Each_command_runs_as_the_real_program()
    {
        using var prepared = new CliFolder(Flags);
        prepared.Write("customers.csv", "customerId\nacme\nglobex\n");
        Directory.CreateDirectory(prepared.In("source"));
        prepared.Write("source/code.cs", "\"chat\"");
        foreach (var line in Before)
        {
            var done = await prepared.RunAsync(Words(line));
            Assert.True(done.ExitCode == 0, line + "\n" + done);
        }

        Assert.Equal(0, (await prepared.RunAsync("export", "--output", prepared.In("backup"))).ExitCode);

        var told = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(Lines, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (line, _) =>
        {
            using var folder = Copy(prepared);
            var shown = await folder.RunProcessAsync(Words(line));
            told[line] = $"{line}\n  {shown.ExitCode}: {Times().Replace((shown.Out + shown.Error).Split('\n')[0], "TIME")}";
        });

        Assert.Equal(Tool.Create(new CliContext(TestTerminal.Deaf())).Subcommands.Where(command => !command.Hidden).Select(command => command.Name).Order(StringComparer.Ordinal), Lines.Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal));
        Approved.Check(string.Join('\n', Lines.Select(line => told[line])));
    }

    /// <summary>Those that change something say who, why and yes as well.</summary>
    private static string[] Words(string line)
    {
        var words = line.Split(' ');
        var command = Tool.Create(new CliContext(TestTerminal.Deaf())).Subcommands.Single(command => command.Name == words[0]);
        return
        [
            .. words,
            .. Has("--reason") ? ["--reason", "a reason", "--as", "ana"] : Array.Empty<string>(), .. Has("--yes") ? ["--yes"] : Array.Empty<string>(),
        ];

        bool Has(string option) => command.Options.Any(each => each.Name == option);
    }

    private static CliFolder Copy(CliFolder from)
    {
        var folder = new CliFolder();
        foreach (var file in Directory.GetFiles(from.Path, "*", SearchOption.AllDirectories))
        {
            var to = folder.In(Path.GetRelativePath(from.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return folder;
    }

    [GeneratedRegex(@"(\d{4}-\d\d-\d\d[T ])?\d\d:\d\d(:\d\d)?(\.\d+)?|\d+(\.\d+)? ?m?s\b|(?<=erased-)[0-9a-f]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Times();
}
