using System.Globalization;
using System.Text.Json;
using FeatureRollout.AdminApi.Wire;
using FeatureRollout.Evaluation;

namespace FeatureRollout.Cli.Operating;

/// <summary>Writes whom a question is about as the admin API takes it.</summary>
internal static class ContextJson
{
    public static ExplainRequest ToRequest(in EvaluationContext customer)
    {
        Dictionary<string, JsonElement>? attributes = null;
        foreach (var attribute in customer.Attributes)
        {
            if (attribute.Value.Kind != AttributeKind.Missing)
            {
                (attributes ??= new Dictionary<string, JsonElement>(StringComparer.Ordinal))[attribute.Name] = ToJson(attribute.Value);
            }
        }

        return new ExplainRequest { CustomerId = customer.CustomerId ?? "", Attributes = attributes };
    }

    /// <summary>Writes a value as JSON.</summary>
    public static void Write(Utf8JsonWriter json, AttributeValue value)
    {
        switch (value.Kind)
        {
            case AttributeKind.Number:
                Span<char> digits = stackalloc char[32];
                json.WriteRawValue(value.TryFormatNumber(digits, out var length) ? digits[..length] : "0");
                break;
            case AttributeKind.Boolean:
                json.WriteBooleanValue(value.Boolean);
                break;
            case AttributeKind.Time:
                json.WriteStringValue(new DateTimeOffset(value.UtcTicks, TimeSpan.Zero).ToString("O", CultureInfo.InvariantCulture));
                break;
            case AttributeKind.Texts:
                json.WriteStartArray();
                foreach (var text in value.Texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(value.Text);
                break;
        }
    }

    private static JsonElement ToJson(AttributeValue value)
    {
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(written))
        {
            Write(json, value);
        }

        var reader = new Utf8JsonReader(written.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}
