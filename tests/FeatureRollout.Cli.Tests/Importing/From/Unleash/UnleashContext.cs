using System.Text.Json;

namespace FeatureRollout.Cli.Tests.Importing.From.Unleash;

/// <summary>A context as Unleash has it.</summary>
internal sealed class UnleashContext
{
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>When questions without a moment of their own are asked.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset? CurrentTime { get; private set; }

    public string? this[string field] => Fields.GetValueOrDefault(field);

    /// <summary>Reads one; what is null there is missing.</summary>
    public static UnleashContext Of(JsonElement json)
    {
        var context = new UnleashContext();
        foreach (var member in json.EnumerateObject())
        {
            if (member.Name == "properties")
            {
                foreach (var property in member.Value.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String))
                {
                    context.Fields.TryAdd(property.Name, property.Value.GetString()!);
                }
            }
            else if (member.Name == "currentTime")
            {
                context.CurrentTime = member.Value.GetDateTimeOffset();
            }
            else
            {
                context.Fields[member.Name] = member.Value.GetString()!;
            }
        }

        return context;
    }

    public EvaluationContext ToOurs()
    {
        var context = EvaluationContext.For(this["userId"]);
        foreach (var (name, value) in Fields.Where(field => field.Key != "userId"))
        {
            context = context.With(name, value);
        }

        return context;
    }
}
