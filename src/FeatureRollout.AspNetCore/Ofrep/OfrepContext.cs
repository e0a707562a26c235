using System.Text.Json;

namespace FeatureRollout.Ofrep;

/// <summary>Reads whom a request is about from its body, <c>{"context": {"targetingKey": …}}</c>.</summary>
internal static class OfrepContext
{
    public const string TargetingKey = "targetingKey";

    /// <summary>Every attribute costs each condition that looks for another one, so there is an end to them.</summary>
    public const int MaximumAttributes = 128;

    private const string CustomerId = EvaluationContext.CustomerIdName;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Why the body says nobody; null where <paramref name="context"/> holds whom it says.</summary>
    public static OfrepError? Read(ReadOnlyMemory<byte> body, out EvaluationContext context)
    {
        context = default;
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return OfrepError.NotJson("The body is no JSON object.");
            }

            // Clients without a context leave the member out.
            if (!document.RootElement.TryGetProperty("context", out var member) || member.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            return member.ValueKind == JsonValueKind.Object
                ? Read(member, out context)
                : OfrepError.BadContext("\"context\" is no JSON object.");
        }
        catch (JsonException)
        {
            return OfrepError.NotJson("The body is no JSON, says a member twice, or is nested too deeply.");
        }
        catch (InvalidOperationException)
        {
            return OfrepError.NotJson("The body has text that is no Unicode.");
        }
    }

    private static OfrepError? Read(JsonElement members, out EvaluationContext context)
    {
        context = default;
        if (Id(members, out var id) is { } wrong)
        {
            return wrong;
        }

        var read = EvaluationContext.For(id);
        var count = 0;
        foreach (var member in members.EnumerateObject())
        {
            if (member.Name is TargetingKey or CustomerId or "" || !With(ref read, member.Name, member.Value))
            {
                continue;
            }

            if (++count > MaximumAttributes)
            {
                return OfrepError.BadContext(FormattableString.Invariant($"The context has more than {MaximumAttributes} attributes."));
            }
        }

        context = read;
        return null;
    }

    /// <summary>The targeting key; where there is none, the attribute that has the library's own name for it.</summary>
    private static OfrepError? Id(JsonElement members, out string? id)
    {
        id = null;
        if (members.TryGetProperty(TargetingKey, out var key) && key.ValueKind != JsonValueKind.Null)
        {
            if (key.ValueKind != JsonValueKind.String)
            {
                return OfrepError.BadContext("\"targetingKey\" is no text.");
            }

            id = key.GetString();
        }

        if (string.IsNullOrEmpty(id) && members.TryGetProperty(CustomerId, out var customer))
        {
            id = customer.ValueKind == JsonValueKind.String ? customer.GetString()
                : customer.ValueKind == JsonValueKind.Number && customer.TryGetInt64(out var number) ? EvaluationContext.For(number).CustomerId
                : id;
        }

        return null;
    }

    /// <summary>Adds an attribute, if a condition could ask about it: nothing can about objects, mixed lists and null.</summary>
    private static bool With(ref EvaluationContext context, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                context = context.With(name, value.GetString());
                return true;
            case JsonValueKind.True or JsonValueKind.False:
                context = context.With(name, value.GetBoolean());
                return true;
            case JsonValueKind.Number when value.TryGetInt64(out var whole):
                context = context.With(name, whole);
                return true;
            case JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number):
                context = context.With(name, number);
                return true;
            case JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                context = context.With(name, value.EnumerateArray().Select(item => item.GetString()!));
                return true;
            default:
                return false;
        }
    }
}
