using System.Globalization;
using System.Text.Json.Nodes;

namespace FeatureRollout.Cli.Tests.Importing.From.Unleash;

/// <summary>States and contexts as somebody could have them in Unleash, drawn from a seed.</summary>
internal sealed class RandomUnleash(int seed)
{
    private static readonly string[] Operators =
    [
        "IN", "NOT_IN", "STR_STARTS_WITH", "STR_ENDS_WITH", "STR_CONTAINS", "NUM_EQ", "NUM_GT", "NUM_GTE", "NUM_LT", "NUM_LTE",
        "SEMVER_EQ", "SEMVER_GT", "SEMVER_LT", "NO_SUCH_SIGN",
    ];

    private static readonly string[] Fields = ["userId", "sessionId", "environment", "country", "seats", "version", "remoteAddress"];

    private static readonly string[] Values = ["1", "2", "3", "12", "1.5", "prod", "Prod", "dev", "NO", "1.2.0", "2.0.0-beta.1", "10.0.0.1", "x(y", " prod "];

    private readonly Random _random = new(seed);

    public JsonObject State() => new()
    {
        ["version"] = 2,
        ["features"] = Many(1, 5, i => Feature(i)),
        ["segments"] = new JsonArray(Enumerable.Range(1, 3).Select(JsonNode? (id) => new JsonObject { ["id"] = id, ["constraints"] = Many(0, 3, _ => Constraint()) }).ToArray()),
    };

    public string Context()
    {
        var context = new JsonObject();
        foreach (var field in new[] { "userId", "sessionId", "environment", "remoteAddress" }.Where(_ => Chance(60)))
        {
            context[field] = field is "userId" or "sessionId" ? _random.Next(300).ToString(CultureInfo.InvariantCulture) : One(Values);
        }

        var properties = new JsonObject();
        foreach (var field in new[] { "country", "seats", "version" }.Where(_ => Chance(60)))
        {
            properties[field] = One(Values);
        }

        context["properties"] = properties;
        return context.ToJsonString();
    }

    private JsonObject Feature(int number)
    {
        var feature = new JsonObject
        {
            ["name"] = Name(number),
            ["enabled"] = !Chance(10),
            ["strategies"] = Many(0, 4, _ => Strategy(number)),
        };
        if (Chance(40))
        {
            feature["variants"] = Variants(mayOverride: true);
        }

        if (Chance(25))
        {
            var dependency = new JsonObject { ["feature"] = Name(_random.Next(5)) };
            if (Chance(40))
            {
                dependency["enabled"] = Chance(50);
            }

            if (Chance(20))
            {
                dependency["variants"] = new JsonArray(One("blue", "disabled"));
            }

            feature["dependencies"] = new JsonArray(dependency);
        }

        return feature;
    }

    private static string Name(int number) => number == 4 ? "f/4 é" : $"f{number.ToString(CultureInfo.InvariantCulture)}";

    private JsonObject Strategy(int feature)
    {
        var name = One("default", "userWithId", "flexibleRollout", "flexibleRollout", "flexibleRollout", "gradualRolloutUserId", "gradualRolloutSessionId", "remoteAddress", "ownThing");
        var parameters = new JsonObject();
        switch (name)
        {
            case "userWithId":
                parameters["userIds"] = string.Join(", ", Enumerable.Range(0, 60).Select(_ => _random.Next(300)));
                break;
            case "remoteAddress":
                parameters["IPs"] = "10.0.0.1,10.0.0.2";
                break;
            case "flexibleRollout":
                parameters["rollout"] = Percent();
                Maybe(parameters, "stickiness", "default", "userId", "sessionId", "country");
                Maybe(parameters, "groupId", Name(feature), "another group");
                break;
            default:
                parameters["percentage"] = Percent();
                Maybe(parameters, "groupId", "group", Name(feature));
                break;
        }

        var strategy = new JsonObject { ["name"] = name, ["parameters"] = parameters, ["constraints"] = Many(0, 3, _ => Constraint()) };
        if (Chance(20))
        {
            strategy["segments"] = new JsonArray(_random.Next(1, 5));
        }

        // Only these have variants of their own in Unleash.
        if (name == "flexibleRollout" && Chance(30))
        {
            strategy["variants"] = Variants(mayOverride: false);
        }

        return strategy;
    }

    private JsonArray Variants(bool mayOverride)
    {
        var stickiness = Chance(60) ? null : One("default", "userId", "country");
        return new JsonArray(new[] { "blue", "green", "red" }.Take(_random.Next(1, 4)).Select(JsonNode? (name) =>
        {
            var variant = new JsonObject { ["name"] = name, ["weight"] = One(0, 1, 500, 333), ["payload"] = new JsonObject { ["type"] = "string", ["value"] = One("v", "w") } };
            if (stickiness is not null)
            {
                variant["stickiness"] = stickiness;
            }

            if (mayOverride && Chance(20))
            {
                variant["overrides"] = new JsonArray(new JsonObject { ["contextName"] = One("userId", "country"), ["values"] = new JsonArray("1", "2", "3", "NO") });
            }

            return variant;
        }).ToArray());
    }

    private JsonObject Constraint()
    {
        var constraint = new JsonObject
        {
            ["contextName"] = One(Fields),
            ["operator"] = One(Operators),
            ["values"] = new JsonArray(Enumerable.Range(0, _random.Next(4)).Select(JsonNode? (_) => One(Values)).ToArray()),
        };
        if (Chance(90))
        {
            constraint["value"] = One(Values);
        }

        if (Chance(30))
        {
            constraint["inverted"] = true;
        }

        if (Chance(30))
        {
            constraint["caseInsensitive"] = true;
        }

        return constraint;
    }

    private string Percent() => One("0", "100", _random.Next(101).ToString(CultureInfo.InvariantCulture), "33.3");

    private void Maybe(JsonObject at, string member, params string[] values)
    {
        if (Chance(70))
        {
            at[member] = One(values);
        }
    }

    private JsonArray Many(int from, int below, Func<int, JsonNode> make) => new([.. Enumerable.Range(0, _random.Next(from, below)).Select(make)]);

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T One<T>(params T[] values) => values[_random.Next(values.Length)];
}
