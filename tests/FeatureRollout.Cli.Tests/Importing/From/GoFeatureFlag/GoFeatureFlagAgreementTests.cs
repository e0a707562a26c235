using System.Text.Json;
using FeatureRollout.Cli.Importing.From.GoFeatureFlag;

namespace FeatureRollout.Cli.Tests.Importing.From.GoFeatureFlag;

[Trait("Requirement", "F-04")]
[Trait("Requirement", "F-09")]
[Trait("Requirement", "F-20")]
public sealed class GoFeatureFlagAgreementTests
{
    [Fact]
    public void Imported_flags_answer_as_GO_Feature_Flag_does_for_random_rules_and_customers() => Carried.ForSeeds(120, random =>
    {
        var queries = new RandomQuery(random);
        var switched = Flag(queries, random, "switched", random.Of<string[]>(["true", "false"], ["on", "off"]), isBoolean: true);
        var valued = Flag(queries, random, "valued", ["a", "b", "c"], isBoolean: false);
        using var carried = Carried.Of(new GoFeatureFlagImporter(), $"{{ {switched.Json}, {valued.Json} }}");
        Assert.Empty(carried.Import.Notes);
        var client = carried.Flags;
        for (var i = 0; i < 60; i++)
        {
            var attributes = queries.Context();
            var id = random.Next(5) == 0 ? random.Of<string?>(null, "") : FormattableString.Invariant($"user-{random.Next(1000)}");
            var context = Carried.Context(id, attributes);
            var says = $"{id}, {JsonSerializer.Serialize(attributes)} in {carried["switched"]} {switched.Json}, {valued.Json}";
            Assert.True((switched.Flag.Variation(id, attributes) is "on" or "true") == carried.Ask(context, () => client.IsEnabled("switched", context)), says);
            var expected = valued.Flag.Variation(id, attributes) is { } name ? "value of " + name : "code";
            Assert.True(expected == carried.Ask(context, () => client.GetVariant("valued", context, "code")), $"{client.GetVariant("valued", context, "code")} and not {expected} for {says}");
        }
    });

    private static (string Json, SlowGoFlag Flag) Flag(RandomQuery queries, Random random, string name, string[] variations, bool isBoolean)
    {
        List<SlowGoRule> rules = [];
        List<string> written = [];
        for (var i = random.Next(3); i >= 0; i--)
        {
            var (text, holds) = i == 0 ? ("", _ => true) : queries.Next(2);
            var variation = random.Next(2) == 0 ? random.Of(variations) : null;
            var percentages = variation is null ? Percentages(random, variations, isBoolean) : null;
            rules.Add(new SlowGoRule(holds, variation, percentages));
            var outcome = variation is null ? $"\"percentage\": {JsonSerializer.Serialize(percentages)}" : $"\"variation\": \"{variation}\"";
            written.Add(i == 0 ? $"{{ {outcome} }}" : $"{{ \"query\": {JsonSerializer.Serialize(text)}, {outcome} }}");
        }

        var key = random.Next(4) == 0 ? "tenant" : null;
        var values = string.Join(", ", variations.Select((each, i) => $"\"{each}\": {(isBoolean ? i == 0 ? "true" : "false" : $"\"value of {each}\"")}"));
        var json = $$"""
            "{{name}}": { "variations": { {{values}} }, "targeting": [ {{string.Join(", ", written.SkipLast(1))}} ], "defaultRule": {{written[^1]}}{{(key is null ? "" : $", \"bucketingKey\": \"{key}\"")}} }
            """;
        return (json, new SlowGoFlag(name, rules, key));
    }

    private static Dictionary<string, double> Percentages(Random random, string[] variations, bool isBoolean)
    {
        var first = random.Of(0, 25, 33.333, 50, 99.5, 100);
        return isBoolean
            ? new(StringComparer.Ordinal) { [variations[0]] = first, [variations[1]] = 100 - first }
            : new(StringComparer.Ordinal) { ["a"] = first, ["b"] = random.Of(10, 20.5, 30), ["c"] = random.Of(0, 7) };
    }
}
