using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Cli.Tests.Importing.From.Unleash;

/// <summary>Unleash's answers, plainly and slowly: from the state as it stands, with nothing made ready.</summary>
internal sealed class UnleashReference(JsonNode state)
{
    /// <summary>The answer: on or off, and the variant's name; null where chance decides.</summary>
    public (bool On, string? Variant)? Ask(string name, UnleashContext context)
    {
        try
        {
            return Answer(name, context);
        }
        catch (ChanceException)
        {
            return null;
        }
    }

    private (bool On, string? Variant) Answer(string name, UnleashContext context)
    {
        var feature = Find(name);
        if (feature is null || !(bool)feature["enabled"]! || !List(feature, "dependencies").All(dependency => IsMet(dependency, context)))
        {
            return (false, null);
        }

        var strategies = List(feature, "strategies");
        if (strategies.Count == 0)
        {
            return (true, Choose(List(feature, "variants"), name, null, context));
        }

        foreach (var strategy in strategies)
        {
            if (Constraints(strategy).All(constraint => constraint is not null && Holds(constraint, context)) && LetsIn(strategy, name, context))
            {
                var parameters = strategy["parameters"];
                return (true, Choose(List(strategy, "variants"), Text(parameters, "groupId") ?? name, Text(parameters, "stickiness"), context)
                    ?? Choose(List(feature, "variants"), name, null, context));
            }
        }

        return (false, null);
    }

    private JsonNode? Find(string name) => List(state, "features").FirstOrDefault(feature => (string?)feature["name"] == name);

    private bool IsMet(JsonNode dependency, UnleashContext context)
    {
        var name = Text(dependency, "feature")!;
        if (Find(name) is not { } parent || List(parent, "dependencies").Count > 0)
        {
            return false;
        }

        var (on, variant) = Answer(name, context);
        var variants = Texts(dependency, "variants");
        return (bool?)dependency["enabled"] == false ? !on : on && (variants.Count == 0 || variants.Contains(variant ?? "disabled", StringComparer.Ordinal));
    }

    private IEnumerable<JsonNode?> Constraints(JsonNode strategy) => List(strategy, "constraints").Concat(
        List(strategy, "segments").SelectMany(id =>
            List(state, "segments").FirstOrDefault(segment => (int)segment["id"]! == (int)id) is { } segment ? List(segment, "constraints") : (IEnumerable<JsonNode?>)[null]));

    private static bool Holds(JsonNode constraint, UnleashContext context)
    {
        var sign = Text(constraint, "operator")!;
        var value = context[Text(constraint, "contextName")!];
        var values = Texts(constraint, "values").Where(each => each.Length > 0).Select(each => each.Trim()).ToArray();
        var isLoose = (bool?)constraint["caseInsensitive"] == true;
        bool? holds = sign switch
        {
            "IN" => values.Contains(value),
            "NOT_IN" => !values.Contains(value),
            "STR_STARTS_WITH" => values.Any(each => value is not null && Case(value, isLoose).StartsWith(Case(each, isLoose), StringComparison.Ordinal)),
            "STR_ENDS_WITH" => values.Any(each => value is not null && Case(value, isLoose).EndsWith(Case(each, isLoose), StringComparison.Ordinal)),
            "STR_CONTAINS" => values.Any(each => value is not null && Case(value, isLoose).Contains(Case(each, isLoose), StringComparison.Ordinal)),
            "NUM_EQ" => Number(value) == Number(Text(constraint, "value")),
            "NUM_GT" => Number(value) > Number(Text(constraint, "value")),
            "NUM_GTE" => Number(value) >= Number(Text(constraint, "value")),
            "NUM_LT" => Number(value) < Number(Text(constraint, "value")),
            "NUM_LTE" => Number(value) <= Number(Text(constraint, "value")),
            "SEMVER_EQ" => Version(value, Text(constraint, "value")) is 0,
            "SEMVER_GT" => Version(value, Text(constraint, "value")) > 0,
            "SEMVER_LT" => Version(value, Text(constraint, "value")) < 0,
            "DATE_AFTER" => context.CurrentTime > DateTimeOffset.Parse(Text(constraint, "value")!, CultureInfo.InvariantCulture),
            "DATE_BEFORE" => context.CurrentTime < DateTimeOffset.Parse(Text(constraint, "value")!, CultureInfo.InvariantCulture),
            _ => null,
        };
        return holds is not null && holds.Value != ((bool?)constraint["inverted"] == true);
    }

    private static string Case(string text, bool isLoose) => isLoose ? text.ToLowerInvariant() : text;

    private static double Number(string? text) => text is null || !double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? double.NaN : number;

    private static int? Version(string? left, string? right) =>
        left is not null && right is not null && SemanticVersion.TryParse(left, out var first) && SemanticVersion.TryParse(right, out var second)
            ? SemanticVersion.Compare(first, second)
            : null;

    private static bool LetsIn(JsonNode strategy, string feature, UnleashContext context)
    {
        var parameters = strategy["parameters"];
        return Text(strategy, "name") switch
        {
            "default" => true,
            "userWithId" => Split(parameters, "userIds").Contains(context["userId"]),
            "remoteAddress" => Split(parameters, "IPs").Contains(context["remoteAddress"]),
            "gradualRolloutUserId" => IsIn(context["userId"], Text(parameters, "groupId") ?? "", Text(parameters, "percentage")),
            "gradualRolloutSessionId" => IsIn(context["sessionId"], Text(parameters, "groupId") ?? "", Text(parameters, "percentage")),
            "flexibleRollout" => Flexible(parameters, feature, context),
            _ => false,
        };
    }

    private static bool Flexible(JsonNode? parameters, string feature, UnleashContext context)
    {
        var group = Text(parameters, "groupId") ?? feature;
        var stickiness = Text(parameters, "stickiness") ?? "default";
        var rollout = Text(parameters, "rollout");
        var id = stickiness == "default" ? context["userId"] ?? context["sessionId"] : context[stickiness];
        return id is null && stickiness == "default" && Number(rollout) is > 0 and < 100 ? throw new ChanceException()
            : id is null && stickiness == "default" ? Number(rollout) >= 100
            : IsIn(id, group, rollout);
    }

    private static bool IsIn(string? id, string group, string? percentage) =>
        id is not null && Number(percentage) > 0 && (Murmur(group + ":" + id, 0) % 100) + 1 <= Number(percentage);

    private static string? Choose(IReadOnlyList<JsonNode> variants, string group, string? stickiness, UnleashContext context)
    {
        var total = variants.Sum(variant => (int)variant["weight"]!);
        if (total <= 0)
        {
            return null;
        }

        foreach (var variant in variants)
        {
            if (List(variant, "overrides").Any(over => context[Text(over, "contextName")!] is { } value && Texts(over, "values").Contains(value, StringComparer.Ordinal)))
            {
                return Text(variant, "name");
            }
        }

        var field = Text(variants[0], "stickiness") ?? stickiness ?? "default";
        var id = field == "default" ? context["userId"] ?? context["sessionId"] : context[field];
        if (id is null)
        {
            return variants.Count(variant => (int)variant["weight"]! > 0) == 1
                ? Text(variants.First(variant => (int)variant["weight"]! > 0), "name")
                : throw new ChanceException();
        }

        var target = (Murmur(group + ":" + id, 86028157) % total) + 1;
        var sum = 0;
        return Text(variants.First(variant => (sum += (int)variant["weight"]!) >= target && (int)variant["weight"]! > 0), "name");
    }

    private static long Murmur(string text, uint seed)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = seed;
        for (var i = 0; i < bytes.Length; i += 4)
        {
            var left = Math.Min(4, bytes.Length - i);
            var word = 0u;
            for (var j = 0; j < left; j++)
            {
                word |= (uint)bytes[i + j] << (8 * j);
            }

            hash ^= uint.RotateLeft(word * 0xcc9e2d51, 15) * 0x1b873593;
            if (left == 4)
            {
                hash = (uint.RotateLeft(hash, 13) * 5) + 0xe6546b64;
            }
        }

        hash ^= (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }

    private static IReadOnlyList<JsonNode> List(JsonNode? node, string member) => [.. (node?[member] as JsonArray ?? []).OfType<JsonNode>()];

    private static IReadOnlyList<string> Texts(JsonNode? node, string member) => [.. List(node, member).Select(item => (string)item!)];

    private static string? Text(JsonNode? node, string member) => (string?)node?[member];

    private static string[] Split(JsonNode? node, string member) =>
        (Text(node, member) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private sealed class ChanceException : Exception;
}
