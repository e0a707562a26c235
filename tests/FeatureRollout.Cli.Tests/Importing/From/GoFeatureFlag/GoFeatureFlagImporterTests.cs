using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.From.GoFeatureFlag;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Importing.From.GoFeatureFlag;

[Trait("Requirement", "F-04")]
[Trait("Requirement", "F-06")]
[Trait("Requirement", "F-09")]
public sealed class GoFeatureFlagImporterTests
{
    [Fact]
    public void A_flag_of_truth_values_becomes_a_percentage_that_starts_where_its_variation_stands()
    {
        var flags = Read("""
            { "first": { "variations": { "false": false, "true": true }, "defaultRule": { "percentage": { "false": 80, "true": 20 } } },
              "second": { "variations": { "disabled": false, "a-on": true }, "defaultRule": { "percentage": { "disabled": 80, "a-on": 20 } } } }
            """).Import.Flags;
        Assert.Equal((20m, "go-feature-flag"), (flags["first"].Percentage!.Value.Value, flags["first"].Bucketing));
        Assert.Null(flags["first"].Rules);
        Assert.Equal([("true", 80m, 20m, "go-feature-flag")], flags["second"].Rules!.Select(rule => (rule.When.Text, rule.From.Value, rule.Percentage.Value, rule.Bucketing)));
    }

    [Theory]
    [InlineData("plan eq \"pro\"", "plan matches '(?i)^pro\\\\z'")]
    [InlineData("plan == \"5\"", "plan == '5'")]
    [InlineData("plan in [\"pro\", \"team\"]", "plan in ['pro', 'team']")]
    [InlineData("a pr and not (b pr)", "(has(a)) and (not (has(b)))")]
    [InlineData("a pr or b pr and c pr", "((has(a)) or (has(b))) and (has(c))")]
    [InlineData("version ge 1.2.3", "version >= semver('1.2.3')")]
    [InlineData("score gt 1.5", "(score > 1.5) and (not (score startsWith ''))")]
    [InlineData("beta ne true", "beta == false")]
    [InlineData("company.size eq null", "not (has(company.size))")]
    [InlineData("key in [\"acme\"]", "customerId in ['acme']")]
    [InlineData("{\"==\": [{\"var\": \"plan\"}, \"pro\"]}", "plan == 'pro'")]
    [InlineData("anonymous eq false", "((has(anonymous)) and (anonymous == false)) or (not (has(anonymous)))")]
    public void Queries_become_conditions(string query, string expected)
    {
        using var carried = Read($$"""{ "f": { "variations": { "on": true, "off": false }, "targeting": [ { "query": {{System.Text.Json.JsonSerializer.Serialize(query)}}, "variation": "on" } ], "defaultRule": { "variation": "off" } } }""");
        Assert.Empty(carried.Import.Notes);
        Assert.Equal(expected, Assert.Single(carried["f"].Rules!).When.Text);
    }

    [Theory]
    [InlineData("plan gt \"a\"")]
    [InlineData("plan eq")]
    [InlineData("plan = \"a\"")]
    [InlineData("(plan pr")]
    [InlineData("plan co 5")]
    [InlineData("{\"==\": [{\"var\": \"a\"}, {\"var\": \"b\"}]}")]
    public void A_rule_whose_query_has_no_counterpart_is_left_out_and_noted(string query)
    {
        using var carried = Read($$"""
            { "f": { "variations": { "on": true, "off": false }, "targeting": [
                { "query": {{System.Text.Json.JsonSerializer.Serialize(query)}}, "variation": "on" } ],
                "defaultRule": { "variation": "off" } } }
            """);
        Assert.Equal([(2, ImportNoteKind.Lost)], carried.Places);
        Assert.Null(carried["f"].Rules);
    }

    [Fact]
    public void An_experiment_is_a_schedule_and_a_disabled_flag_is_off()
    {
        using var carried = Read("""
            { "f": { "variations": { "a": "x", "b": "y" }, "defaultRule": { "variation": "a" },
                "experimentation": { "start": "2026-01-01T00:00:00+01:00", "end": "2026-02-01T00:00:00Z" } },
              "g": { "variations": { "a": "x" }, "defaultRule": { "variation": "a" }, "disable": true } }
            """);
        Assert.Equal(new FlagSchedule(DateTimeOffset.Parse("2025-12-31T23:00:00Z", System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse("2026-02-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture)), carried["f"].Schedule);
        var client = carried.Flags;
        Assert.Equal("code", client.GetVariant("g", "acme", "code"));
    }

    [Fact]
    public void A_progressive_rollout_stays_where_it_began_and_is_noted()
    {
        using var carried = Read("""
            { "f": { "variations": { "on": true, "off": false }, "defaultRule": {
                "progressiveRollout": { "initial": { "variation": "off", "percentage": 10, "date": "2026-01-01T00:00:00Z" }, "end": { "variation": "on", "percentage": 60, "date": "2026-02-01T00:00:00Z" } } } },
              "g": { "variations": { "on": true, "off": false }, "defaultRule": { "variation": "off" },
                "scheduledRollout": [ { "date": "2026-03-01T00:00:00Z", "defaultRule": { "variation": "on" } } ] } }
            """);
        Assert.Equal([(2, ImportNoteKind.Lost), (4, ImportNoteKind.Lost)], carried.Places);
        Assert.Equal(10m, carried["f"].Percentage!.Value.Value);
        Assert.Contains("2026-03-01", carried.Import.Notes[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_changes_no_answer_is_told_and_what_is_unknown_is_lost()
    {
        using var carried = Read("""
            { "f": { "variations": { "on": true, "off": false }, "defaultRule": { "variation": "on" },
                "version": "1.2", "trackEvents": false,
                "metadata": { "issue": 7 },
                "targeting": [ { "query": "a pr", "variation": "off", "disable": true },
                  { "query": "a pr", "variation": "of" },
                  { "name": "r", "query": "a pr", "variation": "off", "weight": 3 } ],
                "rollout": { "experimentation": {} } } }
            """);
        Assert.Equal(
            [(2, ImportNoteKind.Told), (2, ImportNoteKind.Told), (3, ImportNoteKind.Told), (4, ImportNoteKind.Told), (5, ImportNoteKind.Lost), (6, ImportNoteKind.Lost), (7, ImportNoteKind.Lost)],
            carried.Places);
        Assert.Equal("has(a)", Assert.Single(carried["f"].Rules!).When.Text);
    }

    [Fact]
    public void Percentages_that_do_not_add_up_to_a_hundred_move_customers_of_a_flag_of_truth_values_and_are_noted()
    {
        using var carried = Read("""{ "f": { "variations": { "true": true, "false": false }, "defaultRule": { "percentage": { "true": 10, "false": 30 } } } }""");
        Assert.Contains("add up to 40", Assert.Single(carried.Lost).Message, StringComparison.Ordinal);
        Assert.Equal(25m, carried["f"].Percentage!.Value.Value);
    }

    [Theory]
    [InlineData("email in [{0}]", ", ", "\\\"{0}\\\"")]
    [InlineData("{0}", " or ", "email eq \\\"{0}\\\"")]
    public void Queries_that_are_too_long_for_one_condition_become_segments(string query, string between, string each)
    {
        var listed = Enumerable.Range(0, 1_000).Select(i => FormattableString.Invariant($"{i}@example.com")).ToArray();
        var text = query.Replace("{0}", string.Join(between, listed.Select(email => each.Replace("{0}", email, StringComparison.Ordinal))), StringComparison.Ordinal);
        using var carried = Read($$"""
            { "f": { "variations": { "on": true, "off": false }, "defaultRule": { "variation": "off" }, "targeting": [ { "variation": "on", "query": "{{text}}" } ] } }
            """);
        Assert.Empty(carried.Import.Notes);
        var client = carried.Flags;
        Assert.All(listed, email => Assert.True(client.IsEnabled("f", EvaluationContext.For("acme").With("email", email))));
        Assert.False(client.IsEnabled("f", EvaluationContext.For("acme").With("email", "1000@example.com")));
    }

    [Fact]
    public void A_query_too_long_and_too_deep_for_segments_is_lost_and_the_rest_of_the_file_is_read()
    {
        var query = string.Join(' ', Enumerable.Range(0, 1_000).Select(i => FormattableString.Invariant($"email eq \\\"{i}@example.com\\\" {(i % 2 == 0 ? "or" : "and")}"))) + " a pr";
        using var carried = Read($$"""
            { "f": { "variations": { "on": true, "off": false }, "defaultRule": { "variation": "off" }, "targeting": [ { "variation": "on", "query": "{{query}}" } ] },
              "g": { "variations": { "on": true, "off": false }, "defaultRule": { "variation": "on" } } }
            """);
        Assert.Contains("too long", Assert.Single(carried.Lost).Message, StringComparison.Ordinal);
        var client = carried.Flags;
        Assert.False(client.IsEnabled("f", "acme"));
        Assert.True(client.IsEnabled("g", "acme"));
    }

    [Fact]
    public void A_file_of_something_else_is_refused() =>
        Assert.Equal(ExitCodes.Data, Assert.Throws<CliException>(() => Read("""{ "flags": {} }""")).ExitCode);

    private static Carried Read(string json) => Carried.Of(new GoFeatureFlagImporter(), json);
}
