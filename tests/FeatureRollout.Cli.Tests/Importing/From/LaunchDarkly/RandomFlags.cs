using System.Globalization;
using System.Text.Json.Nodes;

namespace FeatureRollout.Cli.Tests.Importing.From.LaunchDarkly;

/// <summary>Flag JSON, all of which can be carried, and contexts to ask about it.</summary>
internal sealed class RandomFlags(int seed)
{
    private static readonly string[] Users = ["ann", "ben", "cem", "d d", "e.e"];
    private static readonly string[] Orgs = ["acme", "globex", "initech"];
    private static readonly string[] Words = ["pro", "free", "proper", "x"];
    private static readonly string[] Versions = ["1.0.0", "1.2.0", "2.10.1", "2"];
    private static readonly string[] Moments = ["2025-01-01T00:00:00Z", "2026-06-01T10:00:00+02:00"];

    public static readonly string[] Keys = ["first", "second", "third"];

    private readonly Random _random = new(seed);
    private readonly List<(string Key, int True)> _required = [];

    /// <summary>A whole file; each flag may require those before it.</summary>
    public JsonObject File() => new()
    {
        ["flags"] = new JsonObject(Keys.Select((key, i) => KeyValuePair.Create(key, (JsonNode?)Flag(key, i)))),
        ["segments"] = new JsonObject { ["near"] = Segment("near"), ["far"] = Segment("far") },
    };

    /// <summary>Contexts by kind; one at least.</summary>
    public JsonObject Contexts()
    {
        var contexts = new JsonObject();
        if (_random.Next(8) > 0)
        {
            var user = new JsonObject { ["key"] = Chance() ? Any(Users) : _random.Next(100_000).ToString(CultureInfo.InvariantCulture) };
            Maybe(user, "plan", () => Any(Words));
            Maybe(user, "teams", () => new JsonArray(Any(Words), Any(Words)));
            Maybe(user, "seats", () => Chance() ? _random.Next(20) : _random.Next(20).ToString(CultureInfo.InvariantCulture));
            Maybe(user, "beta", () => Chance());
            Maybe(user, "version", () => Any(Versions[..3]));
            Maybe(user, "since", () => Chance() ? Any(Moments) : 1_767_225_600_000 + _random.Next(100_000));
            Maybe(user, "address", () => new JsonObject { ["city"] = Any(Words) });
            Maybe(user, "anonymous", () => Chance());
            contexts["user"] = user;
        }

        if (contexts.Count == 0 || Chance())
        {
            contexts["org"] = new JsonObject { ["key"] = Any(Orgs), ["plan"] = Any(Words), ["number"] = _random.Next(1000) };
        }

        return contexts;
    }

    private JsonObject Flag(string key, int number)
    {
        JsonArray variations = _random.Next(3) switch
        {
            0 => [Any(["red"]), "green", 3],
            1 => [true, false],
            _ => [false, true],
        };
        var isBoolean = variations.Count == 2;
        var flag = new JsonObject
        {
            ["key"] = key,
            ["version"] = 3,
            ["on"] = _random.Next(10) > 0,
            ["salt"] = "salt" + seed.ToString(CultureInfo.InvariantCulture),
            ["variations"] = variations,
            ["fallthrough"] = Served(variations.Count),
        };
        if (isBoolean)
        {
            flag["offVariation"] = variations.IndexOf(variations.First(value => !(bool)value!));
        }

        if (_random.Next(2) == 0)
        {
            flag["targets"] = new JsonArray(Target(Users, variations.Count, null), Target(Users, variations.Count, null));
        }

        if (_random.Next(3) == 0)
        {
            flag["contextTargets"] = new JsonArray(
                Target(Orgs, variations.Count, "org"), new JsonObject { ["contextKind"] = "user", ["values"] = new JsonArray(), ["variation"] = 1 });
        }

        if (_random.Next(3) > 0)
        {
            flag["rules"] = new JsonArray([.. Enumerable.Range(0, 1 + _random.Next(3)).Select(_ => Rule(variations.Count))]);
        }

        Prerequisite(flag, number);
        return flag;
    }

    /// <summary>Sometimes requires the flag before, where that one is boolean and on.</summary>
    private void Prerequisite(JsonObject flag, int number)
    {
        if (number > 0 && _random.Next(3) == 0 && _required[number - 1] is (var key, >= 0 and var wanted))
        {
            flag["prerequisites"] = new JsonArray(new JsonObject { ["key"] = key, ["variation"] = wanted });
        }

        var two = flag["variations"]!.AsArray();
        var canBeRequired = two.Count == 2 && (bool)flag["on"]!;
        _required.Add(((string)flag["key"]!, canBeRequired ? two.IndexOf(two.First(value => (bool)value!)) : -1));
    }

    private JsonObject Target(string[] keys, int variations, string? kind)
    {
        var target = new JsonObject { ["values"] = new JsonArray([.. keys.Where(_ => _random.Next(3) == 0).Select(key => (JsonNode)key)]), ["variation"] = _random.Next(variations) };
        if (kind is not null)
        {
            target["contextKind"] = kind;
        }

        return target;
    }

    private JsonObject Rule(int variations)
    {
        var rule = Served(variations);
        rule["id"] = "a rule";
        rule["clauses"] = Clauses(segments: true);
        return rule;
    }

    private JsonArray Clauses(bool segments) => [.. Enumerable.Range(0, 1 + _random.Next(2)).Select(_ => Clause(segments))];

    private JsonObject Clause(bool segments)
    {
        var clause = _random.Next(segments ? 13 : 11) switch
        {
            0 => Of("plan", Any(["in", "startsWith", "endsWith", "contains"]), Any(Words), Any(Words)),
            1 => Of("plan", "matches", "^pro$", "x+"),
            2 => Of("teams", "in", Any(Words), "none"),
            3 => Of("seats", Any(["lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "in"]), _random.Next(20)),
            4 => Of("beta", "in", true),
            5 => Of("version", Any(["semVerEqual", "semVerLessThan", "semVerGreaterThan"]), Any(Versions)),
            6 => Of("since", Any(["before", "after"]), Chance() ? Any(Moments) : 1_767_225_650_000),
            7 => Of("/address/city", "in", [Any(Words)], "user"),
            8 => Of("plan", "in", [Any(Words), Any(Words)], "org"),
            9 => Of("key", "in", [.. Users.Take(3).Select(user => (JsonNode)user)]),
            10 => Of("anonymous", "in", Chance()),
            _ => Of("", "segmentMatch", "near", "far"),
        };
        if (_random.Next(4) == 0 && (string)clause["op"]! is "in" or "segmentMatch" or "lessThan")
        {
            clause["negate"] = true;
        }

        return clause;
    }

    private static JsonObject Of(string attribute, string op, params JsonNode[] values) => Of(attribute, op, values, null);

    private static JsonObject Of(string attribute, string op, JsonNode[] values, string? kind)
    {
        var clause = new JsonObject { ["attribute"] = attribute, ["op"] = op, ["values"] = new JsonArray(values) };
        if (kind is not null)
        {
            clause["contextKind"] = kind;
        }

        return clause;
    }

    private JsonObject Served(int variations)
    {
        if (_random.Next(3) == 0)
        {
            return new JsonObject { ["variation"] = _random.Next(variations) };
        }

        var parts = new JsonArray();
        var left = 100_000;
        for (var i = 0; i < 2 + _random.Next(3); i++)
        {
            var weight = _random.Next(left + 1);
            left -= weight;
            parts.Add(new JsonObject { ["variation"] = _random.Next(variations), ["weight"] = weight });
        }

        var rollout = new JsonObject { ["variations"] = parts };
        switch (_random.Next(6))
        {
            case 0:
                rollout["seed"] = _random.Next();
                break;
            case 1:
                rollout["bucketBy"] = Any(["seats", "plan"]);
                break;
            case 2:
                rollout["contextKind"] = "org";
                rollout["bucketBy"] = Any(["/number", "plan"]);
                break;
            case 3:
                rollout["contextKind"] = "org";
                rollout["kind"] = "experiment";
                rollout["bucketBy"] = "plan";
                break;
            default:
                break;
        }

        return new JsonObject { ["rollout"] = rollout };
    }

    private JsonObject Segment(string key) => new()
    {
        ["key"] = key,
        ["included"] = new JsonArray([.. Users.Where(_ => _random.Next(4) == 0).Select(user => (JsonNode)user)]),
        ["excluded"] = new JsonArray([.. Users.Where(_ => _random.Next(4) == 0).Select(user => (JsonNode)user)]),
        ["includedContexts"] = new JsonArray(new JsonObject { ["contextKind"] = "org", ["values"] = new JsonArray(Any(Orgs)) }),
        ["excludedContexts"] = new JsonArray(new JsonObject { ["contextKind"] = "org", ["values"] = new JsonArray(Any(Orgs)) }),
        ["rules"] = new JsonArray(new JsonObject { ["clauses"] = Clauses(segments: false) }),
        ["salt"] = "s",
        ["version"] = 1,
    };

    private void Maybe(JsonObject owner, string name, Func<JsonNode> value)
    {
        if (_random.Next(3) > 0)
        {
            owner[name] = value();
        }
    }

    private bool Chance() => _random.Next(2) == 0;

    private string Any(string[] texts) => texts[_random.Next(texts.Length)];
}
