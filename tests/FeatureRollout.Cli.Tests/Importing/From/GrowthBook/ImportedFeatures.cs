using System.Text.Json;
using FeatureRollout.Cli.Importing;
using FeatureRollout.Cli.Importing.From.GrowthBook;

namespace FeatureRollout.Cli.Tests.Importing.From.GrowthBook;

/// <summary>A payload that was imported and is asked.</summary>
internal sealed class ImportedFeatures : IDisposable
{
    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    private readonly Carried _carried;

    public ImportedFeatures(string payload, string? customerAttribute = null) => _carried = Carried.Of(new GrowthBookImporter(), payload, customer: customerAttribute);

    public Import Import => _carried.Import;

    public FeatureFlags Flags => _carried.Flags;

    /// <summary>What is lost and where, a line each.</summary>
    public IEnumerable<string> Lost => _carried.Lost.Select(note => $"{note.Line}: {note.Path}: {note.Message}");

    /// <summary>Whether every rule is there: one that counts as not met may answer right by chance.</summary>
    public bool IsWhole => !Lost.Any(line => line.Contains("counts as not met", StringComparison.Ordinal));

    /// <summary>The value as the tool would give it; null where the flag is off and says nothing more.</summary>
    public JsonElement Value(string flag, EvaluationContext customer)
    {
        var definition = Import.Flags[flag];
        var answer = Flags.Evaluate(flag, customer);
        return definition.Variants is null ? JsonElement.Parse(answer.Enabled ? "true" : "false")
            : !answer.Enabled ? Nothing
            : definition.Variants.FirstOrDefault(variant => variant.Name == answer.Variant)?.Value ?? Nothing;
    }

    /// <summary>A customer as code would ask for one: <c>id</c> is the customer's, objects are flattened, lists are of texts.</summary>
    public static EvaluationContext Customer(JsonElement attributes)
    {
        var id = attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("id", out var given) ? given : default;
        var context = EvaluationContext.For(id.ValueKind switch { JsonValueKind.String => id.GetString(), JsonValueKind.Number => id.GetRawText(), _ => null });
        return attributes.ValueKind == JsonValueKind.Object
            ? attributes.EnumerateObject().Where(member => member.Name != "id").Aggregate(context, (made, member) => With(made, member.Name, member.Value))
            : context;
    }

    public void Dispose() => _carried.Dispose();

    private static EvaluationContext With(EvaluationContext context, string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => context.With(name, value.GetString()),
        JsonValueKind.Number => context.With(name, value.GetDouble()),
        JsonValueKind.True or JsonValueKind.False => context.With(name, value.GetBoolean()),
        JsonValueKind.Array => context.With(name, value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())),
        JsonValueKind.Object => value.EnumerateObject().Aggregate(context, (made, member) => With(made, $"{name}.{member.Name}", member.Value)),
        _ => context,
    };
}
