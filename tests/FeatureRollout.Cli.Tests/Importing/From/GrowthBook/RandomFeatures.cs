using System.Globalization;
using System.Text.Json.Nodes;

namespace FeatureRollout.Cli.Tests.Importing.From.GrowthBook;

/// <summary>Features and attributes at random, of everything that is carried.</summary>
internal sealed class RandomFeatures(Random random)
{
    private static readonly string[] Texts = ["pro", "free", "5", "8", "", "true", "2024-05-01", "Pro"];

    private static readonly double[] Shares = [0, 0.001, 0.1, 0.25, 1 / 3.0, 0.5, 0.777, 0.9999, 1];

    public JsonObject Features()
    {
        var features = new JsonObject();
        for (var i = 0; i < 3; i++)
        {
            Func<JsonNode?> value = random.Next(3) switch { 0 => () => random.Next(2) == 0, 1 => () => Pick("blue", "green", "red"), _ => () => random.Next(4) };
            var rules = new JsonArray();
            for (var n = random.Next(4); n > 0; n--)
            {
                rules.Add(Rule(value, i));
            }

            features.Add($"f{i}", new JsonObject { ["defaultValue"] = value(), ["rules"] = rules });
        }

        return features;
    }

    public JsonObject Attributes()
    {
        var attributes = new JsonObject();
        if (random.Next(10) > 0)
        {
            attributes["id"] = "user" + random.Next(100_000).ToString(CultureInfo.InvariantCulture);
        }

        if (random.Next(4) > 0)
        {
            attributes["company"] = "c" + random.Next(1000).ToString(CultureInfo.InvariantCulture);
        }

        foreach (var name in new[] { "plan", "seats" })
        {
            if (random.Next(4) > 0)
            {
                attributes[name] = random.Next(4) switch { 0 => Pick(Texts), 1 => random.Next(10), 2 => random.Next(2) == 0, _ => new JsonArray(Pick(Texts), Pick(Texts)) };
            }
        }

        if (random.Next(3) > 0)
        {
            attributes["version"] = FormattableString.Invariant($"{random.Next(3)}.{random.Next(12)}.{random.Next(3)}");
        }

        return attributes;
    }

    public static JsonObject Groups() => new() { ["some"] = new JsonArray("pro", 5, "8"), ["users"] = new JsonArray([.. Enumerable.Range(0, 50_000).Where(n => n % 100 == 0).Select(n => (JsonNode)$"user{n}")]) };

    private JsonObject Rule(Func<JsonNode?> value, int feature)
    {
        var rule = new JsonObject();
        Maybe(2, () => rule["condition"] = Condition(2));
        Maybe(3, () => rule["hashVersion"] = 1 + random.Next(2));
        Maybe(3, () => rule["seed"] = Pick("a", "b"));
        Maybe(4, () => rule["hashAttribute"] = "company");
        if (feature > 0)
        {
            Maybe(6, () => rule["parentConditions"] = new JsonArray(new JsonObject
            {
                ["id"] = $"f{feature - 1}", ["condition"] = new JsonObject { ["value"] = Pick<JsonNode>(true, "blue", 2) }, ["gate"] = random.Next(2) == 0,
            }));
        }

        if (random.Next(2) == 0)
        {
            rule["force"] = value();
            Maybe(2, () => rule["coverage"] = Share());
            Maybe(4, () => rule["range"] = Range());
            return rule;
        }

        var count = 2 + random.Next(2);
        rule["variations"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => value())]);
        Maybe(2, () => rule["coverage"] = Share());
        Maybe(3, () => rule["weights"] = new JsonArray([.. Enumerable.Range(0, count).Select(n => (JsonNode)(n == 0 ? 0.3 : 0.7 / (count - 1)))]));
        Maybe(4, () => rule["ranges"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => Range())]));
        Maybe(8, () => rule["namespace"] = new JsonArray("space", 0, Share()));
        return rule;
    }

    private JsonObject Condition(int depth)
    {
        if (depth > 0 && random.Next(3) == 0)
        {
            return random.Next(4) switch
            {
                0 => new JsonObject { ["$or"] = new JsonArray(Condition(depth - 1), Condition(depth - 1)) },
                1 => new JsonObject { ["$nor"] = new JsonArray(Condition(depth - 1)) },
                2 => new JsonObject { ["$not"] = Condition(depth - 1) },
                _ => new JsonObject { ["$and"] = new JsonArray(Condition(depth - 1), Condition(depth - 1)) },
            };
        }

        return random.Next(10) switch
        {
            0 => new JsonObject { ["version"] = new JsonObject { [Pick("$vgt", "$vlte")] = Pick("1.2.0", "1.10.1", "0.0.1") } },
            1 => new JsonObject { ["id"] = new JsonObject { [Pick("$inGroup", "$notInGroup")] = "users" } },
            _ => new JsonObject { [Pick("plan", "seats", "company.size")] = Asked() },
        };
    }

    private JsonNode? Asked() => random.Next(15) switch
    {
        0 => Pick(Texts.Where(text => text.Length > 0).ToArray()),
        1 => random.Next(10),
        2 => random.Next(2) == 0,
        3 => null,
        4 => new JsonObject { [Pick("$eq", "$ne")] = Scalar() },
        5 or 6 => new JsonObject { [Pick("$in", "$nin")] = new JsonArray(Scalar(), Scalar(), Scalar()) },
        7 => new JsonObject { [Pick("$lt", "$lte", "$gt", "$gte")] = random.Next(10) },
        8 => new JsonObject { [Pick("$lt", "$lte", "$gt", "$gte")] = Pick("5", "free", "2024-01-01", "m") },
        9 => new JsonObject { ["$exists"] = random.Next(2) == 0 },
        10 => new JsonObject { ["$not"] = new JsonObject { [Pick("$eq", "$gt")] = random.Next(10) } },
        11 => new JsonObject { ["$elemMatch"] = new JsonObject { ["$in"] = new JsonArray("pro", "8") } },
        12 => new JsonObject { ["$all"] = new JsonArray("pro", "5") },
        13 => new JsonObject { ["$type"] = Pick("string", "number", "boolean", "array", "null") },
        _ => new JsonObject { [Pick("$inGroup", "$notInGroup")] = Pick("some", "nobody") },
    };

    private JsonNode? Scalar() => random.Next(4) switch { 0 => random.Next(10), 1 => random.Next(2) == 0, _ => Pick(Texts) };

    private JsonArray Range()
    {
        var (from, to) = (random.NextDouble(), random.NextDouble());
        return random.Next(3) == 0 ? new JsonArray(0, to) : new JsonArray(Math.Min(from, to), Math.Max(from, to));
    }

    private double Share() => Shares[random.Next(Shares.Length)];

    private T Pick<T>(params T[] of) => of[random.Next(of.Length)];

    private void Maybe(int oneIn, Action then)
    {
        if (random.Next(oneIn) == 0)
        {
            then();
        }
    }
}
