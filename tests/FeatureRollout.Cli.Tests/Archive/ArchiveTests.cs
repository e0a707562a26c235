using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FeatureRollout.Cli.Archive;
using FeatureRollout.Cli.Files;
using FeatureRollout.Cli.Operating;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.PostgreSql.Tests.Servers;
using Steps = FeatureRollout.Cli.Operating.Changes;

namespace FeatureRollout.Cli.Tests.Archive;

[Trait("Requirement", "S1-12")]
public sealed class ArchiveTests
{
    private const string Flags = """
        { "flags": { "search": { "owner": "team", "include": ["acme"] }, "chat": { "enabled": true, "percentage": 25, "rules": [{ "when": "vertical == 'e-commerce'", "percentage": 50 }] } },
          "segments": { "custom": { "when": "contract == 'custom'" } },
          "plans": { "own": { "stages": [{ "name": "some", "percentage": 20 }, { "name": "all", "percentage": 100 }] } },
          "rollouts": { "search": { "plan": "own" } } }
        """;

    [Fact]
    public async Task What_was_exported_comes_back_exactly()
    {
        using var folder = await FilledAsync();
        var before = await BodyAsync(folder);

        var exported = await folder.RunProcessAsync("export", "--output", "backup.ndjson", "--json");
        await MustAsync(folder, Steps.Kill("chat", "trouble"));
        var imported = await folder.RunProcessAsync("import", "backup.ndjson", "--replace", "--yes");

        Assert.Equal((ExitCodes.Yes, ""), (exported.ExitCode, exported.Error));
        var told = JsonNode.Parse(exported.Out)!;
        Assert.Equal(("backup.ndjson", "production", 2), ((string)told["file"]!, (string)told["environment"]!, (int)told["documents"]!));
        Assert.Equal((ExitCodes.Yes, ""), (imported.ExitCode, imported.Error));
        Assert.StartsWith("production of flags.json is as production was on ", imported.Out, StringComparison.Ordinal);
        Assert.Equal(before, await BodyAsync(folder));
    }

    [Fact]
    public async Task An_archive_goes_through_a_pipe()
    {
        using var folder = await FilledAsync();
        using var other = new CliFolder(Flags);

        var archive = (await folder.RunAsync("export")).Out;
        var imported = await other.RunProcessWithAsync(archive, "import", "-", "--yes");

        Assert.Equal((ExitCodes.Yes, ""), (imported.ExitCode, imported.Error));
        Assert.Equal(Body(archive), await BodyAsync(other));
    }

    [Fact]
    public async Task A_host_takes_the_archive_of_a_file_and_gives_it_back()
    {
        using var folder = await FilledAsync();
        await using var host = await ArchiveHost.StartAsync(folder.In("flags.json"));
        var before = await BodyAsync(folder);
        await folder.RunAsync("export", "-o", folder.In("a"));
        var options = host.Options(folder);

        var imported = await folder.RunAsync(["import", folder.In("a"), "--yes", .. options]);
        var again = await folder.RunAsync(["import", folder.In("a"), "--yes", .. options]);

        Assert.Equal((ExitCodes.Yes, ""), (imported.ExitCode, imported.Error));
        Assert.Equal(before, await BodyAsync(folder, options));
        Assert.Equal(ExitCodes.No, again.ExitCode);
        Assert.Contains("is not empty; add --replace", again.Error, StringComparison.Ordinal);
    }

    [FactWithPostgres]
    public async Task A_database_takes_the_archive_of_a_file_and_gives_it_on_to_a_host()
    {
        using var folder = await FilledAsync();
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync(PostgreSqlRolloutStore.GetSchemaSql("production"));
        await using var host = await ArchiveHost.StartAsync(folder.In("flags.json"));
        var before = await BodyAsync(folder);
        await folder.RunAsync("export", "-o", folder.In("a"));
        string[] postgres = ["--postgres", database.Superuser, "--file", folder.In("flags.json")];

        var imported = await folder.RunAsync(["import", folder.In("a"), "--yes", .. postgres]);
        await folder.RunAsync(["export", "-o", folder.In("b"), .. postgres]);
        var on = await folder.RunAsync(["import", folder.In("b"), "--yes", .. host.Options(folder)]);

        Assert.Equal((ExitCodes.Yes, ""), (imported.ExitCode, imported.Error));
        Assert.Equal((ExitCodes.Yes, ""), (on.ExitCode, on.Error));
        Assert.Equal(before, Body(File.ReadAllText(folder.In("b"))));
        Assert.Equal(before, await BodyAsync(folder, host.Options(folder)));
    }

    [Fact]
    public async Task What_is_there_is_named_and_kept_without_replace()
    {
        using var folder = await FilledAsync();
        await folder.RunAsync("export", "-o", folder.In("a"));
        var before = await BodyAsync(folder);

        var refused = await folder.RunAsync("import", folder.In("a"), "--yes");

        Assert.Equal(ExitCodes.No, refused.ExitCode);
        Assert.Equal("feature-rollout: production of flags.json is not empty; add --replace to put the archive in the place of what is there.\n  the states of chat, search.\n", refused.Error);
        Assert.Equal(before, await BodyAsync(folder));
    }

    [Fact]
    public async Task Every_damage_is_refused_whole()
    {
        using var folder = await FilledAsync();
        using var empty = new CliFolder(Flags);
        var archive = (await folder.RunAsync("export")).Out;
        var lines = archive.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] damaged =
        [
            "", "{}", "nonsense\n", archive[..^2], archive[..(archive.Length / 2)], string.Join('\n', lines[..^1]) + "\n",
            string.Join('\n', [.. lines[..2], .. lines[3..]]) + "\n", archive.Replace("\"chat\"", "\"chit\"", StringComparison.Ordinal), archive + archive,
        ];
        foreach (var text in damaged)
        {
            var refused = await empty.RunAsync("import", empty.Write("a", text), "--yes");

            Assert.Equal(ExitCodes.Data, refused.ExitCode);
            Assert.StartsWith("feature-rollout: ", refused.Error, StringComparison.Ordinal);
            Assert.Equal(["a", "flags.json"], Directory.GetFiles(empty.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task An_export_that_fails_or_is_ended_leaves_what_was_there()
    {
        using var folder = new CliFolder(Flags);
        folder.Write("backup", "older");

        var missing = await folder.RunAsync("export", "-o", folder.In("missing/backup"));
        var directory = await folder.RunAsync("export", "-o", folder.Path);
        using (var ended = new OutputFile(folder.In("backup")))
        {
            ended.Write("half"u8.ToArray());
            ended.Write(text => text.Write("more"));
        }

        Assert.Equal((ExitCodes.CannotCreate, ExitCodes.CannotCreate), (missing.ExitCode, directory.ExitCode));
        Assert.Equal("older", File.ReadAllText(folder.In("backup")));
        Assert.Equal(["backup", "flags.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task An_archive_takes_the_place_of_an_older_one_and_is_its_owners_alone()
    {
        using var folder = await FilledAsync();
        folder.Write("older", "older");
        File.CreateSymbolicLink(folder.In("backup"), folder.In("older"));

        var exported = await folder.RunAsync("export", "-o", folder.In("backup"));

        Assert.Equal(ExitCodes.Yes, exported.ExitCode);
        Assert.Equal(folder.In("older"), new FileInfo(folder.In("backup")).LinkTarget);
        Assert.StartsWith("{\"archive\"", File.ReadAllText(folder.In("older")), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.In("older")));
        }
    }

    /// <summary>Its checksum is right: whoever makes an archive makes that too. A version at the end of counting once left a flag that nobody could revive.</summary>
    [Theory]
    [InlineData("\"key\":\"chat\"", "\"key\":\"../../evil\"", "is no key")]
    [InlineData("\"key\":\"chat\",\"version\":1", "\"key\":\"chat\",\"version\":9223372036854775807", "leaves no room for more")]
    [InlineData("\"sequence\":3", "\"sequence\":9223372036854775807", "too high")]
    [InlineData("\"key\":\"search\"", "\"key\":\"CHAT\"", "are the same name")]
    [InlineData("\"environment\":\"production\"", "\"environment\":null", "line 1: \"environment\" is no name")]
    [InlineData("\"archive\":{\"reader\":1", "\"archive\":{\"reader\":99", "line 1: the archive needs reader 99")]
    [InlineData("\"state\":{\"percentage\":40}", "\"state\":{\"percentage\":900}", "line 4, $.state.percentage: expected a number from 0 to 100")]
    public async Task A_hostile_archive_with_the_right_checksum_is_refused(string found, string instead, string message)
    {
        using var folder = await FilledAsync();
        using var empty = new CliFolder(Flags);
        var lines = (await folder.RunAsync("export")).Out.Split('\n')[..^2];
        var body = string.Join("", lines.Select(line => line.Replace(found, instead, StringComparison.Ordinal) + "\n"));
        Assert.NotEqual(string.Join("", lines.Select(line => line + "\n")), body, StringComparer.Ordinal);
        empty.Write("a", FormattableString.Invariant($"{body}{{\"end\":{{\"lines\":{lines.Length},\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}\"}}}}\n"));

        var refused = await empty.RunAsync("import", empty.In("a"), "--yes");

        Assert.Equal(ExitCodes.Data, refused.ExitCode);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["a", "flags.json"], Directory.GetFiles(empty.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public void What_a_host_sends_as_an_archive_steers_no_terminal_and_reaches_a_file_as_it_is()
    {
        const string Line = "{\"event\":{\"reason\":\"\u001b[2J\u009b1m\u202e\u2028ü 日本\"}}\n";
        using StringWriter file = new(), screen = new();
        using (TextStream asIs = new(file, isScreen: false), shown = new(screen, isScreen: true))
        {
            foreach (var one in Encoding.UTF8.GetBytes(Line))
            {
                asIs.Write([one], 0, 1);
                shown.Write([one], 0, 1);
            }
        }

        Assert.Equal(Line, file.ToString());
        Assert.Equal("{\"event\":{\"reason\":\"\\u001b[2J\\u009b1m\\u202e\\u2028ü 日本\"}}\n", screen.ToString());
        using var broken = new TextStream(file, isScreen: false);
        Assert.Equal(ExitCodes.Unavailable, Assert.Throws<CliException>(() => broken.Write([0xff, 0xfe], 0, 2)).ExitCode);
    }

    [Fact]
    public async Task Nobody_can_be_asked_without_a_terminal()
    {
        using var folder = await FilledAsync();
        await folder.RunAsync("export", "-o", folder.In("a"));

        Assert.Equal(ExitCodes.Usage, (await folder.RunAsync("import", folder.In("a"), "--replace")).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await folder.RunAsync("import", "-", "--replace")).ExitCode);
        Assert.Equal(ExitCodes.NoInput, (await folder.RunAsync("import", folder.In("nothing"), "--yes")).ExitCode);
    }

    /// <summary>A folder whose store has states of both flags and some events.</summary>
    private static async Task<CliFolder> FilledAsync()
    {
        var folder = new CliFolder(Flags);
        await MustAsync(folder, Steps.Start("search", force: false, "go"));
        await MustAsync(folder, Steps.SetPercentage("chat", Percentage.FromPercent(40), "more"));
        return folder;
    }

    private static async Task MustAsync<T>(CliFolder folder, Operation<T> change)
    {
        await using var backend = await Backends.OpenAsync(new BackendChoice(folder.In("flags.json"), null, null, null, null, "tests", null), folder.Time, CancellationToken.None);
        await backend.DoAsync(change, CancellationToken.None);
    }

    private static async Task<string> BodyAsync(CliFolder folder, params string[] options) => Body((await folder.RunAsync(["export", .. options])).Out);

    /// <summary>What an archive says of states and events; when it was made and what the hash is are another each time.</summary>
    private static string Body(string archive) => string.Join('\n', archive.Split('\n').Where(line => line.StartsWith("{\"document\"", StringComparison.Ordinal) || line.StartsWith("{\"event\"", StringComparison.Ordinal)));
}
