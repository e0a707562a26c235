using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FeatureRollout.Cli.Tests.Importing.From.JsonLogic;

namespace FeatureRollout.Cli.Tests.Importing.From.Flagd;

/// <summary>flagd, slow and plain.</summary>
internal sealed partial class SlowFlagd(string json)
{
    private readonly JsonObject _root = Resolved(json);

    /// <summary>The name of the variant; null where code's own value is given.</summary>
    public string? Variant(string flagKey, IReadOnlyDictionary<string, object?> context)
    {
        var flag = _root["flags"]![flagKey]!;
        var fallback = (string?)flag["defaultVariant"];
        if ((string?)flag["state"] == "DISABLED")
        {
            return null;
        }

        if (flag["targeting"] is not { } targeting)
        {
            return fallback;
        }

        var data = new Dictionary<string, object?>(context, StringComparer.Ordinal)
        {
            ["$flagd"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["flagKey"] = flagKey },
        };
        var logic = new SlowJsonLogic(data)
        {
            Operations =
            {
                ["starts_with"] = values => values is [string text, string part] ? text.StartsWith(part, StringComparison.Ordinal) : null,
                ["ends_with"] = values => values is [string text, string part] ? text.EndsWith(part, StringComparison.Ordinal) : null,
                ["sem_ver"] = SemanticVersions,
                ["fractional"] = values => Fractional(flagKey, context.GetValueOrDefault("targetingKey"), values),
            },
        };
        try
        {
            var given = logic.Evaluate(targeting) switch
            {
                null => fallback,
                bool truth => truth ? "true" : "false",
                double number => number.ToString(CultureInfo.InvariantCulture),
                var other => other as string,
            };
            return given is not null && flag["variants"]!.AsObject().ContainsKey(given) ? given : null;
        }
        catch (LogicFailure)
        {
            return null;
        }
    }

    private static JsonObject Resolved(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        foreach (var (name, evaluator) in root["$evaluators"]?.AsObject() ?? [])
        {
            json = json.Replace($$"""{"$ref":"{{name}}"}""", evaluator!.ToJsonString(), StringComparison.Ordinal);
        }

        return JsonNode.Parse(json)!.AsObject();
    }

    private static object? Fractional(string flagKey, object? targetingKey, object?[] values)
    {
        string key;
        if (values[0] is string given)
        {
            (key, values) = (given, values[1..]);
        }
        else
        {
            values = values[0] is null ? values[1..] : values;
            if (targetingKey is not string { Length: > 0 } customer)
            {
                return null;
            }

            key = flagKey + customer;
        }

        if (values.Any(value => value is not object?[]))
        {
            return null;
        }

        var parts = values.Cast<object?[]>().Select(part => (Value: part[0], Weight: part.Length > 1 ? Math.Max(0, (long)(double)part[1]!) : 1)).ToArray();
        var total = parts.Sum(part => part.Weight);
        var place = (long)(((UInt128)Murmur(Encoding.UTF8.GetBytes(key)) * (UInt128)total) >> 32);
        var end = 0L;
        foreach (var (value, weight) in parts)
        {
            end += weight;
            if (place < end)
            {
                return value;
            }
        }

        return null;
    }

    private static uint Murmur(byte[] bytes)
    {
        static uint Turn(uint word, int bits) => (word << bits) | (word >> (32 - bits));

        var hash = 0u;
        for (var i = 0; i < bytes.Length; i += 4)
        {
            var word = 0u;
            for (var j = Math.Min(i + 4, bytes.Length) - 1; j >= i; j--)
            {
                word = (word << 8) | bytes[j];
            }

            hash ^= Turn(word * 0xcc9e2d51, 15) * 0x1b873593;
            if (i + 4 <= bytes.Length)
            {
                hash = (Turn(hash, 13) * 5) + 0xe6546b64;
            }
        }

        hash ^= (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }

    private static object? SemanticVersions(object?[] values)
    {
        if (values is not [string one, string sign, string other] || Form().Match(one) is not { Success: true } left || Form().Match(other) is not { Success: true } right)
        {
            return null;
        }

        var (first, second) = (Numbers(left), Numbers(right));
        var order = first.Zip(second).Select(pair => pair.First.CompareTo(pair.Second)).FirstOrDefault(each => each != 0);
        var (isEarly, isOtherEarly) = (left.Groups["pre"].Success, right.Groups["pre"].Success);
        Assert.False(isEarly && isOtherEarly, "no test needs the order of prereleases");
        order = order != 0 ? order : isOtherEarly.CompareTo(isEarly);
        return sign switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            "^" => first[0] == second[0],
            "~" => first[0] == second[0] && first[1] == second[1],
            _ => null,
        };
    }

    private static int[] Numbers(Match match) =>
        [.. new[] { "a", "b", "c" }.Select(name => match.Groups[name] is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : 0)];

    [GeneratedRegex(@"^[vV]?(?<a>0|[1-9]\d*)(\.(?<b>0|[1-9]\d*)(\.(?<c>0|[1-9]\d*)(?<pre>-[a-z][a-z0-9.]*)?(\+[a-z0-9]+)?)?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
