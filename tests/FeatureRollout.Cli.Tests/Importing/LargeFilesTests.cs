using System.Globalization;
using System.Text;
using FeatureRollout.Cli.Importing;

namespace FeatureRollout.Cli.Tests.Importing;

/// <summary>Files so large that anything quadratic about them would not come to an end.</summary>
[Trait("Requirement", "F-28")]
public sealed class LargeFilesTests
{
    private const int Many = 100_000;

    public static TheoryData<string, string> LongLists => new()
    {
        { "flagd", """{ "flags": { "f": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "if": [ { "in": [ { "var": "targetingKey" }, [ IDS ] ] }, "on", "off" ] } } } }""" },
        { "flipper", """{ "version": 1, "features": { "f": { "actors": [ IDS ] } } }""" },
        { "go-feature-flag", """{ "f": { "variations": { "on": true, "off": false }, "targeting": [ { "query": "{\"in\": [ {\"var\": \"targetingKey\"}, [ TEXTS ] ] }", "variation": "on" } ], "defaultRule": { "variation": "off" } } }""" },
        { "growthbook", """{ "features": { "f": { "defaultValue": false, "rules": [ { "condition": { "id": { "$inGroup": "g" } }, "force": true } ] } }, "savedGroups": { "g": [ IDS ] } }""" },
        { "launchdarkly", """{ "flags": { "f": { "key": "f", "on": true, "variations": [ true, false ], "targets": [ { "values": [ IDS ], "variation": 0 } ], "fallthrough": { "variation": 1 } } } }""" },
        { "microsoft", """{ "FeatureManagement": { "f": { "EnabledFor": [ { "Name": "Targeting", "Parameters": { "Audience": { "Users": [ IDS ], "DefaultRolloutPercentage": 0 } } } ] } } }""" },
        { "unleash", """{ "version": 2, "features": [ { "name": "f", "enabled": true, "strategies": [ { "name": "default", "constraints": [ { "contextName": "userId", "operator": "IN", "values": [ IDS ] } ] } ] } ] }""" },
    };

    public static TheoryData<string, string, string> ManyFlags => new()
    {
        { "flagd", """{ "flags": { FLAGS } }""", """ "f#": { "state": "ENABLED", "variants": { "on": true, "off": false }, "defaultVariant": "off", "targeting": { "if": [ { "==": [ { "var": "plan" }, "p#" ] }, "on", { "fractional": [ [ "on", 10 ], [ "off", 90 ] ] } ] } } """ },
        { "flipper", """{ "version": 1, "features": { FLAGS } }""", """ "f#": { "actors": [ "User;#" ], "percentage_of_actors": 10 } """ },
        { "go-feature-flag", "{ FLAGS }", """ "f#": { "variations": { "on": true, "off": false }, "targeting": [ { "query": "plan in [\"p#\"]", "variation": "on" } ], "defaultRule": { "percentage": { "on": 10, "off": 90 } } } """ },
        { "growthbook", """{ "features": { FLAGS } }""", """ "f#": { "defaultValue": false, "rules": [ { "condition": { "plan": "p#" }, "force": true }, { "force": true, "coverage": 0.1, "hashVersion": 2 } ] } """ },
        { "launchdarkly", """{ "flags": { FLAGS } }""", """ "f#": { "key": "f#", "salt": "s", "on": true, "variations": [ true, false ], "rules": [ { "clauses": [ { "attribute": "plan", "op": "in", "values": [ "p#" ] } ], "variation": 0 } ], "fallthrough": { "rollout": { "variations": [ { "variation": 0, "weight": 10000 }, { "variation": 1, "weight": 90000 } ] } } } """ },
        { "microsoft", """{ "FeatureManagement": { FLAGS } }""", """ "f#": { "EnabledFor": [ { "Name": "Targeting", "Parameters": { "Audience": { "Users": [ "ann#" ], "DefaultRolloutPercentage": 10 } } } ] } """ },
        { "unleash", """{ "version": 2, "features": [ FLAGS ] }""", """ { "name": "f#", "enabled": true, "strategies": [ { "name": "flexibleRollout", "parameters": { "rollout": "10", "stickiness": "default" }, "constraints": [ { "contextName": "plan", "operator": "IN", "values": [ "p#" ] } ] } ] } """ },
    };

    [Theory]
    [MemberData(nameof(LongLists))]
    public void A_list_of_many_customers_is_carried_whole(string tool, string file)
    {
        var ids = string.Join(", ", Enumerable.Range(0, Many).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"customer-{i}\"")));
        var text = file.Replace("IDS", ids, StringComparison.Ordinal).Replace("TEXTS", ids.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal);

        using var flags = Imported(tool, text);

        Assert.All(new[] { 0, 1, Many / 2, Many - 1 }, i => Assert.True(flags.IsEnabled("f", string.Create(CultureInfo.InvariantCulture, $"customer-{i}"))));
        Assert.False(flags.IsEnabled("f", "customer-x"));
    }

    [Theory]
    [MemberData(nameof(ManyFlags))]
    public void Many_flags_are_carried_whole(string tool, string file, string flag)
    {
        const int count = Many / 10;
        var all = string.Join(",", Enumerable.Range(0, count).Select(i => flag.Replace("#", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)));

        using var flags = Imported(tool, file.Replace("FLAGS", all, StringComparison.Ordinal));

        var customers = Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"User;{i}")).ToArray();
        Assert.All(new[] { 0, count / 2, count - 1 }, i => Assert.InRange(customers.Count(id => flags.IsEnabled(string.Create(CultureInfo.InvariantCulture, $"f{i}"), EvaluationContext.For(id).With("userId", id).With("plan", tool == "unleash" ? $"p{i}" : "free"))), 10, 60));
    }

    private static FeatureFlags Imported(string tool, string text)
    {
        var made = ImportedFile.Make(ForeignFile.Read(Encoding.UTF8.GetBytes(text), "large.json"), "large.json", new ImportWish(Importers.All.Single(each => each.Name == tool)));
        Assert.DoesNotContain(made.Notes, note => note.Kind == ImportNoteKind.Lost);
        return FeatureFlags.FromJson(Encoding.UTF8.GetString(made.Text));
    }
}
