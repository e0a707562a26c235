using System.Text.Json;

namespace FeatureRollout.Evaluation;

/// <summary>Reads a variant's JSON as the type that the caller asks for; a variant without a value is its name.</summary>
internal static class VariantValue
{
    /// <summary>False where the JSON doesn't fit the type, or the type is none of text, the common numbers, truth value and JSON.</summary>
    public static bool TryGet<T>(FlagVariant variant, out T value)
    {
        value = default!;
        var json = variant.Value;
        if (typeof(T) == typeof(string))
        {
            if (json.ValueKind is not (JsonValueKind.String or JsonValueKind.Undefined))
            {
                return false;
            }

            value = (T)(object)(variant.Text ?? variant.Name);
            return true;
        }

        if (typeof(T) == typeof(JsonElement))
        {
            value = (T)(object)json;
            return json.ValueKind != JsonValueKind.Undefined;
        }

        if (typeof(T) == typeof(bool))
        {
            value = (T)(object)(json.ValueKind == JsonValueKind.True);
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }

        if (json.ValueKind != JsonValueKind.Number)
        {
            return false;
        }

        if (typeof(T) == typeof(int) && json.TryGetInt32(out var int32))
        {
            value = (T)(object)int32;
            return true;
        }

        if (typeof(T) == typeof(long) && json.TryGetInt64(out var int64))
        {
            value = (T)(object)int64;
            return true;
        }

        if (typeof(T) == typeof(double) && json.TryGetDouble(out var number))
        {
            value = (T)(object)number;
            return true;
        }

        if (typeof(T) == typeof(decimal) && json.TryGetDecimal(out var exact))
        {
            value = (T)(object)exact;
            return true;
        }

        return false;
    }
}
