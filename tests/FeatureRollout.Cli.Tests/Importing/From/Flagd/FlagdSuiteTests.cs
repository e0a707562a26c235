using System.Text.Json;
using System.Text.Json.Nodes;
using FeatureRollout.Cli.Importing.From.Flagd;
using FeatureRollout.Cli.Tests.Importing.From.JsonLogic;

namespace FeatureRollout.Cli.Tests.Importing.From.Flagd;

/// <summary>The facts of flagd's public suites: of its testbed, and of its core's own tests. One that differs says why; exactly these may.</summary>
[Trait("Requirement", "F-04")]
[Trait("Requirement", "F-09")]
[Trait("Requirement", "S3-02")]
public sealed class FlagdSuiteTests
{
    [Fact]
    public void Imported_flags_give_what_flagds_suites_expect()
    {
        var suite = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryFolder, "tests/FeatureRollout.Cli.Tests/Importing/Suites/flagd.json")))!;
        List<string> known = [];
        List<string> otherwise = [];
        var all = 0;
        foreach (var fact in suite["facts"]!.AsArray().Select(each => each!))
        {
            var key = (string?)fact["key"] ?? "asked";
            using var client = Carried.Of(new FlagdImporter(), Definition(fact, key).ToJsonString());
            foreach (var ask in fact["ask"]!.AsArray().Select(each => each!))
            {
                var name = $"{fact["no"]} {ask["context"]!.ToJsonString()} -> {ask["is"]!.ToJsonString()}";
                all++;
                (ask["differs"] is null ? [] : known).Add(name);
                (Agrees(client, key, ask) ? [] : otherwise).Add(name);
            }
        }

        Assert.True(known.SequenceEqual(otherwise, StringComparer.Ordinal), string.Join("\n", otherwise));
        Assert.Equal((142, 148), (all - otherwise.Count, all));
    }

    private static JsonObject Definition(JsonNode fact, string key)
    {
        var flag = new JsonObject
        {
            ["state"] = (string?)fact["state"] ?? "ENABLED",
            ["variants"] = fact["values"]?.DeepClone() ?? new JsonObject("abcde".Select(name => KeyValuePair.Create<string, JsonNode?>($"{name}", $"{name}"))),
        };
        foreach (var (ours, theirs) in new[] { ("default", "defaultVariant"), ("targeting", "targeting") })
        {
            if (fact.AsObject().TryGetPropertyValue(ours, out var value))
            {
                flag[theirs] = value?.DeepClone();
            }
        }

        return new JsonObject { ["flags"] = new JsonObject { [key] = flag }, ["$evaluators"] = fact["evaluators"]?.DeepClone() ?? new JsonObject() };
    }

    private static bool Agrees(Carried carried, string flag, JsonNode ask)
    {
        var context = (Dictionary<string, object?>)SlowJsonLogic.Plain(ask["context"]!)!;
        var asked = Carried.Context(context.GetValueOrDefault("targetingKey") as string, context.Where(attribute => attribute.Key != "targetingKey"));
        var expected = ask["is"]!;
        return carried.Ask(asked, () => expected.GetValueKind() switch
        {
            JsonValueKind.String => (string)expected! == carried.Flags.GetVariant(flag, asked, "none"),
            JsonValueKind.Number => (double)expected == carried.Flags.GetVariant(flag, asked, (double?)ask["else"] ?? -1),
            JsonValueKind.True or JsonValueKind.False => (bool)expected == carried.Flags.IsEnabled(flag, asked),
            _ => JsonNode.DeepEquals(expected, JsonNode.Parse(carried.Flags.GetVariant(flag, asked, JsonDocument.Parse("[]").RootElement).GetRawText())),
        });
    }

    private static string RepositoryFolder => typeof(FlagdSuiteTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), inherit: false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().First(each => each.Key == "RepositoryRoot").Value!;
}
