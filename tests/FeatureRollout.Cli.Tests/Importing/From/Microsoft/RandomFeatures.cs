using System.Globalization;
using System.Text.Json.Nodes;

namespace FeatureRollout.Cli.Tests.Importing.From.Microsoft;

/// <summary>Configurations as a program writes them that knows the schemas and nothing of what is sensible.</summary>
internal sealed class RandomFeatures(int seed)
{
    public static readonly string[] Users = ["alice", "bob", "carol", "Dave", "user 5", "ü", "7"];
    public static readonly string[] Groups = ["ring0", "ring1", "beta testers", "EU"];

    private readonly Random _random = new(seed);

    /// <summary>One feature, called <c>Feature</c>, in either schema.</summary>
    public string Configuration()
    {
        var filters = Some(_random.Next(4), Filter);
        if (_random.Next(3) == 0)
        {
            var feature = new JsonObject { ["EnabledFor"] = filters };
            AddRequirement(feature, "requirementType");
            return new JsonObject { ["featuremanagement"] = new JsonObject { ["Feature"] = feature } }.ToJsonString();
        }

        var conditions = new JsonObject { ["client_filters"] = filters };
        AddRequirement(conditions, "requirement_type");
        var flag = new JsonObject { ["id"] = "Feature", ["enabled"] = _random.Next(8) == 0 ? "false" : true, ["conditions"] = conditions };
        if (_random.Next(2) == 0)
        {
            flag["variants"] = Some(1 + _random.Next(3), () => null, (_, i) => Variant(i));
            flag["allocation"] = Allocation();
        }

        return new JsonObject { ["feature_management"] = new JsonObject { ["feature_flags"] = new JsonArray(flag) } }.ToJsonString();
    }

    /// <summary>A user and groups to ask about; often ones that the configuration names.</summary>
    public (string User, string[] Groups) Customer() => (
        _random.Next(3) == 0 ? Users[_random.Next(Users.Length)] : _random.Next(100_000).ToString(CultureInfo.InvariantCulture),
        [.. Groups.Where(_ => _random.Next(3) == 0)]);

    private void AddRequirement(JsonObject owner, string name)
    {
        if (_random.Next(2) == 0)
        {
            owner[name] = _random.Next(3) == 0 ? "any" : "All";
        }
    }

    private JsonObject Filter() => _random.Next(8) switch
    {
        0 => new JsonObject { ["Name"] = "AlwaysOn" },
        1 => Window("2000-01-01T00:00:00Z", null),
        2 => _random.Next(2) == 0 ? Window(null, "Sat, 01 Jan 2000 00:00:00 GMT") : Window("2000-01-01T00:00:00+02:00", "9000-01-01T00:00:00Z"),
        3 => _random.Next(3) == 0 ? new JsonObject { ["name"] = "Contoso.Browser" } : Targeting(),
        _ => Targeting(),
    };

    private static JsonObject Window(string? start, string? end) => new()
    {
        ["Name"] = "TimeWindow",
        ["Parameters"] = new JsonObject { ["Start"] = start, ["End"] = end },
    };

    private JsonObject Targeting()
    {
        var audience = new JsonObject { ["DefaultRolloutPercentage"] = _random.Next(3) == 0 ? 0 : Share() };
        if (_random.Next(2) == 0)
        {
            audience["Users"] = Names(Users);
        }

        if (_random.Next(2) == 0)
        {
            audience["Groups"] = Some(1 + _random.Next(3), () => new JsonObject { ["Name"] = Groups[_random.Next(Groups.Length)], ["RolloutPercentage"] = Share() });
        }

        if (_random.Next(3) == 0)
        {
            audience["Exclusion"] = new JsonObject { ["Users"] = Names(Users), ["Groups"] = Names(Groups) };
        }

        return new JsonObject { ["Name"] = _random.Next(2) == 0 ? "Microsoft.Targeting" : "targeting", ["parameters"] = new JsonObject { ["Audience"] = audience } };
    }

    private JsonObject Variant(int i)
    {
        var variant = new JsonObject { ["name"] = Name(i) };
        if (_random.Next(2) == 0)
        {
            variant["configuration_value"] = i;
        }

        if (_random.Next(5) == 0)
        {
            variant["status_override"] = _random.Next(3) == 0 ? "Enabled" : "Disabled";
        }

        return variant;
    }

    private JsonObject Allocation()
    {
        var allocation = new JsonObject();
        if (_random.Next(3) > 0)
        {
            allocation["default_when_enabled"] = Name(_random.Next(3));
        }

        if (_random.Next(4) == 0)
        {
            allocation["default_when_disabled"] = Name(_random.Next(3));
        }

        if (_random.Next(4) == 0)
        {
            allocation["seed"] = "one seed";
        }

        if (_random.Next(2) == 0)
        {
            allocation["user"] = Some(1 + _random.Next(2), () => new JsonObject { ["variant"] = Name(_random.Next(3)), ["users"] = Names(Users) });
        }

        if (_random.Next(2) == 0)
        {
            allocation["group"] = Some(1, () => new JsonObject { ["variant"] = Name(_random.Next(3)), ["groups"] = Names(Groups) });
        }

        if (_random.Next(3) > 0)
        {
            allocation["percentile"] = Some(1 + _random.Next(4), () =>
            {
                double[] bounds = [Share(), Share()];
                return new JsonObject { ["variant"] = Name(_random.Next(3)), ["from"] = bounds.Min(), ["to"] = _random.Next(3) == 0 ? 100 : bounds.Max() };
            });
        }

        return allocation;
    }

    private static string Name(int i) => new[] { "Big", "small", "with space" }[i];

    private double Share() => _random.Next(4) switch { 0 => 100, 1 => _random.Next(101), 2 => _random.Next(1001) / 10d, _ => _random.Next(100_001) / 1000d };

    private JsonArray Names(string[] names) => [.. names.Where(_ => _random.Next(3) == 0).Select(name => (JsonNode)name)];

    private static JsonArray Some(int count, Func<JsonNode?> make, Func<JsonNode?, int, JsonNode?>? at = null) =>
        [.. Enumerable.Range(0, count).Select(i => at is null ? make() : at(null, i))];
}
