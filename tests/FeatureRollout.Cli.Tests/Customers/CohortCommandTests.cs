using System.Text.Json;
using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Customers;

[Trait("Requirement", "S0-03")]
public sealed class CohortCommandTests
{
    private static readonly string[] AsTheGuideSays = ["--stratify", "vertical", "--exclude", "volume == 'high'", "--exclude", "contract == 'custom'"];

    [Fact]
    public async Task Fifty_of_a_thousand_are_drawn_as_the_rollout_guide_says()
    {
        using var folder = new CliFolder();
        folder.Write("customers.csv", Lists.Thousand);

        Approved.Check((await folder.RunProcessAsync(["cohort", "--customers", "customers.csv", "--size", "50", .. AsTheGuideSays])).ToString());
    }

    [Fact]
    public async Task A_cohort_of_the_input_is_printed_as_json()
    {
        using var folder = new CliFolder();
        var lines = string.Concat(Enumerable.Range(1, 40).Select(n => $$"""{"customerId": "c{{n}}", "plan": "{{(n % 4 == 0 ? "pro" : "free")}}", "seats": {{n}}}""" + "\n"));

        Approved.Check((await folder.RunProcessWithAsync(lines, "cohort", "-c", "-", "--percentage", "12.5", "--stratify", "plan", "--only", "seats > 8", "--json")).ToString());
    }

    [Fact]
    public async Task From_day_eight_to_day_twelve_it_grows_and_nobody_is_dropped()
    {
        using var folder = new CliFolder();
        var list = folder.Write("customers.csv", Lists.Thousand);
        var rows = Lists.All(Lists.Csv(Lists.Thousand)).ToDictionary(row => row.Id, StringComparer.Ordinal);
        var before = "";
        foreach (var size in (int[])[50, 70, 100])
        {
            var drawn = await folder.RunAsync(["cohort", "-c", list, "--size", $"{size}", .. AsTheGuideSays]);

            Assert.Equal(ExitCodes.Yes, drawn.ExitCode);
            Assert.StartsWith(before, drawn.Out, StringComparison.Ordinal);
            var ids = drawn.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(size, ids.Distinct(StringComparer.Ordinal).Count());
            Assert.All(ids, id => Assert.Equal(("low", "standard"), (rows[id].Get("volume").Text, rows[id].Get("contract").Text)));
            Assert.InRange(ids.Count(id => rows[id].Get("vertical").Text == "e-commerce"), (size * 386 / 815) - 1, (size * 386 / 815) + 1);
            before = drawn.Out;
        }
    }

    [Fact]
    public async Task Whoever_cannot_be_judged_is_left_out_and_counted()
    {
        using var folder = new CliFolder();
        var list = folder.Write("c.csv", "id,volume\na,\nb,low\nc,high\nd ,low\n");

        var drawn = await folder.RunAsync("cohort", "-c", list, "--percentage", "100", "--exclude", "volume == 'high'");

        Assert.Equal(["b", "d "], drawn.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Contains("Note: 1 left out because what --exclude or --only asks for is empty or cannot be judged.", drawn.Error, StringComparison.Ordinal);
        Assert.Contains("Note: 1 listed whose ids begin or end with white space, which is taken as it is.", drawn.Error, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "d "], (await folder.RunAsync("cohort", "-c", list, "--percentage", "100", "--exclude", "has(volume) && volume == 'high'")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-06")]
    public async Task With_a_flags_salt_the_flag_reaches_exactly_these_at_the_percentage_that_is_told()
    {
        using var folder = new CliFolder("""{ "flags": { "search": { "percentage": 1, "salt": "winter" } } }""");
        var list = folder.Write("customers.csv", Lists.Thousand);

        var cohort = JsonDocument.Parse((await folder.RunAsync("cohort", "-c", list, "--size", "50", "--flag", "search", "--json")).Out).RootElement;

        var reachedAt = cohort.GetProperty("reachedAt").GetDecimal();
        var all = Lists.All(Lists.Csv(Lists.Thousand)).ConvertAll(row => row.Id);
        var drawn = cohort.GetProperty("customers").EnumerateArray().Select(id => id.GetString()!).ToHashSet(StringComparer.Ordinal);
        Assert.Equal("winter", cohort.GetProperty("salt").GetString());
        Assert.True(drawn.SetEquals(On(reachedAt)));
        Assert.True(drawn.IsProperSupersetOf(On(reachedAt - 0.001m)));

        IEnumerable<string> On(decimal percentage)
        {
            var flags = FeatureFlags.FromJson(FormattableString.Invariant($$"""{ "flags": { "search": { "percentage": {{percentage}}, "salt": "winter" } } }"""));
            return all.Where(id => flags.IsEnabled("search", id)).ToArray();
        }
    }

    [Fact]
    public async Task The_customers_of_the_json_are_a_flags_include()
    {
        using var folder = new CliFolder();
        var list = folder.Write("customers.csv", Lists.Thousand);

        var customers = JsonDocument.Parse((await folder.RunAsync("cohort", "-c", list, "--size", "50", "--json")).Out).RootElement.GetProperty("customers");

        var flags = FeatureFlags.FromJson($$"""{ "flags": { "search": { "percentage": 0, "include": {{customers.GetRawText()}} } } }""");
        Assert.Equal(50, Lists.All(Lists.Csv(Lists.Thousand)).Count(row => flags.IsEnabled("search", row.Id)));
    }

    [Theory]
    [InlineData("csv", "id,name\na,\"x, \"\"y\"\"\"\n")]
    [InlineData("json", "{\"id\":\"a\",\"name\":\"x, \\u0022y\\u0022\"}\n")]
    [InlineData("lines", "a\n")]
    public async Task A_file_takes_the_records_in_each_form(string format, string expected)
    {
        using var folder = new CliFolder();
        var list = folder.Write("c.csv", "\uFEFFid,name\r\na,\"x, \"\"y\"\"\"\r\n");

        var drawn = await folder.RunAsync("cohort", "-c", list, "-n", "1", "--format", format, "-o", folder.In("out"));

        Assert.Equal((ExitCodes.Yes, ""), (drawn.ExitCode, drawn.Out));
        Assert.Equal(expected, File.ReadAllText(folder.In("out")));
        Assert.Equal(["c.csv", "out"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_screen_is_not_steered_by_an_id()
    {
        using var folder = new CliFolder();
        using StringWriter output = new(), error = new();
        var list = folder.Write("c.csv", "id,stratum\n\"\u001b[2J\",\"\u001b[31m\"\n");
        var terminal = new CliTerminal { Out = output, Error = error, In = TextReader.Null, IsScreen = true, CanAsk = false, Variable = _ => null };

        await Tool.RunAsync(["cohort", "-c", list, "-n", "1", "--stratify", "stratum"], terminal, CancellationToken.None);

        Assert.Equal("\\u{1b}[2J\n", output.ToString());
        Assert.DoesNotContain("\u001b", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "Say how many to draw: --size 50, or --percentage 5.")]
    [InlineData(ExitCodes.Usage, "Say how many to draw: --size 50, or --percentage 5.", "--size", "1", "--percentage", "5")]
    [InlineData(ExitCodes.Usage, "--size is a whole number from 1, not \"0\".", "--size", "0")]
    [InlineData(ExitCodes.Usage, "--percentage is a number from 0 to 100 with at most three decimals, not \"100.5\".", "--percentage", "100.5")]
    [InlineData(ExitCodes.Usage, "--stratify: the list has no column vertcal; is vertical meant?", "--size", "1", "--stratify", "vertcal")]
    [InlineData(ExitCodes.Usage, "--only: the list has no column x; there are customerId, vertical, volume, contract", "--size", "1", "--only", "x == 1")]
    [InlineData(ExitCodes.Usage, "--stratify: customerId is the id; a column with few values is meant.", "--size", "1", "--stratify", "customerId")]
    [InlineData(ExitCodes.Usage, "--flag takes the flag's salt; leave --salt out.", "--size", "1", "--flag", "search", "--salt", "x")]
    [InlineData(ExitCodes.Usage, "There is no flag called \"serch\"; did you mean \"search\"?", "--size", "1", "--flag", "serch")]
    [InlineData(ExitCodes.No, "old draws by js-hash-100, whose order this command does not know; draw by --salt.", "--size", "1", "--flag", "old")]
    [InlineData(ExitCodes.No, "1,001 customers cannot be drawn: eligible are 1,000.", "--size", "1001")]
    [InlineData(ExitCodes.Data, "customers.csv:1:1: there is no column custmerId; is customerId meant?", "--size", "1", "--id-column", "custmerId")]
    [InlineData(ExitCodes.CannotCreate, "FOLDER cannot be written: it is a folder.", "--size", "1", "-o", "FOLDER")]
    public async Task What_cannot_be_meant_is_refused_in_one_sentence(int exit, string message, params string[] arguments)
    {
        using var folder = new CliFolder("""{ "flags": { "search": {}, "old": { "bucketing": "js-hash-100" } } }""");
        var list = folder.Write("customers.csv", Lists.Thousand);

        var refused = await folder.RunAsync(["cohort", "-c", list, .. arguments.Select(each => each == "FOLDER" ? folder.Path : each)]);

        Assert.Equal((exit, "", $"feature-rollout: {message}\n"), (refused.ExitCode, refused.Out, refused.Error));
    }

    [Theory]
    [InlineData("ids.txt", "a\nb\n", 0, "")]
    [InlineData("ids.txt", "Customer ID\na\nb\n", 0, "")]
    [InlineData("ids.csv", "a\nb\n", ExitCodes.Data, "ids.csv:1:1: one column")]
    [InlineData("list", "{\"id\": \"a\"}\n\"b\"\n", 0, "")]
    [InlineData("list", "\"id\",\"x\"\na,1\nb,2\n", 0, "")]
    [InlineData("list", "\"a\"\n\"b\"\n", ExitCodes.Data, "list:1:1: CSV or JSON lines; say --input csv or --input jsonl")]
    [InlineData("list.ndjson", "\"a\"\n\"b\"\n", 0, "")]
    [InlineData("list.json", "[\"a\", \"b\"]\n", ExitCodes.Data, "list.json:1:1: a list;")]
    [InlineData("list.csv", "\uFEFFid\r\na\r\nb", 0, "")]
    public async Task The_form_is_told_by_name_or_first_byte_and_what_may_be_two_is_refused(string name, string text, int exit, string error)
    {
        using var folder = new CliFolder();
        var list = folder.Write(name, text);

        var drawn = await folder.RunAsync("cohort", "-c", list, "--percentage", "100");

        Assert.Equal(exit, drawn.ExitCode);
        Assert.Equal(exit == 0 ? ["a", "b"] : [], drawn.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.StartsWith(exit == 0 ? "" : $"feature-rollout: {error}", drawn.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Utf16_and_a_file_that_is_not_there_are_told()
    {
        using var folder = new CliFolder();
        File.WriteAllText(folder.In("wide.csv"), "id\na\n", System.Text.Encoding.Unicode);

        Assert.Equal("feature-rollout: wide.csv:1:1: UTF-16; write the file as UTF-8\n", (await folder.RunAsync("cohort", "-c", folder.In("wide.csv"), "-n", "1")).Error);
        var missing = await folder.RunAsync("cohort", "-c", folder.In("none.csv"), "-n", "1");
        Assert.Equal((ExitCodes.NoInput, "feature-rollout: There is no file none.csv.\n"), (missing.ExitCode, missing.Error));
        Assert.Equal(ExitCodes.NoInput, (await folder.RunAsync("cohort", "-c", folder.Path, "-n", "1")).ExitCode);
    }
}
