using System.Text.Json;
using FeatureRollout.Cli.Importing.From.Microsoft;
using FeatureRollout.Cli.Terminal;

namespace FeatureRollout.Cli.Tests.Importing.From.Microsoft;

[Trait("Requirement", "F-28")]
public sealed class MicrosoftImporterTests
{
    [Fact]
    public void Truth_values_are_flags_for_everybody_and_nobody_whatever_their_case()
    {
        using var carried = Carry("""
            { "featuremanagement": { "On": true, "Off": false, "Texts": "TRUE", "Empty": { "EnabledFor": [] }, "Always": { "enabledfor": [ { "NAME": "alwayson" } ] }, "Odd": "perhaps" } }
            """);
        Assert.Equal(["On", "Texts", "Always"], carried.Import.Flags.Keys.Where(key => carried.Flags.IsEnabled(key, "anybody")), StringComparer.Ordinal);
        Assert.Equal(["1: this is neither true nor false; the feature is off, as it is there."], carried.LostLines, StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-08")]
    public void Targeting_becomes_lists_rules_and_a_percentage()
    {
        using var carried = Carry("""
            { "feature_management": { "feature_flags": [ { "id": "Beta", "enabled": true, "conditions": { "client_filters": [
              { "name": "Microsoft.Targeting", "parameters": { "Audience": {
                "Users": [ "ann" ], "Groups": [ { "Name": "Ring1", "RolloutPercentage": "50" } ], "DefaultRolloutPercentage": 12.5,
                "Exclusion": { "Users": [ "eve" ], "Groups": [ "Interns" ] } } } } ] } } ] } }
            """);
        var flag = carried["Beta"];
        Assert.Equal("microsoft", flag.Bucketing);
        Assert.Equal(["ann"], flag.Include!.Customers, StringComparer.Ordinal);
        Assert.Equal(["eve"], flag.Exclude!.Customers, StringComparer.Ordinal);
        Assert.Equal("Beta.excluded-groups", Assert.Single(flag.Exclude.Segments));
        Assert.Equal("groups contains 'Interns'", carried.Import.Segments["Beta.excluded-groups"].When!.Text);
        Assert.Equal(new FlagRule(Condition.Parse("groups contains 'Ring1'"), 50) { Salt = "Beta\nRing1", Continue = true }, Assert.Single(flag.Rules!));
        Assert.Equal(12.5m, flag.Percentage!.Value.Value);
        Assert.Contains("compared by case", Assert.Single(carried.Import.Notes).Message, StringComparison.Ordinal);
        Assert.False(carried.Flags.IsEnabled("Beta", EvaluationContext.For("ann").With("groups", ["Interns"])));
    }

    [Fact]
    public void A_feature_with_another_name_than_a_key_can_have_is_drawn_by_its_name()
    {
        using var carried = Carry("""
            { "FeatureManagement": { "my feature": { "EnabledFor": [ { "Name": "Targeting", "Parameters": { "Audience": { "DefaultRolloutPercentage": 50 } } } ] } } }
            """);
        Assert.Equal("my feature", carried["my-feature"].Salt);
        Assert.Contains("code asks for \"my-feature\"", Assert.Single(carried.Told).Message);
    }

    [Fact]
    public void A_feature_that_is_not_drawn_keeps_its_name_too_so_that_who_asks_by_it_finds_it()
    {
        using var carried = Carry("""{ "FeatureManagement": { "my feature": true, "plain": true } }""");
        Assert.Equal(("my feature", null), (carried["my-feature"].Salt, carried["plain"].Salt));
    }

    [Fact]
    public void Time_windows_become_schedules_where_nothing_else_would_do()
    {
        using var carried = Carry("""
            { "FeatureManagement": {
              "Alone": { "EnabledFor": [ { "Name": "TimeWindow", "Parameters": { "Start": "Thu, 01 Jan 2026 01:00:00 GMT", "End": "2026-01-01T04:00:00+02:00" } } ] },
              "Beside": { "RequirementType": "All", "EnabledFor": [
                { "Name": "TimeWindow", "Parameters": { "Start": "2026-01-01T01:00:00Z" } },
                { "Name": "Targeting", "Parameters": { "Audience": { "Users": [ "ann" ] } } } ] },
              "Never": { "EnabledFor": [ { "Name": "Microsoft.TimeWindow", "Parameters": {} } ] } } }
            """);
        Assert.Empty(carried.Lost);
        Assert.Empty(On());
        carried.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["Alone", "Beside"], On(), StringComparer.Ordinal);
        Assert.False(carried.Flags.IsEnabled("Beside", "ben"));
        carried.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["Beside"], On(), StringComparer.Ordinal);

        IEnumerable<string> On() => carried.Import.Flags.Keys.Where(key => carried.Flags.IsEnabled(key, "ann"));
    }

    [Fact]
    public void What_is_not_carried_is_noted_with_its_line_and_counts_as_not_met()
    {
        using var carried = Carry("""
            { "FeatureManagement": {
              "Custom": { "EnabledFor": [ { "Name": "Contoso.Browser" }, { "Name": "Targeting", "Parameters": { "Audience": { "Users": [ "ann" ] } } } ] },
              "Needed": { "RequirementType": "All", "EnabledFor": [
                { "Name": "Browser" }, { "Name": "AlwaysOn" } ] },
              "Random": { "EnabledFor": [ { "Name": "Percentage", "Parameters": { "Value": 50 } } ] },
              "Again": { "EnabledFor": [ { "Name": "TimeWindow", "Parameters": { "Start": "2020-01-01T00:00:00Z", "End": "2020-01-02T00:00:00Z",
                "Recurrence": { "Pattern": { "Type": "Daily" }, "Range": {} } } } ] },
              "Beside": { "EnabledFor": [ { "Name": "TimeWindow", "Parameters": { "Start": "2020-01-01T00:00:00" } },
                { "Name": "Targeting", "Parameters": { "Audience": { "DefaultRolloutPercentage": 0 } } } ] },
              "Both": { "RequirementType": "All", "EnabledFor": [
                { "Name": "Targeting", "Parameters": { "Audience": { "Groups": [ { "Name": "a", "RolloutPercentage": 50 } ] } } },
                { "Name": "Targeting", "Parameters": { "Audience": { "DefaultRolloutPercentage": 50.00051 } } } ] },
              "Broken": { "EnabledFor": [ { "Name": "Targeting", "Parameters": { "Users": [] } } ], "RequirementType": "Most",
                "More": 1 } } }
            """);
        Assert.Equal(
            [
                "14: \"More\" is not known here and not carried.",
                "13: a requirement other than Any and All is an error there; the feature is off.",
                "2: the filter \"Contoso.Browser\" is no part of the package; it counts as not met.",
                "4: the filter \"Browser\" is no part of the package; it counts as not met.",
                "5: this filter draws anew at each call; here each customer keeps the first answer.",
                "7: a time that comes again is not carried: the flag is on in the first window only.",
                "8: without an offset the tool takes the time of its machine; here it is UTC.",
                "8: a flag has one time in which it can be on at all; this window beside other filters counts as not met.",
                "12: shares have at most three decimals here: it becomes 50.",
                "10: filters that draw apart are all required; whoever needs more than one draw is left out.",
                "13: a targeting filter without an audience is an error there; the filter counts as not met.",
            ],
            carried.LostLines, StringComparer.Ordinal);
        Assert.Equal(["Custom"], carried.Import.Flags.Keys.Where(key => key != "Random" && carried.Flags.IsEnabled(key, EvaluationContext.For("ann").With("groups", ["a"]))), StringComparer.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "F-10")]
    public void Variants_are_drawn_by_the_allocations_seed_and_fixed_for_users_and_groups()
    {
        using var carried = Carry("""
            { "feature_management": { "feature_flags": [ { "id": "Checkout", "enabled": "true",
              "variants": [ { "name": "Big", "configuration_value": { "size": 1.50 } }, { "name": "Small", "configuration_value": "s" } ],
              "allocation": { "seed": "1", "default_when_disabled": "Small",
                "user": [ { "variant": "Small", "users": [ "ann" ] } ], "group": [ { "variant": "Big", "groups": [ "g" ] } ],
                "percentile": [ { "variant": "Small", "from": 0, "to": 30 }, { "variant": "Big", "from": 30, "to": 100 } ] } } ] } }
            """);
        var flag = carried["Checkout"];
        Assert.Equal(["Small 30", "Big 70"], flag.Variants!.Select(variant => $"{variant.Name} {variant.Weight:0}"), StringComparer.Ordinal);
        Assert.Equal("1", flag.VariantSalt);
        Assert.Equal("s", carried.Flags.GetVariant("Checkout", "ann", ""));
        var value = carried.Flags.GetVariant("Checkout", EvaluationContext.For("x").With("groups", ["g"]), default(JsonElement));
        Assert.Equal("1.50", value.GetProperty("size").GetRawText());
        Assert.Equal(["3: who is off gets no variant here, but what the code falls back to."], carried.LostLines, StringComparer.Ordinal);
    }

    [Fact]
    public void Customers_and_variants_that_are_drawn_apart_become_two_flags()
    {
        using var carried = Carry("""
            { "feature_management": { "feature_flags": [ { "id": "Apart", "enabled": true,
              "conditions": { "client_filters": [ { "name": "Targeting", "parameters": { "Audience": { "Users": [ "ann", "ben" ] } } } ] },
              "variants": [ { "name": "A" }, { "name": "B", "status_override": "Disabled" } ],
              "allocation": { "user": [ { "variant": "B", "users": [ "ben" ] } ], "default_when_enabled": "A" } } ] } }
            """);
        Assert.Equal(["Apart.on"], carried["Apart"].Requires);
        Assert.Equal(["Apart", "Apart.on"], carried.Import.Flags.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal("A", carried.Flags.Evaluate("Apart", "ann").Variant);
        Assert.False(carried.Flags.IsEnabled("Apart", "ben"));
        Assert.False(carried.Flags.IsEnabled("Apart", "cem"));
    }

    [Fact]
    public void Of_two_schemas_and_two_definitions_the_one_counts_that_counts_there()
    {
        using var carried = Carry("""
            { "FeatureManagement": { "a": false }, "feature_management:feature_flags": [ { "id": "A", "enabled": false }, { "id": "a", "enabled": true } ] }
            """);
        Assert.True(carried.Flags.IsEnabled("a", "x"));
        Assert.Equal(2, carried.Told.Count);
        Assert.Empty(carried.Lost);
    }

    [Fact]
    public void Thousands_of_users_go_into_a_list_wherever_they_stand()
    {
        var users = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"\"customer-{i}\""));
        var audience = $$"""{ "Name": "Targeting", "Parameters": { "Audience": { "Users": [ {{users}} ], "Groups": [ { "Name": "g", "RolloutPercentage": 10 } ] } } }""";
        using var carried = Carry($$"""{ "FeatureManagement": { "Many": { "EnabledFor": [ {{audience}}, {{audience}} ], "RequirementType": "All" } } }""");
        Assert.True(carried.Flags.IsEnabled("Many", "customer-2999"));
        Assert.False(carried.Flags.IsEnabled("Many", "customer-3000"));
        Assert.Empty(carried.Lost);
    }

    [Theory]
    [InlineData("""{ "Logging": {}, "flags": {} }""", "\"Logging\", \"flags\"")]
    [InlineData("{}", "nothing")]
    public void A_file_of_something_else_is_refused_with_what_it_has(string json, string has) =>
        Assert.Contains($"it has {has}", Assert.Throws<CliException>(() => Carry(json)).Message, StringComparison.Ordinal);

    private static Carried Carry(string json) => Carried.Of(new MicrosoftImporter(), json);
}
