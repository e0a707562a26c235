using System.Text.Json;
using FeatureRollout.Cli.Importing.Sources;
using FeatureRollout.Evaluation;
using FeatureRollout.Evaluation.Conditions;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>A condition about a feature's value.</summary>
/// <param name="condition">The condition, compiled.</param>
internal sealed class GrowthBookQuestion(CompiledCondition condition)
{
    /// <summary>Reads it; null where it cannot be carried, which is noted.</summary>
    /// <param name="node">The condition; null for one that always holds.</param>
    /// <param name="import">Takes the notes.</param>
    public static GrowthBookQuestion? Of(SourceNode? node, Import import)
    {
        var text = node is null ? ConditionText.Always : new GrowthBookCondition(import, path => path, (_, _, _) => ConditionText.Never).Read(node);
        return text is not null && Condition.TryParse(text, out var condition, out _)
            ? new GrowthBookQuestion(ConditionCompiler.Compile(condition, _ => throw new NotSupportedException()))
            : null;
    }

    /// <summary>The answer for a value; one of kind <see cref="JsonValueKind.Undefined"/> is none.</summary>
    public bool Of(JsonElement value) => condition.Evaluate(With(default, "value", value), idHash: 0) == Truth.True;

    private static EvaluationContext With(EvaluationContext context, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return context.With(name, value.GetString());
            case JsonValueKind.Number:
                return context.With(name, value.GetDouble());
            case JsonValueKind.True or JsonValueKind.False:
                return context.With(name, value.GetBoolean());
            case JsonValueKind.Array:
                return context.With(name, value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!));
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    context = With(context, $"{name}.{member.Name}", member.Value);
                }

                return context;
            default:
                return context;
        }
    }
}
