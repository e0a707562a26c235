using System.Text.Json;
using FeatureRollout.Evaluation;

namespace FeatureRollout.Ofrep;

/// <summary>
/// Writes one flag's answer. On and off are always said; only the off answer of a flag whose variants are no truth values has no value, which
/// tells clients to take the default of their code, as <see cref="IFeatureFlags.GetVariant{T}"/> does.
/// </summary>
internal static class OfrepAnswer
{
    /// <summary>Evaluates the flag, counts that, and writes the answer; or writes nothing and says why.</summary>
    public static OfrepError? Write(Utf8JsonWriter writer, in CustomerFlags customer, CompiledFlag flag)
    {
        if (MissingUnit.Of(flag, customer.ContextInPlace, customer.IdHash) is { } missing)
        {
            return OfrepError.Missing(missing);
        }

        Write(writer, customer.Evaluate(flag.Key));
        return null;
    }

    private static void Write(Utf8JsonWriter writer, in FlagEvaluation evaluation)
    {
        writer.WriteStartObject();
        writer.WriteString("key", evaluation.Flag);
        WriteValue(writer, evaluation);
        writer.WriteString("reason", Reason(evaluation));
        writer.WriteString("variant", evaluation.Variant ?? (evaluation.Enabled ? "on" : "off"));
        writer.WriteStartObject("metadata");
        writer.WriteString("reason", Name(evaluation.Reason));
        if (evaluation.Stage is { } stage)
        {
            writer.WriteString("stage", stage);
        }

        if (evaluation.Message is { } message)
        {
            writer.WriteString("message", message);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, in FlagEvaluation evaluation)
    {
        var variants = evaluation.Source?.Source.Definition.Variants ?? [];
        if (variants.Count == 0 || (!evaluation.Enabled && variants.All(IsTruthValue)))
        {
            writer.WriteBoolean("value", evaluation.Enabled);
        }
        else if (evaluation.VariantDefinition is { } variant)
        {
            switch (variant.Value.ValueKind)
            {
                case JsonValueKind.Undefined:
                    writer.WriteString("value", variant.Name);
                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    writer.WritePropertyName("value");
                    variant.Value.WriteTo(writer);
                    break;
            }
        }
    }

    private static bool IsTruthValue(FlagVariant variant) => variant.Value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    /// <summary>OpenFeature's term, where the protocol lists it as one of an answer.</summary>
    private static string Reason(in FlagEvaluation evaluation) =>
        evaluation.Term() is var term && term is "STATIC" or "TARGETING_MATCH" or "SPLIT" or "DISABLED" ? term : "UNKNOWN";

    private static string Name(FlagReason reason) => reason switch
    {
        FlagReason.UnknownFlag => "UNKNOWN_FLAG",
        FlagReason.Killed => "KILLED",
        FlagReason.OutsideSchedule => "OUTSIDE_SCHEDULE",
        FlagReason.NotReady => "NOT_READY",
        FlagReason.RolloutInactive => "ROLLOUT_INACTIVE",
        FlagReason.Excluded => "EXCLUDED",
        FlagReason.PrerequisiteOff => "PREREQUISITE_OFF",
        FlagReason.Override => "OVERRIDE",
        FlagReason.Included => "INCLUDED",
        FlagReason.Undecided => "UNDECIDED",
        FlagReason.NotEligible => "NOT_ELIGIBLE",
        FlagReason.Rule => "RULE",
        FlagReason.Percentage => "PERCENTAGE",
        _ => "UNKNOWN",
    };
}
