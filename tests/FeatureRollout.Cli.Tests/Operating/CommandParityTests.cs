using System.Text;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.PostgreSql.Tests.Servers;

namespace FeatureRollout.Cli.Tests.Operating;

/// <summary>One night's command lines, typed in the same way and answered with the same words wherever they run.</summary>
public sealed partial class CommandParityTests
{
    private static readonly string[] Script =
    [
        "status", "plans gate", "create guarded --plan gate --customer acme --reason spring --yes", "start guarded --yes", "tick guarded tested", "approve guarded lead",
        "start guarded --reason go --yes", "status guarded --json", "explain guarded acme", "explain with_rules initech --with vertical=e-commerce", "advance guarded --yes",
        "advance guarded --force --yes", "advance guarded --force --reason checked --yes", "incident guarded P2 slow", "value guarded nps 42", "report guarded", "hold guarded 3d", "resume guarded", "pause guarded",
        "previous guarded --yes", "percentage guarded 30 --yes", "enable guarded globex --reason pilot --yes", "explain guarded globex", "reset guarded globex --yes",
        "include guarded initech --yes", "kill chat --reason errors --yes", "explain search acme", "revive chat --yes", "disable chat --global --reason errors --yes", "revive chat --yes",
        "rollback guarded --reason errors --yes", "start guarded --force --reason again --yes", "observe guarded on", "milestone guarded announced done", "approve guarded leed", "status serch",
        "tick serch tested", "kill guarded --yes", "percentage guarded 101 --yes", "preview with_rules 10 50", "preview nothing 50", "rollback guarded --reason enough --yes", "remove guarded --yes",
        "remove guarded --yes", "status", "events --limit 100", "stale", "report",
    ];

    [Fact]
    [Trait("Requirement", "F-23")]
    [Trait("Requirement", "S0-12")]
    public async Task On_files()
    {
        using var folder = new CliFolder(OperatingScript.Flags);

        Approved.Check(await RunAsync(folder, "--as", "olivia"), "Commands");
    }

    [FactWithPostgres]
    [Trait("Requirement", "F-23")]
    public async Task On_PostgreSQL()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await OperatedStores.MigrateAsync(database);
        using var folder = new CliFolder(OperatingScript.Flags);
        folder.Variables[GlobalOptions.PostgreSqlVariable] = database.Superuser;

        Approved.Check(await RunAsync(folder, "--schema", "rollouts", "--as", "olivia"), "Commands");
    }

    [Fact]
    [Trait("Requirement", "F-23")]
    public async Task On_a_running_host()
    {
        using var folder = new CliFolder(OperatingScript.Flags);
        await using var host = await OperatedHost.StartAsync(folder.In("flags.json"));
        folder.Variables[GlobalOptions.UrlVariable] = host.Address;
        folder.Variables[GlobalOptions.KeyVariable] = OperatedHost.Key;

        Approved.Check(await RunAsync(folder), "Commands");
    }

    private static async Task<string> RunAsync(CliFolder folder, params string[] place)
    {
        var told = new StringBuilder();
        foreach (var line in Script)
        {
            told.Append("$ ").Append(line).Append('\n').Append(Mask((await folder.RunAsync([.. place, .. line.Split(' ')])).ToString()));
        }

        return told.ToString();
    }

    /// <summary>Times, places and how often the flags were compiled are each place's own; only a host knows of processes that serve.</summary>
    private static string Mask(string text) =>
        Fleet().Replace(Layers().Replace(Places().Replace(Versions().Replace(Spans().Replace(Times().Replace(text, "TIME"), "over SPAN"), "known, version N"), "PLACE"), "[PLACE]"), "");

    [GeneratedRegex(@"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?)?|\b\d\d:\d\d(:\d\d)?\b|\b\d+(\.\d+)?(ms|s|m) ago", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Times();

    [GeneratedRegex(@"over [\d.]+ m?s\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Spans();

    [GeneratedRegex(@"known, version \d+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Versions();

    [GeneratedRegex(@"(store )?flags\.json|(PostgreSQL|postgresql) [^""\n]+? (on|at) [^"" ,\n\]]+|http://127\.0\.0\.1:\d+/?", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Places();

    [GeneratedRegex(@"\[(file|store|postgresql|PLACE)[^\]]*\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Layers();

    [GeneratedRegex(@"[a-z]+: disabled everywhere since TIME, 1 of 1 processes\n", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Fleet();
}
