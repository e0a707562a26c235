using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FeatureRollout.Cli.Tests.Importing.From.LaunchDarkly;

/// <summary>LaunchDarkly's evaluation, slow and plain, over flag JSON and contexts by kind.</summary>
internal sealed class PlainEvaluator(JsonObject data)
{
    /// <summary>The number of the variation and its value; both null where there is none.</summary>
    public (int? Variation, JsonNode? Value) Evaluate(string key, JsonObject contexts)
    {
        var flag = data["flags"]![key]!.AsObject();
        var variation = VariationOf(flag, contexts);
        return variation is { } number ? (number, flag["variations"]![number]) : (null, null);
    }

    private int? VariationOf(JsonObject flag, JsonObject contexts)
    {
        var off = (int?)flag["offVariation"];
        if (!(bool)flag["on"]!)
        {
            return off;
        }

        foreach (var prerequisite in Items(flag["prerequisites"]))
        {
            var required = data["flags"]![(string)prerequisite["key"]!]!.AsObject();
            if (!(bool)required["on"]! || VariationOf(required, contexts) != (int)prerequisite["variation"]!)
            {
                return off;
            }
        }

        if (Target(flag, contexts) is { } target)
        {
            return target;
        }

        var rule = Items(flag["rules"]).FirstOrDefault(each => Items(each["clauses"]).All(clause => Holds(clause, contexts)));
        return Served(flag, rule ?? flag["fallthrough"]!.AsObject(), contexts);
    }

    private static int? Target(JsonObject flag, JsonObject contexts)
    {
        var users = Items(flag["targets"]).ToArray();
        var all = Items(flag["contextTargets"]).ToArray();
        foreach (var target in all.Length == 0 ? users : all)
        {
            var kind = (string?)target["contextKind"] ?? "user";
            var from = all.Length > 0 && kind == "user" ? users.FirstOrDefault(user => (int)user["variation"]! == (int)target["variation"]!) : target;
            if (from is not null && Names(from["values"], kind, contexts))
            {
                return (int)from["variation"]!;
            }
        }

        return null;
    }

    private static int Served(JsonObject flag, JsonObject owner, JsonObject contexts)
    {
        if (owner["variation"] is { } variation)
        {
            return (int)variation;
        }

        var rollout = owner["rollout"]!.AsObject();
        var experiment = (string?)rollout["kind"] == "experiment";
        var prefix = rollout["seed"] is { } seed ? ((int)seed).ToString(CultureInfo.InvariantCulture) : $"{flag["key"]}.{flag["salt"]}";
        var bucket = Bucket(prefix, (string?)rollout["contextKind"], experiment ? null : (string?)rollout["bucketBy"], contexts);
        var sum = 0F;
        foreach (var weighted in Items(rollout["variations"]))
        {
            sum += (int)weighted["weight"]! / 100000F;
            if (bucket < sum)
            {
                return (int)weighted["variation"]!;
            }
        }

        return (int)Items(rollout["variations"]).Last()["variation"]!;
    }

    [SuppressMessage("Security", "CA5350", Justification = "It is the tool's own hash.")]
    private static float Bucket(string prefix, string? kind, string? by, JsonObject contexts)
    {
        if (contexts[kind ?? "user"] is not { } context || Attribute(context, kind, by ?? "key") is not JsonValue value)
        {
            return 0;
        }

        var text = value.TryGetValue<string>(out var id) ? id : value.TryGetValue<int>(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;
        if (text is null)
        {
            return 0;
        }

        var hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes($"{prefix}.{text}")));
        return long.Parse(hash[..15], NumberStyles.HexNumber, CultureInfo.InvariantCulture) / (float)0xFFFFFFFFFFFFFFF;
    }

    private static JsonNode? Attribute(JsonNode context, string? kind, string reference)
    {
        var node = (JsonNode?)context;
        foreach (var part in kind is not null && reference[0] == '/' ? reference[1..].Split('/') : [reference])
        {
            node = node is JsonObject map ? map[part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)] : null;
        }

        return node ?? (reference == "anonymous" ? JsonValue.Create(false) : null);
    }

    private bool Holds(JsonObject clause, JsonObject contexts)
    {
        var negate = (bool?)clause["negate"] ?? false;
        var values = clause["values"]!.AsArray();
        if ((string)clause["op"]! == "segmentMatch")
        {
            return values.Any(value => data["segments"]?[(string)value!] is JsonObject segment && IsIn(segment, contexts)) != negate;
        }

        var kind = (string?)clause["contextKind"];
        if (contexts[kind ?? "user"] is not { } context || Attribute(context, kind, (string)clause["attribute"]!) is not { } attribute || attribute is JsonObject)
        {
            return false;
        }

        JsonNode?[] elements = attribute is JsonArray list ? [.. list] : [attribute];
        return elements.Any(element => values.Any(value => Matches((string)clause["op"]!, element!, value!))) != negate;
    }

    private bool IsIn(JsonObject segment, JsonObject contexts)
    {
        if (Names(segment["included"], "user", contexts))
        {
            return true;
        }

        if (Names(segment["excluded"], "user", contexts))
        {
            return false;
        }

        if (Items(segment["includedContexts"]).Any(each => Names(each["values"], (string?)each["contextKind"] ?? "user", contexts)))
        {
            return true;
        }

        return !Items(segment["excludedContexts"]).Any(each => Names(each["values"], (string?)each["contextKind"] ?? "user", contexts))
            && Items(segment["rules"]).Any(rule => Items(rule["clauses"]).All(clause => Holds(clause, contexts)));
    }

    private static bool Names(JsonNode? keys, string kind, JsonObject contexts) =>
        contexts[kind] is { } context && keys is JsonArray list && list.Any(key => (string)key! == (string)context["key"]!);

    private static bool Matches(string op, JsonNode left, JsonNode right)
    {
        var (text, other) = (TextOf(left), TextOf(right));
        var (number, than) = (NumberOf(left), NumberOf(right));
        return op switch
        {
            "in" => JsonNode.DeepEquals(left, right),
            "startsWith" => text is not null && other is not null && text.StartsWith(other, StringComparison.Ordinal),
            "endsWith" => text is not null && other is not null && text.EndsWith(other, StringComparison.Ordinal),
            "contains" => text is not null && other is not null && text.Contains(other, StringComparison.Ordinal),
            "matches" => text is not null && other is not null && Regex.IsMatch(text, other, RegexOptions.None, TimeSpan.FromSeconds(1)),
            "lessThan" => number < than,
            "lessThanOrEqual" => number <= than,
            "greaterThan" => number > than,
            "greaterThanOrEqual" => number >= than,
            "before" => MomentOf(left) < MomentOf(right),
            "after" => MomentOf(left) > MomentOf(right),
            _ => VersionOf(left) is { } version && VersionOf(right) is { } compared && (op switch
            {
                "semVerEqual" => version == compared,
                "semVerLessThan" => version < compared,
                _ => version > compared,
            }),
        };
    }

    private static string? TextOf(JsonNode node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static double? NumberOf(JsonNode node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;

    private static DateTimeOffset? MomentOf(JsonNode node) =>
        NumberOf(node) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
        : TextOf(node) is { } text && DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment
        : null;

    /// <summary>Numbers alone: prereleases have tests of their own.</summary>
    private static Version? VersionOf(JsonNode node) =>
        TextOf(node) is { } text && Regex.IsMatch(text, @"^\d+(\.\d+){0,2}$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            ? Version.Parse(string.Join('.', text.Split('.').Concat(["0", "0"]).Take(3)))
            : null;

    private static IEnumerable<JsonObject> Items(JsonNode? list) => list?.AsArray().Select(item => item!.AsObject()) ?? [];
}
