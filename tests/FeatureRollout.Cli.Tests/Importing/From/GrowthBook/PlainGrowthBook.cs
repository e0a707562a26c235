using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FeatureRollout.Cli.Tests.Importing.From.GrowthBook;

/// <summary>What GrowthBook answers, worked out the slow and plain way from the payload itself.</summary>
internal sealed class PlainGrowthBook(JsonObject features, JsonObject groups, JsonObject attributes)
{
    public JsonNode? Value(string key)
    {
        if (features[key] is not JsonObject feature)
        {
            return null;
        }

        foreach (var rule in (feature["rules"] as JsonArray ?? []).Select(each => (JsonObject)each!))
        {
            foreach (var parent in rule["parentConditions"] as JsonArray ?? [])
            {
                var holds = Holds((JsonObject)parent!["condition"]!, new JsonObject { ["value"] = Value(parent["id"]!.GetValue<string>())?.DeepClone() });
                if (!holds && parent["gate"]?.GetValue<bool>() == true)
                {
                    return null;
                }

                if (!holds)
                {
                    goto next;
                }
            }

            if ((rule["filters"] as JsonArray ?? []).Any(filter => !IsLetOn(filter!)) || (rule["condition"] is JsonObject condition && !Holds(condition, attributes)))
            {
                continue;
            }

            if (rule.ContainsKey("force"))
            {
                if (IsInRollout(key, rule))
                {
                    return rule["force"];
                }
            }
            else if (rule["variations"] is JsonArray variations && Chosen(key, rule, variations.Count) is { } chosen)
            {
                return variations[chosen];
            }

        next:;
        }

        return feature["defaultValue"];
    }

    private bool IsLetOn(JsonNode filter) =>
        Number(filter["seed"]!.GetValue<string>(), filter["attribute"]?.GetValue<string>(), Double(filter["hashVersion"]) ?? 2) is { } number
        && Ranges(filter["ranges"]!).Any(range => range.From <= number && number < range.To);

    private bool IsInRollout(string key, JsonObject rule)
    {
        var (range, coverage) = (rule["range"] is { } given ? Ranges(new JsonArray(given.DeepClone())).Single() : ((double From, double To)?)null, Double(rule["coverage"]));
        if ((range, coverage) is (null, null))
        {
            return true;
        }

        return Number(rule["seed"]?.GetValue<string>() ?? key, rule["hashAttribute"]?.GetValue<string>(), Double(rule["hashVersion"]) ?? 1) is { } number
            && (range is var (from, to) ? from <= number && number < to : coverage > 0 && number <= coverage);
    }

    private int? Chosen(string key, JsonObject rule, int count)
    {
        var seed = rule["seed"]?.GetValue<string>() ?? rule["key"]?.GetValue<string>() ?? key;
        if (count < 2 || Number(seed, rule["hashAttribute"]?.GetValue<string>(), Double(rule["hashVersion"]) ?? 1) is not { } number
            || (rule["namespace"] is { } space && (!rule.ContainsKey("filters")) && !(Number("__" + space[0]!.GetValue<string>(), rule["hashAttribute"]?.GetValue<string>(), 1) is { } place && place >= Double(space[1]) && place < Double(space[2]))))
        {
            return null;
        }

        var ranges = rule["ranges"] is { } given ? Ranges(given) : [];
        if (rule["ranges"] is null)
        {
            var weights = rule["weights"] is JsonArray said && said.Count == count && said.Sum(weight => Double(weight)!.Value) is >= 0.99 and <= 1.01
                ? said.Select(weight => Double(weight)!.Value)
                : Enumerable.Repeat(1.0 / count, count);
            var sum = 0.0;
            foreach (var weight in weights)
            {
                ranges.Add((sum, sum + (Math.Clamp(Double(rule["coverage"]) ?? 1, 0, 1) * weight)));
                sum += weight;
            }
        }

        var chosen = ranges.FindIndex(range => range.From <= number && number < range.To);
        return chosen < 0 ? null : chosen;
    }

    private double? Number(string seed, string? attribute, double version)
    {
        var value = attributes[attribute ?? "id"] is { } given ? Text(given) : "";
        return string.IsNullOrEmpty(value) ? null
            : version == 1 ? Fnv(value + seed) % 1000 / 1000.0
            : version == 2 ? Fnv(Fnv(seed + value).ToString(CultureInfo.InvariantCulture)) % 10_000 / 10_000.0
            : null;
    }

    private static uint Fnv(string text) => text.Aggregate(2_166_136_261u, (hash, unit) => unchecked((hash ^ unit) * 16_777_619u));

    private bool Holds(JsonObject condition, JsonObject about) => condition.All(each => each.Key switch
    {
        "$or" => each.Value!.AsArray().Count == 0 || each.Value!.AsArray().Any(one => Holds((JsonObject)one!, about)),
        "$nor" => each.Value!.AsArray().Count > 0 && !each.Value!.AsArray().Any(one => Holds((JsonObject)one!, about)),
        "$and" => each.Value!.AsArray().All(one => Holds((JsonObject)one!, about)),
        "$not" => !Holds((JsonObject)each.Value!, about),
        _ => Meets(each.Value, each.Key.Split('.').Aggregate((JsonNode?)about, (node, part) => (node as JsonObject)?[part])),
    });

    private bool Meets(JsonNode? expected, JsonNode? actual) => Kind(expected) switch
    {
        JsonValueKind.Null => actual is null,
        JsonValueKind.String => Text(actual) == Text(expected),
        JsonValueKind.Number => AsNumber(actual) == AsNumber(expected),
        JsonValueKind.True or JsonValueKind.False => actual is not null && IsTruthy(actual) == expected!.GetValue<bool>(),
        _ => ((JsonObject)expected!).All(each => Operator(each.Key, each.Value, actual)),
    };

    private bool Operator(string sign, JsonNode? expected, JsonNode? actual) => sign switch
    {
        "$eq" => Same(actual, expected),
        "$ne" => !Same(actual, expected),
        "$in" => IsIn(actual, expected!.AsArray()),
        "$nin" => !IsIn(actual, expected!.AsArray()),
        "$inGroup" => IsIn(actual, groups[expected!.GetValue<string>()] as JsonArray ?? []),
        "$notInGroup" => !IsIn(actual, groups[expected!.GetValue<string>()] as JsonArray ?? []),
        "$exists" => expected!.GetValue<bool>() == actual is not null,
        "$not" => !Meets(expected, actual),
        "$regex" => Regex.IsMatch(Text(actual), expected!.GetValue<string>(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)),
        "$elemMatch" => actual is JsonArray list && list.Any(item => IsTruthy(item) && Meets(expected, item)),
        "$all" => actual is JsonArray items && expected!.AsArray().All(wanted => items.Any(item => Meets(wanted, item))),
        "$type" => expected!.GetValue<string>() == TypeOf(actual),
        "$vgt" => Version(actual) > Version(expected),
        "$vlte" => Version(actual) <= Version(expected),
        _ => Compares(sign, actual, expected),
    };

    private static bool Compares(string sign, JsonNode? actual, JsonNode? expected)
    {
        if (Kind(actual) == JsonValueKind.String && Kind(expected) == JsonValueKind.String)
        {
            var order = string.CompareOrdinal(actual!.GetValue<string>(), expected!.GetValue<string>());
            return sign switch { "$lt" => order < 0, "$lte" => order <= 0, "$gt" => order > 0, _ => order >= 0 };
        }

        var (left, right) = (AsNumber(actual), AsNumber(expected));
        return sign switch { "$lt" => left < right, "$lte" => left <= right, "$gt" => left > right, _ => left >= right };
    }

    /// <summary>Of versions of three numbers, and of none, which is 0.</summary>
    private static Version Version(JsonNode? node) => System.Version.TryParse(Text(node), out var version) ? version : new Version(0, 0);

    private static bool IsIn(JsonNode? actual, JsonArray expected) =>
        actual is JsonArray list ? list.Any(item => expected.Any(one => Same(item, one))) : expected.Any(one => Same(actual, one));

    private static bool Same(JsonNode? left, JsonNode? right) =>
        left is not JsonArray && right is not JsonArray && Kind(left) == Kind(right) && (Kind(left) == JsonValueKind.Number ? AsNumber(left) == AsNumber(right) : Text(left) == Text(right));

    private static JsonValueKind Kind(JsonNode? node) => node?.GetValueKind() ?? JsonValueKind.Null;

    private static string TypeOf(JsonNode? node) => Kind(node) switch
    {
        JsonValueKind.Null => "null",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => "number",
        JsonValueKind.String => "string",
        JsonValueKind.Array => "array",
        _ => "object",
    };

    private static bool IsTruthy(JsonNode? node) => Kind(node) switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.Number => AsNumber(node) != 0,
        JsonValueKind.String => Text(node).Length > 0,
        _ => true,
    };

    private static string Text(JsonNode? node) => node switch
    {
        null => "null",
        JsonArray list => string.Join(',', list.Select(Text)),
        _ => node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString(),
    };

    private static double AsNumber(JsonNode? node) => Kind(node) switch
    {
        JsonValueKind.Null or JsonValueKind.False => 0,
        JsonValueKind.True => 1,
        JsonValueKind.Number => double.Parse(node!.ToJsonString(), CultureInfo.InvariantCulture),
        _ => Text(node) is { Length: > 0 } text ? (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN) : 0,
    };

    private static double? Double(JsonNode? node) => node is null ? null : AsNumber(node);

    private static List<(double From, double To)> Ranges(JsonNode list) => [.. list.AsArray().Select(range => (Double(range![0])!.Value, Double(range[1])!.Value))];
}
