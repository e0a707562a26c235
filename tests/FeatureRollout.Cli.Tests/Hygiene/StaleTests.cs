using System.Globalization;
using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Hygiene;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FsCheck;
using FsCheck.Fluent;

namespace FeatureRollout.Cli.Tests.Hygiene;

[Trait("Requirement", "F-27")]
public sealed class StaleTests
{
    private const string Flags = """
        { "flags": {
          "old_search": { "enabled": true, "owner": "team-search", "expires": "2020-01-01" },
          "search": { "percentage": 25, "owner": "team-search" },
          "search-tail": { "percentage": 25, "owner": "team-search" },
          "ops.kill": { "enabled": true, "permanent": true } } }
        """;

    [Fact]
    public async Task Marks_uses_and_unknown_names_are_shown()
    {
        using var folder = WithSource();

        var shown = await folder.RunProcessAsync("stale", "--source", "source");

        Approved.Check(shown.ToString());
        Assert.All(shown.Out.Split('\n'), line => Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Json_has_every_place_with_its_line()
    {
        using var folder = WithSource();

        var shown = await folder.RunAsync("stale", "--source", folder.In("source"), "--json");

        var found = JsonSerializer.Deserialize(shown.Out, StaleJson.Default.StaleDocument)!;
        Assert.Equal(ExitCodes.No, shown.ExitCode);
        Assert.Equal(["old_search", "ops.kill", "search-tail"], found.Flags.Select(flag => flag.Key), StringComparer.Ordinal);
        Assert.Equal([new PlaceInSource("Pages/Search.cs", 3)], found.Flags[0].Places);
        Assert.Equal(0, found.Flags[2].Uses);
        var unknown = Assert.Single(found.UnknownInSource!);
        Assert.Equal(("serch", "search", new PlaceInSource("web/app.ts", 2)), (unknown.Name, unknown.Nearest, Assert.Single(unknown.Places)));
        Assert.Equal(2, found.FilesScanned);
    }

    [Fact]
    public async Task Nothing_to_clean_up_is_a_yes()
    {
        using var folder = new CliFolder("""{ "flags": { "search": { "percentage": 25, "owner": "team-search" } } }""");
        Directory.CreateDirectory(folder.In("source"));
        folder.Write("source/a.py", "if flags.is_enabled('search', customer):\n");

        var shown = await folder.RunAsync("stale", "--source", folder.In("source"));

        Assert.Equal((ExitCodes.Yes, "Nothing to clean up; 1 file was scanned.\n", ""), (shown.ExitCode, shown.Out, shown.Error));
    }

    [Fact]
    public async Task Links_binary_and_huge_files_and_wrong_bytes_do_not_stop_the_scan()
    {
        using var folder = new CliFolder("""{ "flags": { "search": { "percentage": 25, "owner": "o" }, "wide": { "percentage": 1, "owner": "o" }, "hidden": { "percentage": 1, "owner": "o" } } }""");
        Directory.CreateDirectory(folder.In("source/below"));
        Directory.CreateSymbolicLink(folder.In("source/below/circle"), folder.In("source"));
        File.CreateSymbolicLink(folder.In("source/nowhere.cs"), folder.In("missing.cs"));
        File.WriteAllBytes(folder.In("source/binary.cs"), "\0 \"hidden\""u8.ToArray());
        File.WriteAllBytes(folder.In("source/huge.cs"), [.. "\"hidden\""u8, .. new byte[5 * 1024 * 1024]]);
        File.WriteAllBytes(folder.In("source/wrong.cs"), [0xC3, 0x28, 0xFF, .. "\"search\""u8]);
        File.WriteAllText(folder.In("source/wide.cs"), "ask(\"wide\")", Encoding.Unicode);
        foreach (var left in new[] { "bin", "obj", "node_modules", ".git" })
        {
            Directory.CreateDirectory(folder.In($"source/{left}"));
            folder.Write($"source/{left}/a.cs", "\"hidden\"");
        }

        var shown = await folder.RunAsync("stale", "--source", folder.In("source"), "--json");

        var found = JsonSerializer.Deserialize(shown.Out, StaleJson.Default.StaleDocument)!;
        Assert.Equal("hidden", Assert.Single(found.Flags).Key);
        Assert.Equal(2, found.FilesScanned);
        Assert.Equal("feature-rollout: huge.cs is over 4 MiB and was left out.\n", shown.Error);
    }

    [Theory]
    [InlineData("""x.IsEnabled("missing")""", true)]
    [InlineData("""flags.For(id).IsEnabled( "missing" )""", true)]
    [InlineData("""flags.GetVariant<string>("missing", context, "")""", true)]
    [InlineData("""[RequireFeature("missing")]""", true)]
    [InlineData("GetFlag(\n  \"missing\")", true)]
    [InlineData("""x.IsEnabled(missing)""", false)]
    [InlineData("""x.IsEnabled($"missing{n}")""", false)]
    [InlineData("""x.IsEnabled("missing of it")""", false)]
    [InlineData("""logger.IsEnabled(LogLevel.Debug) "missing" """, false)]
    [InlineData("""NotIsEnabled("missing")""", false)]
    public void Only_names_in_the_calls_of_a_client_are_unknown(string source, bool isUnknown)
    {
        var unknown = new Dictionary<string, SourceUses>(StringComparer.Ordinal);

        new SourceText(new KeyTable(["search"]), unknown).Read(Encoding.UTF8.GetBytes(source), "a.cs");

        Assert.Equal(isUnknown ? ["missing"] : [], unknown.Keys, StringComparer.Ordinal);
    }

    /// <summary>One pass for all keys finds what a search for each key alone finds.</summary>
    [Fact]
    public void One_pass_finds_what_a_plain_search_finds()
    {
        string[] keys = ["a", "b", "a-b", "a.b", "b.a.b", "a_b"];
        var piece = Gen.Elements("a", "b", "-", ".", "_", " ", "\n", "\"", "(", "ä", "a.b");

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(piece.ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary(), text =>
        {
            var table = new KeyTable(keys);
            new SourceText(table, []).Read(Encoding.UTF8.GetBytes(text), "a");
            return keys.All(key => table.Of(key).Count == Plainly(text, keys, key));
        }));
    }

    [Fact]
    public void Ten_thousand_keys_are_found_in_one_pass()
    {
        var keys = Enumerable.Range(0, 10_000).Select(number => string.Create(CultureInfo.InvariantCulture, $"flag_{number}")).ToArray();
        var table = new KeyTable(keys);

        new SourceText(table, []).Read(Encoding.UTF8.GetBytes(string.Join("\n", keys.Select(key => $"\"{key}\""))), "a.cs");

        Assert.All(keys.Index(), key => Assert.Equal([new SourcePlace("a.cs", key.Index + 1)], table.Of(key.Item).Places));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_and_days_that_are_none_are_refused()
    {
        using var folder = new CliFolder(Flags);

        var missing = await folder.RunAsync("stale", "--source", folder.In("nothing"));
        var days = await folder.RunAsync("stale", "--days", "0");

        Assert.Equal((ExitCodes.NoInput, "feature-rollout: There is no folder nothing.\n"), (missing.ExitCode, missing.Error));
        Assert.Equal(ExitCodes.Usage, days.ExitCode);
    }

    /// <summary>Words by the rule, keys in them by trying every range of parts, the longest first from the left.</summary>
    private static int Plainly(string text, string[] keys, string key)
    {
        var count = 0;
        foreach (var word in text.Split([' ', '\n', '"', '(', 'ä'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (keys.Contains(word, StringComparer.Ordinal))
            {
                count += word == key ? 1 : 0;
                continue;
            }

            var parts = word.Split('.');
            for (var begin = 0; begin < parts.Length;)
            {
                var length = Enumerable.Range(1, parts.Length - begin).Reverse().FirstOrDefault(size => keys.Contains(string.Join('.', parts[begin..(begin + size)]), StringComparer.Ordinal));
                count += length > 0 && string.Join('.', parts[begin..(begin + length)]) == key ? 1 : 0;
                begin += Math.Max(1, length);
            }
        }

        return count;
    }

    private static CliFolder WithSource()
    {
        var folder = new CliFolder(Flags);
        Directory.CreateDirectory(folder.In("source/Pages"));
        Directory.CreateDirectory(folder.In("source/web"));
        folder.Write("source/Pages/Search.cs", "class Search\n{\n    bool Old => flags.IsEnabled(\"old_search\", id);\n    bool New => flags.IsEnabled(Names.search, id) && Has(\"ops.kill\");\n}\n");
        folder.Write("source/web/app.ts", "// search\nif (flags.IsEnabled('serch')) {}\n");
        folder.Write("source/notes.txt", "search-tail");
        return folder;
    }
}
