using System.Text.Json.Nodes;

namespace FeatureRollout.Cli.Tests.Linting.Schema;

/// <summary>Values at the edges of what a schema takes: the last one within and the first one beyond.</summary>
internal static class Edges
{
    public static IEnumerable<JsonNode?> Of(JsonObject schema, JsonNode? rule)
    {
        while (rule is JsonObject referring && referring["$ref"]?.GetValue<string>() is { } reference)
        {
            rule = schema["$defs"]![reference["#/$defs/".Length..]];
        }

        if (rule is not JsonObject bounds)
        {
            yield break;
        }

        foreach (var bound in new[] { "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" })
        {
            if (bounds[bound] is { } edge)
            {
                var value = edge.GetValue<decimal>();
                yield return value;
                yield return value - 1;
                yield return value + 1;
                yield return value + 0.125m;
                yield return value - 0.125m;
            }
        }

        foreach (var bound in new[] { "minLength", "maxLength" })
        {
            if (bounds[bound]?.GetValue<int>() is { } length)
            {
                yield return new string('x', length);
                yield return new string('x', Math.Max(0, length - 1));
                yield return new string('x', length + 1);
            }
        }

        foreach (var word in bounds["enum"] as JsonArray ?? [])
        {
            yield return word?.DeepClone();
        }

        foreach (var example in bounds["examples"] as JsonArray ?? [])
        {
            yield return example?.DeepClone();
        }
    }
}
