using System.Text;
using System.Text.Json;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Cli.Tests.Importing;

[Trait("Requirement", "F-28")]
[Trait("Requirement", "S3-02")]
public sealed class ImportCommandTests
{
    private const string Features = """
        {
          "FeatureManagement": {
            "Search": { "EnabledFor": [ { "Name": "Microsoft.Targeting", "Parameters": { "Audience": { "Users": ["ana"], "DefaultRolloutPercentage": 25 } } } ] },
            "New Checkout": true,
            "Odd": { "EnabledFor": [ { "Name": "Browser", "Parameters": { "Allowed": ["Edge"] } } ] }
          }
        }
        """;

    private const string Flags = """
        # A comment
        search: 25
        "my\nflag": 10
        odd: yes
        """;

    private const string Plain = "{\n  \"$schema\": \"./flag-file.schema.json\",\n  \"flags\": {\n    \"search\": {\n      \"percentage\": 25\n    },\n    \"my-flag\": {\n      \"percentage\": 10,\n      \"salt\": \"my\\nflag\"\n    }\n  }\n}\n";

    [Fact]
    public async Task A_flag_file_goes_to_the_output_and_what_is_not_carried_to_the_error_stream()
    {
        var shown = await RunAsync(Flags, "flags.yaml");

        Assert.Equal(0, shown.ExitCode);
        Assert.Equal(Plain, shown.Out);
        Assert.Equal(
            """
            flags.yaml:4:6 $.odd: not carried: "odd" is no number\n of percent.
            flags.yaml:3:13 $["my\nflag"]: note: "my\nflag" is no key here, or too like another; code asks for "my-flag".
            2 flags, 0 segments; 1 thing is not carried.

            """,
            shown.Error);
    }

    [Theory]
    [InlineData("{\"search\": 25}")]
    [InlineData("// JSON\n{\"search\": 25}")]
    [InlineData("search: 25")]
    [InlineData("---\nsearch: 25")]
    [InlineData("\uFEFF \n{\"search\": 25,}")]
    public async Task The_input_is_read_as_what_it_looks_like(string text)
    {
        var shown = await RunAsync(text, "-");

        Assert.Equal((0, "1 flag, 0 segments; everything is carried.\n"), (shown.ExitCode, shown.Error));
    }

    [Fact]
    public async Task Strictly_nothing_is_written_where_something_is_not_carried()
    {
        using var folder = new CliFolder();
        var refused = await Assert.ThrowsAsync<CliException>(() => RunAsync(Flags, "flags.yaml", new ImportWish(new PlainImporter()) { Strict = true, Output = folder.In("new.json") }));
        var fine = await RunAsync("a: 1\n\"b c\": 2", "flags.yaml", new ImportWish(new PlainImporter()) { Strict = true });

        Assert.Equal((ExitCodes.No, "1 thing is not carried, and with --strict nothing is written."), (refused.ExitCode, refused.Message));
        Assert.Empty(Directory.GetFiles(folder.Path));
        Assert.Equal(0, fine.ExitCode);
    }

    [Fact]
    public async Task The_attribute_comes_to_the_importer()
    {
        var shown = await RunAsync("a: 1", "flags.yaml", new ImportWish(new PlainImporter()) { CustomerAttribute = "account" });

        Assert.Contains("\"include\": [\"account\"]", shown.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a: 13", "$.flags.a.requires[0]: unknown flag \"missing\"")]
    [InlineData("a: 14", "$.flags.a.bucketing: unknown bucketing \"nonsense\"; ")]
    public async Task What_would_be_no_valid_file_is_a_fault_of_the_program_in_words(string text, string fault)
    {
        var refused = await Assert.ThrowsAsync<CliException>(() => RunAsync(text, "flags.yaml"));

        Assert.Equal(ExitCodes.Software, refused.ExitCode);
        Assert.StartsWith("What was made of flags.yaml is no valid flag file. This is a fault of this program", refused.Message, StringComparison.Ordinal);
        Assert.Contains(refused.Details, line => line.StartsWith(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_file_of_the_tool_is_refused_with_the_name_of_the_file()
    {
        var refused = await Assert.ThrowsAsync<CliException>(() => RunAsync("[]", "flags.json"));

        Assert.Equal((ExitCodes.Data, "flags.json:1:1: This is no file of Plain: a map is wanted."), (refused.ExitCode, refused.Message));
    }

    [Fact]
    public async Task A_document_has_the_file_the_notes_and_the_counts()
    {
        var shown = await RunAsync(Flags, "flags.yaml", new ImportWish(new PlainImporter()), isJson: true);

        var document = JsonElement.Parse(shown.Out);
        Assert.Equal("", shown.Error);
        Assert.Equal(("plain", 2, 0, 1), (document.GetProperty("from").GetString(), document.GetProperty("flags").GetInt32(), document.GetProperty("segments").GetInt32(), document.GetProperty("notCarried").GetInt32()));
        Assert.Equal(["True 4:6 $.odd", "False 3:13 $[\"my\nflag\"]"], document.GetProperty("notes").EnumerateArray().Select(note =>
            $"{note.GetProperty("notCarried")} {note.GetProperty("line")}:{note.GetProperty("column")} {note.GetProperty("path")}"), StringComparer.Ordinal);
        Assert.Equal(25, FlagFileReader.Read(Encoding.UTF8.GetBytes(document.GetProperty("content").GetRawText()), "content").Flags["search"].Percentage!.Value.Value);
    }

    [Fact]
    public async Task The_real_program_makes_a_file_that_lints_and_answers()
    {
        using var folder = new CliFolder();
        folder.Write("appsettings.json", Features);

        var made = await folder.RunProcessAsync("import", "--from", "microsoft", "appsettings.json", "--output", "flags.json");
        var linted = await folder.RunAsync("lint", folder.In("flags.json"));
        var explained = await folder.RunAsync("explain", "Search", "ana");

        Approved.Check($"{made}{File.ReadAllText(folder.In("flags.json"))}{linted}exit {explained.ExitCode}\n");
    }

    [Fact]
    public async Task A_file_that_is_there_is_kept_unless_forced()
    {
        using var folder = new CliFolder("mine");
        var (features, flags) = (folder.Write("appsettings.json", Features), folder.In("flags.json"));

        var refused = await folder.RunAsync("import", "--from", "microsoft", features, "--output", flags);
        var kept = File.ReadAllText(flags);
        var forced = await folder.RunAsync("import", "--from", "microsoft", features, "--output", flags, "--force");

        Assert.Equal((ExitCodes.CannotCreate, "feature-rollout: flags.json is there already; name another file, or overwrite it with --force.\n"), (refused.ExitCode, refused.Error));
        Assert.Equal(("mine", 0), (kept, forced.ExitCode));
        Assert.NotEqual("mine", File.ReadAllText(flags), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("import --from unleesh x.json", "There is no tool \"unleesh\" to import from. Do you mean unleash?")]
    [InlineData("import --from \"\" x.json", "There is no tool \"\" to import from.")]
    [InlineData("import --from microsoft", "import needs FILE: ")]
    [InlineData("import x.json --from", "--from needs a value: --from TOOL.")]
    [InlineData("import --from microsoft x.json --replace", "--replace is about a store, and import --from touches none: it makes a flag file of FILE. Leave --replace out.")]
    [InlineData("import --from microsoft x.json --yes", "--yes is about a store")]
    [InlineData("import --from microsoft x.json --url https://host/", "--url is about a store")]
    [InlineData("import --from microsoft x.json --postgres Host=db", "--postgres is about a store")]
    [InlineData("import --from microsoft x.json --environment staging", "--environment is about a store")]
    [InlineData("import --from microsoft x.json --as me", "--as is about a store")]
    [InlineData("import --from microsoft x.json --file y.json", "--file is about a store, and import --from touches none: it makes a flag file of FILE. Leave --file out, or name the new file with --output.")]
    [InlineData("import --from microsoft x.json --output \"\"", "--output needs the name of a file, or -.")]
    [InlineData("import --from microsoft x.json --customer \"\"", "--customer needs the name of an attribute.")]
    [InlineData("import x.json --strict --yes", "--strict goes with --from TOOL, which makes a flag file of another tool's; without, FILE is an archive of export.")]
    [InlineData("import x.json --output y.json --yes", "--output goes with --from TOOL")]
    [InlineData("import x.json --customer id --yes", "--customer goes with --from TOOL")]
    [InlineData("import x.json --force --yes", "--force goes with --from TOOL")]
    public async Task What_cannot_be_meant_is_refused_in_words(string line, string message)
    {
        using var folder = new CliFolder();

        var refused = await folder.RunAsync([.. ShellWords.Of(line)]);

        Assert.Equal((ExitCodes.Usage, ""), (refused.ExitCode, refused.Out));
        Assert.StartsWith($"feature-rollout: {message}", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_tool_is_answered_with_the_list()
    {
        using var folder = new CliFolder();

        var refused = await folder.RunAsync("import", "--from", "nonsense", "x.json");

        Assert.All(Importers.All, importer => Assert.Contains($"  {importer.Name}: {importer.Tool}, {importer.Reads}\n", refused.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_help_lists_the_tools_and_completion_knows_them()
    {
        using var folder = new CliFolder();

        var help = await folder.RunAsync("import", "--help");
        var completed = await folder.RunAsync("complete", "--", "import", "--from", "g");

        Assert.All(Importers.All, importer => Assert.Contains($"\n  {importer.Name} ", help.Out, StringComparison.Ordinal));
        Assert.Contains("import --from unleash state.json --output flags.json", help.Out, StringComparison.Ordinal);
        Assert.Equal("go-feature-flag\ngrowthbook\n", completed.Out);
    }

    [Theory]
    [InlineData("flagd", """{ "flags": { "f": { "key": "f", "on": true, "variations": [true, false], "fallthrough": { "variation": 0 } } } }""")]
    [InlineData("flipper", """{ "features": { "f": { "defaultValue": false, "rules": [{ "force": true }] } } }""")]
    [InlineData("growthbook", """{ "version": 1, "features": { "f": { "boolean": "true", "actors": [] } } }""")]
    [InlineData("growthbook", "{}")]
    [InlineData("launchdarkly", """{ "flags": { "f": { "state": "ENABLED", "variants": { "on": true }, "defaultVariant": "on" } } }""")]
    [InlineData("launchdarkly", """{ "version": 2, "features": [], "segments": [{ "id": 1 }] }""")]
    public async Task A_file_of_another_tool_is_refused_and_nothing_is_written(string tool, string text)
    {
        using var folder = new CliFolder();

        var refused = await folder.RunAsync("import", "--from", tool, folder.Write("other.json", text), "--output", folder.In("flags.json"));

        Assert.Equal((ExitCodes.Data, ""), (refused.ExitCode, refused.Out));
        Assert.Contains("feature-rollout: other.json:1:1: ", refused.Error.Replace(folder.Path + "/", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal([folder.In("other.json")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Missing_broken_and_hostile_files_are_told_with_their_codes()
    {
        using var folder = new CliFolder();
        var broken = folder.Write("broken.json", "{\"FeatureManagement\": {");
        var strange = folder.Write("strange.json", "{\"other\": {}}");

        Assert.Equal(ExitCodes.NoInput, (await folder.RunAsync("import", "--from", "microsoft", folder.In("none.json"))).ExitCode);
        Assert.Equal((ExitCodes.Data, "feature-rollout: broken.json:1:24: this is no JSON.\n"), (await folder.RunAsync("import", "--from", "microsoft", broken)) is var shown ? (shown.ExitCode, shown.Error) : default);
        Assert.Equal(ExitCodes.Data, (await folder.RunAsync("import", "--from", "microsoft", strange)).ExitCode);
        Assert.Equal(ExitCodes.CannotCreate, (await folder.RunAsync("import", "--from", "microsoft", strange, "--output", folder.In("no/such/folder.json"))).ExitCode);
    }

    private static async Task<CliResult> RunAsync(string text, string path, ImportWish? wish = null, bool isJson = false)
    {
        using var folder = new CliFolder();
        using StringWriter output = new(), error = new();
        var terminal = new CliTerminal
        {
            Out = output, Error = error, In = new StringReader(""), Input = () => new MemoryStream(Encoding.UTF8.GetBytes(text)), IsScreen = false, CanAsk = false, Variable = static _ => null,
        };
        var before = path == "-" ? path : folder.Write(path, text);
        try
        {
            var exit = await ForeignImport.RunAsync(before, wish ?? new ImportWish(new PlainImporter()), isJson, new CliContext(terminal), CancellationToken.None);
            return new CliResult(exit, output.ToString(), error.ToString().Replace(folder.Path + "/", "", StringComparison.Ordinal));
        }
        catch (CliException refused)
        {
            throw new CliException(refused.ExitCode, refused.Message.Replace(folder.Path + "/", "", StringComparison.Ordinal), refused.Details);
        }
    }
}
