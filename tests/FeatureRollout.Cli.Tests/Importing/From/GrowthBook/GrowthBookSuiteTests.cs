using System.Globalization;
using System.Reflection;
using System.Text.Json;
using FeatureRollout.Cli.Importing.From.GrowthBook;

namespace FeatureRollout.Cli.Tests.Importing.From.GrowthBook;

/// <summary>
/// The cases that GrowthBook's SDKs share, as far as they are about rollout, targeting and variants: imported and asked of our client. A case that
/// differs says why with <c>differs</c>; exactly these may. An answer that is
/// right although its rule was not carried counts as one that differs.
/// </summary>
[Trait("Requirement", "F-25")]
[Trait("Requirement", "F-09")]
public sealed class GrowthBookSuiteTests
{
    private static readonly JsonElement Suite = Read();

    [Theory]
    [InlineData("conditions", 200, 248)]
    [InlineData("hashes", 15, 15)]
    [InlineData("ranges", 13, 13)]
    [InlineData("choices", 13, 13)]
    [InlineData("namespaces", 16, 16)]
    [InlineData("weights", 6, 6)]
    [InlineData("features", 48, 51)]
    [InlineData("experiments", 54, 59)]
    public void So_many_cases_of_so_many_agree(string section, int agree, int all)
    {
        var cases = Suite.GetProperty(section).EnumerateArray().ToArray();
        var disagreeing = cases.Where(each => !Agrees(section, each)).Select(Number).ToArray();

        var known = string.Join(' ', cases.Where(each => each.TryGetProperty("differs", out _)).Select(Number));
        Assert.True(known == string.Join(' ', disagreeing), $"These differ: {string.Join(' ', disagreeing)}. Known are: {known}");
        Assert.Equal((agree, all), (cases.Length - disagreeing.Length, cases.Length));
    }

    private static int Number(JsonElement each) => each.GetProperty("no").GetInt32();

    private static bool Agrees(string section, JsonElement each) => section switch
    {
        "conditions" => Condition(each),
        "hashes" => Hash(each),
        "ranges" => Ranges(each),
        "choices" => GrowthBookRanges.Choose(each.GetProperty("number").GetDouble(), Pairs(each.GetProperty("ranges"))) == each.GetProperty("is").GetInt32(),
        "namespaces" => Namespace(each),
        "weights" => Weights(each),
        "features" => Feature(each),
        _ => Experiment(each),
    };

    /// <summary>A condition is that of a feature's only rule.</summary>
    private static bool Condition(JsonElement each)
    {
        using var imported = new ImportedFeatures($$"""
            { "features": { "asked": { "defaultValue": false, "rules": [ { "condition": {{each.GetProperty("condition")}}, "force": true } ] } }, "savedGroups": {{Optional(each, "groups")}} }
            """);
        return imported.IsWhole && imported.Flags.IsEnabled("asked", ImportedFeatures.Customer(each.GetProperty("attributes"))) == each.GetProperty("is").GetBoolean();
    }

    /// <summary>In at exactly the number that the hash has to be, out at all others.</summary>
    private static bool Hash(JsonElement each)
    {
        var (seed, value, version) = (each.GetProperty("seed"), each.GetProperty("value"), each.GetProperty("version").GetInt32());
        var number = each.GetProperty("number");
        var at = number.ValueKind == JsonValueKind.Null ? 0 : number.GetDouble();
        var half = version == 1 ? 0.0005 : 0.00005;

        // Without a seed of its own a rule hashes its feature's key: an experiment without one hashes nothing but it, and neither is empty.
        string Rule(double from, double to) => string.Create(CultureInfo.InvariantCulture,
            $$"""{ "force": true, "filters": [ { "seed": {{seed.GetRawText()}}, "hashVersion": {{version}}, "ranges": [ [{{from}}, {{to}}] ] } ] }""");
        using var imported = new ImportedFeatures($$"""
            { "at": { "defaultValue": false, "rules": [ {{Rule(at, at + half)}} ] },
              "elsewhere": { "defaultValue": false, "rules": [ {{Rule(-1, at)}}, {{Rule(at + half, 2)}} ] } }
            """);
        var customer = EvaluationContext.For(value.GetString());
        return imported.Flags.IsEnabled("at", customer) == (number.ValueKind != JsonValueKind.Null) && !imported.Flags.IsEnabled("elsewhere", customer);
    }

    private static bool Ranges(JsonElement each)
    {
        var weights = each.GetProperty("weights") is { ValueKind: JsonValueKind.Array } given ? given.EnumerateArray().Select(weight => weight.GetDouble()).ToArray() : null;
        var ranges = GrowthBookRanges.Of(each.GetProperty("count").GetInt32(), each.GetProperty("coverage").GetDouble(), weights);
        return ranges.Select(Rounded).SequenceEqual(Pairs(each.GetProperty("are")).Select(Rounded));

        static (double, double) Rounded((double From, double To) range) => (Math.Round(range.From, 6), Math.Round(range.To, 6));
    }

    private static bool Namespace(JsonElement each)
    {
        using var imported = new ImportedFeatures($$"""
            { "asked": { "defaultValue": false, "rules": [ { "variations": [true, true], "namespace": {{each.GetProperty("namespace")}} } ] } }
            """);
        return imported.IsWhole && imported.Flags.IsEnabled("asked", each.GetProperty("id").GetString()!) == each.GetProperty("is").GetBoolean();
    }

    private static bool Weights(JsonElement each)
    {
        var count = each.GetProperty("count").GetInt32();
        var ranges = count < 0 ? [] : GrowthBookRanges.Of(count, 1, weights: null);
        return ranges.Select(range => Math.Round(range.To - range.From, 8)).SequenceEqual(each.GetProperty("are").EnumerateArray().Select(weight => Math.Round(weight.GetDouble(), 8)));
    }

    private static bool Feature(JsonElement each)
    {
        using var imported = new ImportedFeatures($$"""{ "features": {{each.GetProperty("features")}}, "savedGroups": {{Optional(each, "groups")}} }""");
        var flag = each.GetProperty("flag").GetString()!;
        var expected = each.GetProperty("is");
        return imported.Import.Flags.ContainsKey(flag)
            ? imported.IsWhole && Same(expected, imported.Value(flag, ImportedFeatures.Customer(each.GetProperty("attributes"))))
            : expected.ValueKind == JsonValueKind.Null && !imported.Flags.IsEnabled(flag, "anybody");
    }

    /// <summary>An experiment is a feature's only rule; who is not in it gets what no variation gives.</summary>
    private static bool Experiment(JsonElement each)
    {
        using var imported = new ImportedFeatures($$"""
            { "features": { "tried": { "defaultValue": "not in", "rules": [ {{each.GetProperty("rule")}} ] }{{Others(each)}} }, "savedGroups": {{Optional(each, "groups")}} }
            """);
        var value = imported.Value("tried", ImportedFeatures.Customer(each.GetProperty("attributes")));
        return imported.IsWhole && (each.GetProperty("in").GetBoolean() ? Same(each.GetProperty("is"), value) : value is { ValueKind: JsonValueKind.String } && value.GetString() == "not in");

        static string Others(JsonElement each) => each.TryGetProperty("features", out var features)
            ? string.Concat(features.EnumerateObject().Select(feature => $", {JsonSerializer.Serialize(feature.Name)}: {feature.Value}"))
            : "";
    }

    /// <summary>Of a flag that is on or off no value and false are the same.</summary>
    private static bool Same(JsonElement expected, JsonElement value) =>
        JsonElement.DeepEquals(expected, value) || (expected.ValueKind == JsonValueKind.Null && value.ValueKind == JsonValueKind.False);

    private static (double From, double To)[] Pairs(JsonElement list) => [.. list.EnumerateArray().Select(pair => (pair[0].GetDouble(), pair[1].GetDouble()))];

    private static string Optional(JsonElement each, string member) => each.TryGetProperty(member, out var value) ? value.GetRawText() : "{}";

    private static JsonElement Read()
    {
        var root = typeof(GrowthBookSuiteTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "RepositoryRoot").Value!;
        return JsonElement.Parse(File.ReadAllText(Path.Combine(root, "tests", "FeatureRollout.Cli.Tests", "Importing", "Suites", "growthbook.json")));
    }
}
