using System.Text.Json;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Importing.From.GrowthBook;

[Trait("Requirement", "F-25")]
[Trait("Requirement", "F-08")]
public sealed class GrowthBookImporterTests
{
    private const string Checkout = """
        {
          "status": 200,
          "features": {
            "new-checkout": {
              "defaultValue": false,
              "rules": [
                { "id": "fr_1", "condition": { "plan": { "$in": ["enterprise"] } }, "force": true },
                { "id": "fr_2", "condition": { "id": { "$inGroup": "blocked" } }, "force": false },
                { "id": "fr_3", "force": true, "coverage": 0.25, "hashAttribute": "id", "seed": "checkout-seed", "hashVersion": 2 }
              ]
            },
            "button": {
              "defaultValue": "blue",
              "rules": [
                { "key": "button-test", "variations": ["blue", "green", "dark red"], "weights": [0.5, 0.25, 0.25], "coverage": 0.8, "hashAttribute": "company", "hashVersion": 2 },
                { "condition": { "country": "DE" }, "force": "green" }
              ]
            }
          },
          "savedGroups": { "blocked": ["u-1", 2] },
          "dateUpdated": "2026-08-01T00:00:00Z"
        }
        """;

    [Fact]
    public void A_share_of_everybody_is_the_flags_own_and_goes_on_from_there()
    {
        using var imported = new ImportedFeatures(Checkout);

        var flag = imported.Import.Flags["new-checkout"];
        Assert.Equal(("growthbook-v2", "checkout-seed", 25m), (flag.Bucketing, flag.Salt, flag.Percentage!.Value.Value));
        Assert.Equal(
            ["plan == 'enterprise' 100 %", "segment('blocked') 0 %"],
            flag.Rules!.Select(rule => $"{rule.When.Text.Split(") or (")[0].TrimStart('(')} {rule.Percentage}"), StringComparer.Ordinal);
        Assert.Equal(["u-1", "2"], imported.Import.Segments["blocked"].Include!, StringComparer.Ordinal);
        Assert.Empty(imported.Import.Notes);
    }

    [Fact]
    public void An_experiment_is_a_range_for_each_variation_drawn_by_its_own_attribute()
    {
        using var imported = new ImportedFeatures(Checkout);

        var flag = imported.Import.Flags["button"];
        Assert.Equal(["blue 1 \"blue\"", "green 0 \"green\"", "dark-red 0 \"dark red\""], flag.Variants!.Select(variant => $"{variant.Name} {variant.Weight} {variant.Value.GetRawText()}"), StringComparer.Ordinal);
        Assert.Equal(
            ["0 % 39.99 % blue", "49.99 % 20 % green", "74.99 % 20 % dark-red"],
            flag.Rules!.Take(3).Select(rule => $"{rule.From} {rule.Percentage} {rule.Variants![0].Name}"), StringComparer.Ordinal);
        Assert.All(flag.Rules!.Take(3), rule => Assert.Equal(("growthbook-v2", "button-test", "company", true), (rule.Bucketing, rule.Salt, rule.Unit, rule.Continue)));
        Assert.Equal(("growthbook", "GrowthBook"), (Importers.All.Single(each => each.Name == "growthbook").Name, Importers.All.Single(each => each.Name == "growthbook").Tool));
        Assert.Equal(Percentage.Full, flag.Percentage);
    }

    [Fact]
    public void Customers_without_an_id_get_what_nobody_is_drawn_for()
    {
        using var imported = new ImportedFeatures(Checkout);

        Assert.Equal("\"blue\"", imported.Value("button", default).GetRawText());
        Assert.Equal("\"green\"", imported.Value("button", default(EvaluationContext).With("country", "DE")).GetRawText());
        Assert.True(imported.Flags.IsEnabled("new-checkout", default(EvaluationContext).With("plan", "enterprise")));
        Assert.False(imported.Flags.IsEnabled("new-checkout", default(EvaluationContext)));
    }

    [Fact]
    public void A_rule_that_kills_a_share_leaves_the_rest_to_the_default()
    {
        using var imported = new ImportedFeatures("""{ "kept": { "defaultValue": true, "rules": [ { "condition": { "beta": true }, "force": false, "coverage": 0.5 } ] } }""");

        var betas = Enumerable.Range(0, 2000).Count(n => imported.Flags.IsEnabled("kept", EvaluationContext.For($"u{n}").With("beta", true)));
        Assert.InRange(betas, 900, 1100);
        Assert.True(imported.Flags.IsEnabled("kept", default(EvaluationContext).With("beta", true)));
        Assert.True(imported.Flags.IsEnabled("kept", "u1"));
        Assert.Empty(imported.Lost);
    }

    [Fact]
    public void A_gate_on_a_flag_that_draws_is_a_requirement_and_others_are_conditions()
    {
        using var imported = new ImportedFeatures("""
            { "parent": { "defaultValue": false, "rules": [ { "force": true, "coverage": 0.5 } ] },
              "gated": { "defaultValue": true, "rules": [ { "parentConditions": [ { "id": "parent", "condition": { "value": true }, "gate": true } ] } ] },
              "tier": { "defaultValue": "silver", "rules": [ { "condition": { "spent": { "$gte": 100 } }, "force": "gold" } ] },
              "lounge": { "defaultValue": false, "rules": [ { "parentConditions": [ { "id": "tier", "condition": { "value": "gold" } } ], "force": true } ] } }
            """);

        Assert.Equal(["parent"], imported.Import.Flags["gated"].Requires!, StringComparer.Ordinal);
        Assert.True(imported.Flags.IsEnabled("lounge", EvaluationContext.For("a").With("spent", 100)));
        Assert.False(imported.Flags.IsEnabled("lounge", EvaluationContext.For("a").With("spent", 99)));
        Assert.Empty(imported.Lost);
    }

    [Fact]
    public void Another_attribute_may_be_the_customer_and_a_key_may_need_another_form()
    {
        using var imported = new ImportedFeatures("""{ "my flag": { "defaultValue": false, "rules": [ { "force": true, "coverage": 0.5, "hashAttribute": "account" } ] } }""", customerAttribute: "account");

        var flag = imported.Import.Flags["my-flag"];
        Assert.Equal(("growthbook-v1", "my flag", 50m), (flag.Bucketing, flag.Salt, flag.Percentage!.Value.Value));
        Assert.Contains("code asks for \"my-flag\"", Assert.Single(imported.Import.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_carried_is_noted_with_its_line_and_its_rule_counts_as_not_met()
    {
        using var imported = new ImportedFeatures("""
            { "features": { "asked": { "defaultValue": false, "rules": [
                { "condition": { "tags": { "$size": 2 } }, "force": true },
                { "condition": { "tags": ["a"] }, "force": true },
                { "condition": { "$not": { "name": { "$regex": "(?<=a" } } }, "force": true },
                { "condition": { "plan": "x" }, "force": true, "coverage": 0.5, "fallbackAttribute": "device" },
                { "variations": [true, false], "namespace": ["space", 0, 0.5], "bucketVersion": 1 },
                { "force": true, "coverage": 0.1, "filters": [ { "seed": "s", "ranges": [ [0, 0.5] ] } ] },
                { "parentConditions": [ { "id": "draws", "condition": { "value": "a" } } ], "force": true }
              ] },
              "draws": { "defaultValue": "a", "rules": [ { "variations": ["a", "b"] } ], "novel": 1 },
              "mixed": { "defaultValue": false, "rules": [ { "force": false, "coverage": 0.5 }, { "condition": { "a": "b" }, "force": true } ] } },
              "experiments": [ { "key": "visual" } ] }
            """);

        Assert.Equal(
            [
                "12: $.experiments", "2: $.features.asked.rules[0].condition.tags", "3: $.features.asked.rules[1].condition.tags",
                "4: $.features.asked.rules[2].condition[\"$not\"].name[\"$regex\"]", "5: $.features.asked.rules[3].fallbackAttribute",
                "6: $.features.asked.rules[4].bucketVersion", "6: $.features.asked.rules[4].namespace", "7: $.features.asked.rules[5].filters[0]",
                "10: $.features.draws.novel", "8: $.features.asked.rules[6].parentConditions[0]", "11: $.features.mixed.rules[0]",
            ],
            imported.Import.Notes.Where(note => note.Kind == ImportNoteKind.Lost).Select(note => $"{note.Line}: {note.Path}"), StringComparer.Ordinal);
        Assert.False(imported.Flags.IsEnabled("asked", EvaluationContext.For("a").With("name", "b").With("tags", ["a"])));
    }

    [Theory]
    [InlineData("""{ "features": {}, "encryptedFeatures": "m5yl.Fm6n" }""", "encrypted")]
    [InlineData("""[]""", "should be an object")]
    [InlineData("""{ "flags": { "a": { "state": "ENABLED" } } }""", "no features")]
    public void A_file_that_is_none_of_the_tools_is_refused(string payload, string words) =>
        Assert.Contains(words, Assert.Throws<CliException>(() => new ImportedFeatures(payload)).Message, StringComparison.Ordinal);
}
