using System.Text.Json;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.From.Flagd;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Importing.From.Flagd;

[Trait("Requirement", "F-04")]
[Trait("Requirement", "F-06")]
[Trait("Requirement", "F-09")]
public sealed class FlagdImporterTests
{
    [Fact]
    public void A_flag_of_truth_values_becomes_a_percentage_drawn_as_flagd_draws()
    {
        var flag = Assert.Single(Read("""{ "flags": { "new-checkout": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "fractional": [["on", 1], ["off", 3]] } } } }""").Import.Flags).Value;
        Assert.Equal((25m, "flagd", null, true), (flag.Percentage!.Value.Value, flag.Bucketing, flag.Salt, flag.Enabled));
        Assert.Null(flag.Rules);
        Assert.Null(flag.Variants);
    }

    [Fact]
    public void Branches_become_rules_in_order()
    {
        var flag = Read("""
            { "flags": { "f": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": {
                "if": [ { "==": [ { "var": "plan" }, "pro" ] }, "on",
                        { "and": [ { ">=": [ { "var": "age" }, 18 ] }, { "in": [ { "var": "country" }, [ "CH", "AT" ] ] } ] },
                        { "fractional": [ { "cat": [ "seed-", { "var": "email" } ] }, [ "off", 70 ], [ "on", 30 ] ] } ] } } } }
            """).Import.Flags["f"];
        Assert.Equal(
            [
                ("plan == 'pro'", 0m, 100m, null, null),
                ("((age >= 18) and (country in ['CH', 'AT'])) and ((has(email)) and (email != ''))", 70m, 30m, "seed-", "email"),
            ],
            flag.Rules!.Select(rule => (rule.When.Text, rule.From.Value, rule.Percentage.Value, rule.Salt, rule.Unit)));
        Assert.Equal(0m, flag.Percentage!.Value.Value);
    }

    [Fact]
    public void A_flag_of_values_becomes_variants_with_weights_in_its_rules()
    {
        using var carried = Read("""
            { "flags": { "color": { "variants": { "red": "#F00", "blue": { "hex": "#00F" }, "none": null }, "defaultVariant": "blue",
                "targeting": { "if": [ { "var": "beta" }, "red", { "fractional": [ { "var": "email" }, [ "blue", 3 ], [ "red", 1 ] ] } ] } } } }
            """);
        var flag = carried["color"];
        Assert.Equal(["blue", "red", "none"], flag.Variants!.Select(variant => variant.Name), StringComparer.Ordinal);
        Assert.Equal(JsonValueKind.Object, flag.Variants![0].Value.ValueKind);
        Assert.Contains(flag.Rules!, rule => rule is { Bucketing: "flagd", Salt: "", Unit: "email", Variants: [("blue", 3), ("red", 1)] });
        Assert.Empty(carried.Import.Notes);
        var client = carried.Flags;
        Assert.Equal("#F00", client.GetVariant("color", EvaluationContext.For(null).With("beta", true), "code"));
        Assert.Equal("#00F", client.GetVariant("color", (string?)null, default(JsonElement)).GetProperty("hex").GetString());
    }

    [Fact]
    public void A_flag_that_is_disabled_or_has_no_default_gives_what_code_names()
    {
        using var carried = Read("""
            { "flags": { "off": { "state": "DISABLED", "variants": { "a": "x" }, "defaultVariant": "a" }, "none": { "variants": { "a": "x" } },
                "true": { "state": "DISABLED", "variants": { "on": true }, "defaultVariant": "on" } } }
            """);
        Assert.Equal("code", carried.Flags.GetVariant("off", "acme", "code"));
        Assert.Equal("code", carried.Flags.GetVariant("none", "acme", "code"));
        Assert.False(carried.Flags.IsEnabled("true", "acme"));
    }

    [Fact]
    public void What_is_not_carried_is_noted_at_its_line()
    {
        using var carried = Read("""
            { "flags": {
                "later": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "if": [
                  { ">": [ { "var": "$flagd.timestamp" }, 1700000000 ] }, "on" ] } },
                "two": { "variants": { "on": true, "off": false }, "defaultVariant": "on", "targeting": { "if": [ { "==": [ { "var": "plan" }, "x" ] }, "off",
                  { "==": [ { "var": "a" }, { "var": "b" } ] }, "off" ] } },
                "order": { "variants": { "on": true, "off": false }, "targeting": { "if": [ { "<": [
                  { "var": "day" }, "2026-01-01" ] }, "on" ] } },
                "third": { "variants": { "on": true, "off": false }, "defaultVariant": "off",
                  "targeting": { "fractional": [ [ "on", 1 ], [ "off", 2 ] ] } },
                "sum": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "fractional": [
                  { "var": "x" }, [ "on", { "+": [ 1, 2 ] } ] ] } },
                "misspelt": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "if": [
                  { "equals": [ 1, 1 ] }, "on" ] },
                  "selector": 1 },
                "unknown": { "variants": { "on": true }, "defaultVariant": "on", "targeting": { "if": [ true,
                  "onn" ] } },
                "empty": { "state": "ENABLED" }
              },
              "more": 1 }
            """);
        Assert.Equal([3, 5, 6, 9, 11, 13, 14, 16, 17, 19], carried.Places.Where(place => place.Kind == ImportNoteKind.Lost).Select(place => place.Line));
        Assert.DoesNotContain("empty", carried.Import.Flags.Keys, StringComparer.Ordinal);
        var client = carried.Flags;
        Assert.False(client.IsEnabled("later", "acme"));
        Assert.True(client.IsEnabled("two", "acme"));
        Assert.False(client.IsEnabled("two", EvaluationContext.For("acme").With("plan", "x")));
        Assert.Equal(33.333m, carried["third"].Percentage!.Value.Value);
    }

    [Fact]
    public void What_changes_for_code_is_told()
    {
        using var carried = Read("""
            { "metadata": { "set": 1 }, "flags": {
              "my flag": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "fractional": [ [ "on", 50 ], [ "off", 50 ] ] },
                "metadata": { "owner": "me" } },
              "version": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "if": [
                { "sem_ver": [ { "var": "app.version" }, "^", "1" ] }, "on" ] } } } }
            """);
        Assert.All(carried.Import.Notes, note => Assert.Equal(ImportNoteKind.Told, note.Kind));
        Assert.Equal([1, 2, 3, 5, 5], carried.Places.Select(place => place.Line));
        Assert.Equal("my flag", carried["my-flag"].Salt);
    }

    [Fact]
    public void Another_attribute_may_be_the_customer()
    {
        using var carried = Carried.Of(
            new FlagdImporter(),
            """{ "flags": { "f": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "fractional": [ { "var": "email" }, [ "on", 50 ], [ "off", 50 ] ] } } } }""",
            customer: "email");
        var suite = new SlowFlagd("""{ "flags": { "f": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "fractional": [ { "var": "email" }, [ "on", 50 ], [ "off", 50 ] ] } } } }""");
        var client = carried.Flags;
        for (var i = 0; i < 100; i++)
        {
            var email = FormattableString.Invariant($"{i}@example.com");
            Assert.Equal(suite.Variant("f", new Dictionary<string, object?>(StringComparer.Ordinal) { ["email"] = email }) == "on", client.IsEnabled("f", email));
        }
    }

    [Fact]
    public void A_reference_that_runs_in_a_circle_is_lost_and_not_followed_for_ever()
    {
        using var carried = Read("""
            { "flags": { "f": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "if": [ { "$ref": "a" }, "on" ] } } },
              "$evaluators": { "a": { "!": [ { "$ref": "a" } ] } } }
            """);
        Assert.Single(carried.Lost);
    }

    [Theory]
    [InlineData("email")]
    [InlineData("targetingKey")]
    public void Conditions_that_are_too_long_for_one_become_segments(string attribute)
    {
        var listed = Enumerable.Range(0, 2_000).Select(i => FormattableString.Invariant($"{i}@example.com")).ToArray();
        using var carried = Read($$"""
            { "flags": {
              "listed": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "if": [
                { "in": [ { "var": "{{attribute}}" }, ["{{string.Join("\", \"", listed)}}"] ] }, "on" ] } },
              "joined": { "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "if": [
                { "or": [ {{string.Join(", ", listed.Select(each => $$"""{ "==": [ { "var": "{{attribute}}" }, "{{each}}" ] }"""))}} ] }, "on" ] } } } }
            """);
        Assert.Empty(carried.Import.Notes);
        var client = carried.Flags;
        foreach (var (email, isOn) in listed.Select(each => (each, true)).Append(("2000@example.com", false)))
        {
            var context = attribute == "email" ? EvaluationContext.For("acme").With("email", email) : EvaluationContext.For(email);
            Assert.Equal((isOn, isOn), (client.IsEnabled("listed", context), client.IsEnabled("joined", context)));
        }
    }

    [Fact]
    public void A_file_of_something_else_is_refused() =>
        Assert.Equal(ExitCodes.Data, Assert.Throws<CliException>(() => Read("""{ "features": [] }""")).ExitCode);

    [Fact]
    public void What_texts_and_versions_mean_otherwise_is_told_and_a_version_is_a_short_condition()
    {
        using var carried = Read("""
            { "flags": { "f": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "if": [
              { ">=": [ { "var": "age" }, 18 ] }, "on",
              { "sem_ver": [ { "var": "version" }, ">=", "2.10.3-beta.1" ] }, "on", "off" ] } } } }
            """);
        Assert.Equal([2, 3, 3], carried.Told.Select(note => note.Line).Order());
        Assert.Contains(carried.Told, note => note.Message.Contains("\"+5\"", StringComparison.Ordinal));
        Assert.Contains(carried.Told, note => note.Message.StartsWith("Two prereleases of one version", StringComparison.Ordinal));
        Assert.InRange(carried["f"].Rules![^1].When.Text.Length, 100, 750);
    }

    private static Carried Read(string json) => Carried.Of(new FlagdImporter(), json);
}
