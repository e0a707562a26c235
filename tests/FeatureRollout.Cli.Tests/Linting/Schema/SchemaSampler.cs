using System.Globalization;
using System.Text.Json.Nodes;

namespace FeatureRollout.Cli.Tests.Linting.Schema;

/// <summary>Makes documents that a schema takes, by walking the schema. It knows the few keywords that the flag file's uses.</summary>
internal sealed class SchemaSampler(JsonObject schema, Random random)
{
    private const int Deepest = 12;

    private static readonly string[] Flags = ["search", "sentiment_analysis", "hints"];
    private static readonly string[] Segments = ["beta", "partners"];
    private static readonly string[] Plans = ["careful", "pilot"];
    private static readonly string[] Metrics = ["cost", "queue.lag"];

    /// <summary>The objects of the last document that have members of their own, each with its place in the schema.</summary>
    public List<(JsonObject Rule, JsonObject Value)> Made { get; } = [];

    private int _names;
    private decimal _percentage;

    /// <summary>A document in the house format.</summary>
    public JsonObject House()
    {
        _percentage = 0;
        Made.Clear();
        var root = new JsonObject { ["flags"] = Map("flag", Flags) };
        if (Chance(0.9))
        {
            root["segments"] = Map("segment", Segments);
        }

        if (Chance(0.6))
        {
            root["plans"] = Map("plan", Plans[..1]);
        }

        if (Chance(0.3))
        {
            root["rollouts"] = Map("rollout", Flags[..random.Next(1, 3)]);
        }

        if (Chance(0.2))
        {
            root["$schema"] = "./flag-file.schema.json";
        }

        return root;
    }

    /// <summary>A document in the two other formats.</summary>
    public JsonObject Foreign()
    {
        Made.Clear();
        var root = new JsonObject();
        foreach (var flag in Flags)
        {
            root[flag] = Sample(Definition(Chance(0.5) ? "plainFlag" : "variationFlag"), 0);
            if (root[flag]?["key"] is not null)
            {
                root[flag]!["key"] = flag;
            }
        }

        return root;
    }

    /// <summary>Any value that one of the schema's definitions takes.</summary>
    public JsonNode? Any() => Sample(schema["$defs"]!.AsObject().ElementAt(random.Next(schema["$defs"]!.AsObject().Count)).Value!, 6);

    private JsonObject Map(string definition, string[] names) =>
        new(names.Select(name => KeyValuePair.Create(name, Sample(Definition(definition), 1))));

    private JsonNode Definition(string name) => schema["$defs"]![name]!;

    private JsonNode? Sample(JsonNode node, int depth)
    {
        if (node is not JsonObject rule)
        {
            return "anything";
        }

        if (rule["$ref"]?.GetValue<string>() is { } reference)
        {
            return Referred(rule, reference["#/$defs/".Length..], depth);
        }

        if (rule["enum"] is JsonArray words)
        {
            return Pick(words);
        }

        if (rule["type"] is null)
        {
            return rule["anyOf"] is JsonArray branches ? Sample(branches[random.Next(branches.Count)]!, depth) : new JsonArray(1, "any", null);
        }

        return rule["type"]!.GetValue<string>() switch
        {
            "boolean" => Chance(0.5),
            "string" => Text(rule),
            "integer" => random.NextInt64(rule["minimum"]!.GetValue<long>(), Math.Min(rule["maximum"]!.GetValue<long>(), 10_000) + 1),
            "number" => Number(rule),
            "array" => List(rule, depth),
            _ => Object(rule, depth),
        };
    }

    private JsonNode? Referred(JsonObject rule, string name, int depth)
    {
        switch (name)
        {
            case "flagKey":
                return Flags[random.Next(Flags.Length)];
            case "segmentName":
                return Segments[random.Next(Segments.Length)];
            case "planName":
                return Plans[random.Next(Plans.Length)];
            case "percentage":
                // Stages only rise.
                _percentage = Math.Min(100, _percentage + (random.Next(0, 3000) / 1000m));
                return _percentage;
            case "name" when rule["examples"] is null && rule["default"] is null:
                return string.Create(CultureInfo.InvariantCulture, $"name {++_names}");
        }

        // The words at the place are nearer to what is meant than those of the definition.
        var examples = rule["examples"] ?? (Chance(0.3) ? Definition(name)["examples"] : null);
        if (examples is JsonArray some)
        {
            return Pick(some);
        }

        if (rule["default"] is { } given && Chance(0.5))
        {
            return given.DeepClone();
        }

        if (name is "metric" or "variant" && depth > Deepest)
        {
            return new JsonObject();
        }

        return Sample(Definition(name), depth);
    }

    private JsonNode Text(JsonObject rule)
    {
        if (rule["examples"] is JsonArray examples)
        {
            return Pick(examples)!;
        }

        Assert.True(rule["pattern"] is null || rule["pattern"]!.GetValue<string>().Contains("A-Za-z", StringComparison.Ordinal), "a text with a pattern needs examples");
        return string.Create(CultureInfo.InvariantCulture, $"text-{++_names}");
    }

    private JsonNode Number(JsonObject rule)
    {
        if (rule["examples"] is JsonArray examples && Chance(0.3))
        {
            return Pick(examples)!;
        }

        var most = (rule["maximum"] ?? rule["exclusiveMaximum"])?.GetValue<decimal>() ?? 1000;
        return Math.Max(0.001m, Math.Floor(most * random.Next(1, 999)) / 1000m);
    }

    private JsonArray List(JsonObject rule, int depth)
    {
        var least = rule["minItems"]?.GetValue<int>() ?? 0;
        var count = depth > Deepest ? least : Math.Max(least, random.Next(0, 4));
        var items = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            var item = Sample(rule["items"]!, depth + 1);
            if (rule["uniqueItems"] is null || !items.Any(other => JsonNode.DeepEquals(other, item)))
            {
                items.Add(item);
            }
        }

        return items;
    }

    private JsonObject Object(JsonObject rule, int depth)
    {
        if (rule["properties"] is not JsonObject properties)
        {
            return ByName(rule, depth);
        }

        // Flags that require each other are mostly refused for their circles.
        var wanted = properties.Select(property => property.Key)
            .Where(name => Chance(name is "requires" or "prerequisites" ? 0.05 : depth < 3 ? 0.25 : 0.4))
            .ToHashSet(StringComparer.Ordinal);
        wanted.UnionWith(Names(rule["required"]));
        if (rule["anyOf"] is JsonArray variants && !variants.Any(variant => Names(variant!["required"]).All(wanted.Contains)))
        {
            wanted.UnionWith(Names(variants[random.Next(variants.Count)]!["required"]));
        }

        foreach (var (name, needed) in rule["dependentRequired"]?.AsObject() ?? [])
        {
            if (wanted.Contains(name))
            {
                wanted.UnionWith(Names(needed));
            }
        }

        foreach (var (name, not) in rule["dependentSchemas"]?.AsObject() ?? [])
        {
            if (wanted.Contains(name))
            {
                var never = not!["not"]!;
                wanted.ExceptWith(never["anyOf"] is JsonArray each ? each.SelectMany(one => Names(one!["required"])) : Names(never["required"]));
            }
        }

        if (wanted.Count == 0 && rule["minProperties"] is not null)
        {
            wanted.Add(properties.First().Key);
        }

        var made = new JsonObject(properties.Where(property => wanted.Contains(property.Key)).Select(property => KeyValuePair.Create(property.Key, Sample(property.Value!, depth + 1))));
        Made.Add((rule, made));
        return made;
    }

    private JsonObject ByName(JsonObject rule, int depth)
    {
        var value = rule["additionalProperties"]!;
        if (rule["propertyNames"]!["enum"] is JsonArray names)
        {
            return new JsonObject { [names[random.Next(names.Count)]!.GetValue<string>()] = Sample(value, depth + 1) };
        }

        return value["$ref"]!.GetValue<string>() switch
        {
            "#/$defs/metric" => new JsonObject(Metrics[..random.Next(0, 3)].Select(name => KeyValuePair.Create(name, Sample(value, depth + 1)))),
            _ => new JsonObject(Enumerable.Range(0, random.Next(1, 3)).Select(i => KeyValuePair.Create(FormattableString.Invariant($"one-{i}"), Sample(value, depth + 1)))),
        };
    }

    private static IEnumerable<string> Names(JsonNode? list) => list?.AsArray().Select(name => name!.GetValue<string>()) ?? [];

    private JsonNode? Pick(JsonArray some) => some[random.Next(some.Count)]?.DeepClone();

    private bool Chance(double share) => random.NextDouble() < share;
}
