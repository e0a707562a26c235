using System.Text.Json;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.From.LaunchDarkly;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Importing.From.LaunchDarkly;

[Trait("Requirement", "F-28")]
public sealed class LaunchDarklyImporterTests
{
    [Fact]
    [Trait("Requirement", "F-08")]
    public void A_boolean_rollout_becomes_a_percentage_and_one_whose_true_stands_second_a_range()
    {
        using var carried = Carry("""
            { "flags": {
              "first": { "key": "first", "version": 7, "on": true, "salt": "s1", "variations": [ true, false ], "offVariation": 1,
                "clientSideAvailability": { "usingMobileKey": true }, "trackEvents": true,
                "fallthrough": { "rollout": { "variations": [ { "variation": 0, "weight": 25125 }, { "variation": 1, "weight": 74875 } ] } } },
              "second": { "key": "second", "on": true, "salt": "s2", "variations": [ false, true ],
                "fallthrough": { "rollout": { "seed": 61, "bucketBy": "company", "variations": [ { "variation": 0, "weight": 60000 }, { "variation": 1, "weight": 10000 } ] } } } } }
            """);
        Assert.Equal(("launchdarkly", "first.s1", 25.125m), (carried["first"].Bucketing, carried["first"].Salt, carried["first"].Percentage!.Value.Value));
        Assert.Equal(
            new FlagRule(Condition.Parse("true"), 40) { From = 60, Salt = "61", Unit = "company" },
            Assert.Single(carried["second"].Rules!));
        Assert.Equal((6, "who has a fraction in \"company\" is drawn by it here, and gets the first variation there."), Assert.Single(carried.Import.Notes) is var note ? (note.Line, note.Message) : default);
    }

    [Fact]
    public void Targets_of_users_that_nothing_holds_the_place_of_are_passed_over_and_told()
    {
        using var carried = Carry("""
            { "flags": { "f": { "key": "f", "on": true, "salt": "s", "sel": "old", "variations": [ true, false ], "offVariation": 1,
                "targets": [ { "values": [ "ann" ], "variation": 0 } ], "contextTargets": [ { "contextKind": "org", "values": [ "acme" ], "variation": 0 } ],
                "fallthrough": { "variation": 1 } } } }
            """);
        Assert.False(carried.Flags.IsEnabled("f", "ann"));
        Assert.DoesNotContain(carried.Import.Notes, note => note.Kind == ImportNoteKind.Lost);
        Assert.Contains(carried.Import.Notes, note => note.Line == 2 && note.Message.StartsWith("nothing in contextTargets", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "F-10")]
    public void Other_values_become_variants_and_targets_their_rules()
    {
        using var carried = Carry("""
            { "flags": { "theme": { "key": "theme", "on": true, "salt": "s", "variations": [ "light", "dark", "Sepia" ], "offVariation": 0,
                "targets": [ { "values": [ "ann" ], "variation": 2 } ],
                "rules": [ { "id": "r", "clauses": [ { "attribute": "plan", "op": "in", "values": [ "pro" ], "negate": false } ],
                  "rollout": { "kind": "experiment", "variations": [ { "variation": 1, "weight": 50000 }, { "variation": 2, "weight": 50000, "untracked": true } ] } } ],
                "fallthrough": { "variation": 0 } } },
              "flagValues": { "color": { "rgb": [ 1, 2 ] }, "plain": true, "gone": null } }
            """);
        Assert.Equal("Sepia", carried.Flags.GetVariant("theme", "ann", ""));
        Assert.Equal("light", carried.Flags.GetVariant("theme", "ben", ""));
        Assert.Equal([new VariantWeight("dark", 50), new VariantWeight("Sepia", 50)], carried["theme"].Rules![1].Variants);
        Assert.Equal(2, carried.Flags.GetVariant("color", (string?)null, default(JsonElement)).GetProperty("rgb").GetArrayLength());
        Assert.True(carried.Flags.IsEnabled("plain", "x"));
        Assert.False(carried.Flags.IsEnabled("gone", "x"));
        Assert.Equal(3, carried.Told.Count);
        Assert.Empty(carried.Lost);
    }

    [Fact]
    public void Targets_of_a_boolean_flag_become_lists_and_fixed_answers()
    {
        using var carried = Carry("""
            { "flags": { "f": { "key": "f", "on": true, "variations": [ false, true ], "fallthrough": { "variation": 0 },
                "targets": [ { "values": [ "ann", "both" ], "variation": 1 }, { "values": [ "both", "ben" ], "variation": 0 } ],
                "rules": [ { "clauses": [ { "attribute": "name", "op": "in", "values": [ "B" ] } ], "variation": 1 } ] } } }
            """);
        Assert.Equal(["ann", "both"], carried["f"].Include!.Customers, StringComparer.Ordinal);
        Assert.Equal(["ben"], carried["f"].Overrides!.Keys, StringComparer.Ordinal);
        Assert.False(carried.Flags.IsEnabled("f", EvaluationContext.For("ben").With("name", "B")));
        Assert.Null(carried["f"].Bucketing);
        Assert.Empty(carried.Import.Notes);
    }

    [Fact]
    public void Clauses_read_as_conditions()
    {
        Assert.Equal(
            [
                "((plan in ['pro', true]) or ((plan in [5]) and (not (plan startsWith '')))) or ((plan contains 'pro') and (not (plan startsWith '')))",
                "(has(email)) and (not (email endsWith '@x.org'))",
                "(seats startsWith '') and (not (seats contains '1'))",
                "(seats <= 5.5) and (not (seats startsWith ''))",
                "(since < date('2026-01-01T00:00:00Z')) or ((since < 1767225600000) and (not (since startsWith '')))",
                "(since > date('2025-12-31T22:00:00Z')) or ((since > 1767218400000) and (not (since startsWith '')))",
                "version == semver('2.0.0-beta')",
                "(customerId in ['a', 'b']) and ((org.address.size < 3) and (not (org.address.size startsWith '')))",
            ],
            new[]
            {
                Clause("plan", "in", "\"pro\", 5, true, null"),
                Clause("email", "endsWith", "\"@x.org\", 7", negate: true),
                Clause("seats", "contains", "\"1\"", negate: true),
                Clause("seats", "lessThanOrEqual", "5.5, \"6\""),
                Clause("since", "before", "1767225600000, \"2026\""),
                Clause("since", "after", "\"2026-01-01T00:00:00+02:00\""),
                Clause("version", "semVerEqual", "\"2-beta\""),
                Clause("key", "in", "\"a\", \"b\"") + "," + """{ "contextKind": "org", "attribute": "/address/size", "op": "lessThan", "values": [ 3 ] }""",
            }.Select(WhenOf), StringComparer.Ordinal);
    }

    [Fact]
    public void That_the_elements_of_a_list_are_asked_otherwise_is_told_once_for_an_attribute()
    {
        using var carried = Carry($$"""
            { "flags": { "f": { "key": "f", "on": true, "variations": [ true, false ], "fallthrough": { "variation": 1 }, "rules": [
              { "clauses": [ {{Clause("tags", "startsWith", "\"x\"")}}, {{Clause("tags", "endsWith", "\"x\"")}}, {{Clause("email", "endsWith", "\"x\"")}}, {{Clause("plan", "in", "\"x\"")}} ], "variation": 0 } ] } } }
            """);
        Assert.StartsWith("where \"tags\" is a list, only \"in\"", Assert.Single(carried.Import.Notes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_carried_is_noted_with_its_line_and_counts_as_not_met()
    {
        using var carried = Carry("""
            { "flags": {
              "a": { "key": "a", "on": true, "variations": [ true, false ], "fallthrough": { "variation": 1 }, "rules": [
                { "clauses": [ { "attribute": "x", "op": "isNear", "values": [ 1 ], "negate": true } ], "variation": 0 },
                { "clauses": [ { "attribute": "", "op": "segmentMatch", "values": [ "big" ], "negate": true } ], "variation": 0 },
                { "clauses": [ { "attribute": "", "op": "segmentMatch", "values": [ "big", "some" ] } ], "variation": 0 } ] },
              "b": { "key": "b", "on": true, "variations": [ true, false ], "fallthrough": { "variation": 0 },
                "prerequisites": [ { "key": "a", "variation": 1 } ] },
              "c": { "key": "c", "on": true, "variations": [ true, false ], "fallthrough": { "variation": 0 }, "offVariation": 0,
                "prerequisites": [ { "key": "a", "variation": 0 } ] },
              "d": { "key": "d", "on": false, "variations": [ "x", "y" ], "fallthrough": { "variation": 0 }, "offVariation": 1, "later": 3 },
              "e": { "key": "e", "on": true, "variations": [ true, false ], "fallthrough": { } } },
              "segments": {
                "big": { "key": "big", "unbounded": true, "generation": 2 },
                "some": { "key": "some", "included": [ "ann" ], "salt": "s", "rules": [
                  { "clauses": [], "weight": 50000 } ] } } }
            """);
        Assert.Equal(
            [
                "3: \"isNear\" is no operator known here; the clause counts as not met.",
                "13: the members of a big segment are not in the file; nobody is in it but by its rules.",
                "4: not all of the segment \"big\" is carried, so not to be in it counts as not met.",
                "15: segments do not draw here; this share of a segment counts as not met.",
                "7: only that another flag is on can be required; the flag is disabled.",
                "8: those whose prerequisites fail get no value here, but what code falls back to.",
                "10: \"later\" is not known here and not carried.",
                "10: the flag is off, and while it is off here code gets what it falls back to.",
                "11: there is neither a variation nor a rollout, which is an error there; these customers are off.",
            ],
            carried.LostLines, StringComparer.Ordinal);
        Assert.Equal(["a", "c"], carried.Import.Flags.Keys.Where(key => carried.Flags.IsEnabled(key, "ann")), StringComparer.Ordinal);
        Assert.DoesNotContain(carried.Import.Flags.Keys, key => carried.Flags.IsEnabled(key, "ben"));
    }

    [Fact]
    public void Flags_and_segments_that_go_in_circles_do_not_spoil_the_file()
    {
        using var carried = Carry("""
            { "flags": {
              "a": { "key": "a", "on": true, "variations": [ true, false ], "fallthrough": { "variation": 0 }, "prerequisites": [ { "key": "b", "variation": 0 } ],
                "rules": [ { "clauses": [ { "op": "segmentMatch", "values": [ "s" ] } ], "variation": 0 } ] },
              "b": { "key": "b", "on": true, "variations": [ true, false ], "fallthrough": { "variation": 0 }, "prerequisites": [ { "key": "a", "variation": 0 } ] } },
              "segments": { "s": { "key": "s", "rules": [ { "clauses": [ { "op": "segmentMatch", "values": [ "t" ] } ] } ] },
                "t": { "key": "t", "rules": [ { "clauses": [ { "op": "segmentMatch", "values": [ "s" ] } ] } ] } } }
            """);
        Assert.Equal(3, carried.Lost.Count);
        Assert.DoesNotContain(carried.Import.Flags.Keys, key => carried.Flags.IsEnabled(key, "x"));
    }

    [Fact]
    public void A_flag_that_is_off_and_gives_true_is_on()
    {
        using var carried = Carry("""{ "flags": { "f": { "key": "f", "on": false, "variations": [ true, false ], "offVariation": 0, "fallthrough": { "variation": 1 } } } }""");
        Assert.True(carried.Flags.IsEnabled("f", "x"));
        Assert.Single(carried.Told);
        Assert.Empty(carried.Lost);
    }

    [Fact]
    public void Another_kind_can_be_the_customer()
    {
        using var carried = Carried.Of(new LaunchDarklyImporter(), """
            { "flags": { "f": { "key": "f", "on": true, "salt": "s", "variations": [ true, false ],
                "rules": [ { "clauses": [ { "attribute": "key", "op": "in", "values": [ "ann" ] } ], "variation": 0 } ],
                "fallthrough": { "rollout": { "contextKind": "org", "variations": [ { "variation": 0, "weight": 5000 }, { "variation": 1, "weight": 95000 } ] } } } } }
            """, customer: "org");
        Assert.Equal("user.key in ['ann']", Assert.Single(carried["f"].Rules!).When.Text);
        Assert.Equal(5, carried["f"].Percentage!.Value.Value);
    }

    [Fact]
    public void Thousands_of_keys_go_into_segments()
    {
        var keys = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"\"k-{i}\""));
        using var carried = Carry($$"""
            { "flags": { "f": { "key": "f", "on": true, "variations": [ "x", 1 ], "fallthrough": { "variation": 0 }, "targets": [ { "values": [ {{keys}} ], "variation": 1 } ],
              "rules": [ { "clauses": [ { "attribute": "tag", "op": "in", "values": [ {{keys}} ] } ], "variation": 1 } ] } } }
            """);
        Assert.Equal(1, carried.Flags.GetVariant("f", "k-2999", 0));
        Assert.Equal(0, carried.Flags.GetVariant("f", "k-3000", 0));
        Assert.Equal(1, carried.Flags.GetVariant("f", EvaluationContext.For("x").With("tag", "k-2999"), 0));
        Assert.Equal(1, carried.Flags.GetVariant("f", EvaluationContext.For("x").With("tag", ["k-1500"]), 0));
        Assert.Empty(carried.Lost);
    }

    [Fact]
    public void A_file_of_something_else_is_refused_with_what_it_has() => Assert.Contains(
        "it has \"items\"",
        Assert.Throws<CliException>(() => Carry("""{ "items": [] }""")).Message,
        StringComparison.Ordinal);

    private static string Clause(string attribute, string op, string values, bool negate = false) =>
        $$"""{ "attribute": "{{attribute}}", "op": "{{op}}", "values": [ {{values}} ], "negate": {{(negate ? "true" : "false")}} }""";

    private static string WhenOf(string clauses)
    {
        using var carried = Carry($$"""
            { "flags": { "f": { "key": "f", "on": true, "variations": [ true, false ], "fallthrough": { "variation": 1 },
              "rules": [ { "clauses": [ {{clauses}} ], "variation": 0 } ] } } }
            """);
        Assert.Empty(carried.Lost);
        return Assert.Single(carried["f"].Rules!).When.Text;
    }

    private static Carried Carry(string json) => Carried.Of(new LaunchDarklyImporter(), json);
}
