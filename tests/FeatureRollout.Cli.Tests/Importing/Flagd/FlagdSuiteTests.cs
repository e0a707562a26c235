using System.Text.Json;
using System.Text.Json.Nodes;
using FeatureRollout.Cli.Importing.From;

namespace FeatureRollout.Cli.Tests.Importing.Flagd;

/// <summary>The facts of flagd's public suites: of its testbed, and of its core's own tests.</summary>
[Trait("Requirement", "F-04")]
[Trait("Requirement", "F-09")]
[Trait("Requirement", "S3-02")]
public sealed class FlagdSuiteTests
{
    private const string NumberAsVersion = "A number is no version: 1.10 and 1.1 are one number. The import tells it.";
    private const string CodesOwnTruth = "A flag that is there and off is false; the value that code names is for a flag that nobody knows.";

    /// <summary>Each case that is answered otherwise, with the reason.</summary>
    private static readonly Dictionary<string, string> Disagreements = new(StringComparer.Ordinal)
    {
        ["null-default-flag {\"email\":\"\"} -> true"] = CodesOwnTruth,
        ["semver-partial-version-flag {\"version\":1} -> \"match\""] = NumberAsVersion,
        ["semver-partial-version-flag {\"version\":1.0} -> \"match\""] = NumberAsVersion,
        ["semver-partial-version-flag {\"version\":1.2} -> \"match\""] = NumberAsVersion,
        ["semver-numeric-context-flag {\"version\":1.2} -> \"match\""] = NumberAsVersion,
        ["semver-numeric-context-flag {\"version\":2} -> \"match\""] = NumberAsVersion,
    };

    [Fact]
    public void Imported_flags_give_what_flagds_suites_expect()
    {
        var suite = JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryFolder, "tests/FeatureRollout.Cli.Tests/Importing/Suites/flagd.json")))!;
        var clients = suite["files"]!.AsObject().ToDictionary(
            file => file.Key, file => Carried.Client(Carried.Read(new FlagdImporter(), file.Value!.ToJsonString())), StringComparer.Ordinal);
        var cases = suite["cases"]!.AsArray().Select(each => each!).ToArray();
        var otherwise = cases.Where(each => !Agrees(clients[(string)each["file"]!], each)).Select(Name).ToArray();
        Assert.True(Disagreements.Keys.Order(StringComparer.Ordinal).SequenceEqual(otherwise.Order(StringComparer.Ordinal), StringComparer.Ordinal), string.Join("\n", otherwise));
        Assert.Equal((162, 168), (cases.Length - otherwise.Length, cases.Length));
    }

    private static string Name(JsonNode each) => $"{each["flag"]} {each["context"]!.ToJsonString()} -> {each["expect"]?.ToJsonString()}";

    private static bool Agrees(FeatureFlags client, JsonNode each)
    {
        var context = (Dictionary<string, object?>)SlowJsonLogic.Plain(each["context"]!)!;
        var asked = Carried.Context(context.GetValueOrDefault("targetingKey") as string, context.Where(attribute => attribute.Key != "targetingKey"));
        var (flag, fallback, expected) = ((string)each["flag"]!, each["fallback"]!, each["expect"]!);
        return Carried.Decided(client, flag, asked, () => expected.GetValueKind() switch
        {
            JsonValueKind.String => (string)expected! == client.GetVariant(flag, asked, (string)fallback!),
            JsonValueKind.Number => (double)expected == client.GetVariant(flag, asked, (double)fallback),
            JsonValueKind.True or JsonValueKind.False => (bool)expected == client.IsEnabled(flag, asked),
            _ => JsonNode.DeepEquals(expected, JsonNode.Parse(client.GetVariant(flag, asked, JsonDocument.Parse(fallback.ToJsonString()).RootElement).GetRawText())),
        });
    }

    private static string RepositoryFolder => typeof(FlagdSuiteTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), inherit: false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().First(each => each.Key == "RepositoryRoot").Value!;
}
