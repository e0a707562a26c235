using System.Text.Json;
using FeatureRollout.Cli.Linting;
using FeatureRollout.Cli.Linting.Formats;
using FeatureRollout.Cli.Tests.Running;

namespace FeatureRollout.Cli.Tests.Linting;

public sealed class LintTests
{
    private const string Wrong = """
        {
          "flags": {
            "search": { "percentge": 10, "requires": ["rankng"], "rules": [{ "when": "plan = 'pro'", "percentage": 1.2345 }] },
            "ranking": { "enabled": "true" }
          }
        }
        """;

    private const string Doubtful = """
        {
          "flags": {
            "search": { "percentage": 10, "requires": ["ranking"] },
            "ranking": { "percentage": 50 }
          }
        }
        """;

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task Errors_are_lines_that_editors_understand()
    {
        using var folder = new CliFolder(Wrong);

        Approved.Check((await folder.RunAsync("lint")).ToString());
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task The_real_program_lints_files_and_its_input_and_says_which_are_not_there()
    {
        using var folder = new CliFolder(Wrong);
        folder.Write("more.json", Doubtful);

        var linted = await folder.RunProcessWithAsync("""{ "flags": { "a": { "enabled": 1 } } }""", "lint", "more.json", "-", "none.json");

        Approved.Check(linted.ToString());
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task The_input_is_looked_at_before_it_is_decoded()
    {
        using var folder = new CliFolder();

        var linted = await folder.RunProcessWithAsync("\uFEFF{ }", "lint", "-");

        Assert.Equal(1, linted.ExitCode);
        Assert.Contains("byte order mark", linted.Out, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task Warnings_fail_only_where_that_is_asked_for()
    {
        using var folder = new CliFolder(Doubtful);

        var (plain, strict) = (await folder.RunAsync("lint"), await folder.RunAsync("lint", "--strict"));

        Assert.Equal(0, plain.ExitCode);
        Assert.Contains("[prerequisite-salt]", plain.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("[no-owner]", plain.Out, StringComparison.Ordinal);
        Assert.Equal(1, strict.ExitCode);
        Assert.Contains("[no-owner]", strict.Out, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task A_clean_file_prints_nothing_but_the_summary()
    {
        using var folder = new CliFolder("""{ "flags": { "search": { "percentage": 10, "owner": "search team" } } }""");

        var linted = await folder.RunAsync("lint", "--strict");

        Assert.Equal((0, "", "no errors and no warnings in 1 file\n"), (linted.ExitCode, linted.Out, linted.Error));
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task A_file_that_is_not_there_is_named_and_so_is_a_folder()
    {
        using var folder = new CliFolder();

        var (none, itself) = (await folder.RunAsync("lint"), await folder.RunAsync("lint", folder.Path));

        Assert.Equal((66, 66), (none.ExitCode, itself.ExitCode));
        Assert.Contains("feature-rollout: flags.json: there is no such file.", none.Error, StringComparison.Ordinal);
        Assert.Contains("this is a folder", itself.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task One_layer_of_several_may_name_what_another_has()
    {
        using var folder = new CliFolder("""{ "flags": { "search": { "requires": ["ranking"] } }, "rollouts": { "search": { "plan": "house" } } }""");

        Assert.Equal(1, (await folder.RunAsync("lint")).ExitCode);
        Assert.Equal(0, (await folder.RunAsync("lint", "--layer")).ExitCode);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task Json_has_the_counts_and_every_finding()
    {
        using var folder = new CliFolder(Wrong);

        var linted = await folder.RunAsync("lint", "--json");

        using var report = JsonDocument.Parse(linted.Out);
        Assert.Equal(5, report.RootElement.GetProperty("errors").GetInt32());
        var first = report.RootElement.GetProperty("findings")[0];
        Assert.Equal(("flags.json", 3, 17, "error", "unknown-member"), (first.GetProperty("file").GetString(), first.GetProperty("line").GetInt32(), first.GetProperty("column").GetInt32(), first.GetProperty("severity").GetString(), first.GetProperty("rule").GetString()));
        Assert.Equal((await folder.RunAsync("lint", "--format", "json")).Out, linted.Out);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task Sarif_names_the_rules_the_file_as_a_uri_and_the_place()
    {
        using var folder = new CliFolder();
        folder.Write("my flags.json", Doubtful);

        var linted = await folder.RunAsync("lint", "--format", "sarif", folder.In("my flags.json"));

        using var sarif = JsonDocument.Parse(linted.Out);
        var run = sarif.RootElement.GetProperty("runs")[0];
        var result = run.GetProperty("results")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        Assert.Equal("2.1.0", sarif.RootElement.GetProperty("version").GetString());
        Assert.Equal(string.Join(' ', LintRules.All.Select(rule => rule.Id)), string.Join(' ', rules.EnumerateArray().Select(rule => rule.GetProperty("id").GetString())));
        Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        Assert.Equal("warning", result.GetProperty("level").GetString());
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.EndsWith("my%20flags.json", place.GetProperty("artifactLocation").GetProperty("uri").GetString(), StringComparison.Ordinal);
        Assert.Equal((3, 48), (place.GetProperty("region").GetProperty("startLine").GetInt32(), place.GetProperty("region").GetProperty("startColumn").GetInt32()));
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public void Sarif_has_a_relative_name_as_a_reference()
    {
        var finding = new LintFinding("my files/a#1.json", 3, 48, "$", LintFinding.Warning, LintRules.NoOwner.Id, "nobody");

        Assert.Contains("\"my%20files/a%231.json\"", SarifFormat.Write(new LintReport([finding.File], 0, 1, [finding])), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task GitHub_gets_annotations_with_its_escapes()
    {
        using var folder = new CliFolder();
        folder.Write("a,b:c.json", Doubtful);

        var linted = await folder.RunAsync("lint", "--format", "github", folder.In("a,b:c.json"));

        var line = Assert.Single(linted.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("::warning file=a%2Cb%3Ac.json,line=3,col=48,title=prerequisite-salt::$.flags.search.requires[0]: ", line, StringComparison.Ordinal);
        Assert.Contains("(10%25)", line, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task No_finding_tells_a_customer_or_steers_a_terminal()
    {
        using var folder = new CliFolder("""
            { "flags": { "a": { "include": ["secret-customer", 5], "exclude": ["secret-customer"], "overrides": { "secret-customer": { "enabled": 1 } }, "\u001b[31m": 1 } } }
            """);
        folder.Write("warned.json", """
            { "flags": { "a": { "include": ["secret-customer"], "exclude": ["secret-customer"], "overrides": { "secret-customer": { "enabled": true, "until": "2020-01-01" } } } } }
            """);

        foreach (var format in new[] { "text", "json", "sarif", "github" })
        {
            var linted = await folder.RunAsync("lint", folder.In("flags.json"), folder.In("warned.json"), "--format", format);
            Assert.DoesNotContain("secret", linted.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', linted.Out);
        }
    }

    [Fact]
    [Trait("Requirement", "F-25")]
    public async Task What_is_no_file_is_a_mistake_of_the_command_line()
    {
        using var folder = new CliFolder();

        Assert.Equal(64, (await folder.RunAsync("lint", "--url", "https://example.org")).ExitCode);
        Assert.Equal(64, (await folder.RunAsync("lint", "--format", "xml")).ExitCode);
    }
}
