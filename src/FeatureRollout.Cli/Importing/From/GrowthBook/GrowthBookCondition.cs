using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.GrowthBook;

/// <summary>Puts GrowthBook's conditions, which are MongoDB's, into the language of docs/conditions.md, missing attributes and JavaScript's comparisons included.</summary>
/// <param name="import">Takes the notes.</param>
/// <param name="attributeOf">The name here of an attribute, by its path there.</param>
/// <param name="groupOf">The condition of being in a saved group by an attribute; null, and noted, where there is none.</param>
internal sealed class GrowthBookCondition(Import import, Func<string, string> attributeOf, Func<SourceNode, string, GrowthBookAttribute, string?> groupOf)
{
    /// <summary>Puts a condition into words.</summary>
    /// <returns>Null where a part of it cannot be carried, which is noted.</returns>
    public string? Read(SourceNode condition)
    {
        if (condition.Kind != SourceKind.Map)
        {
            import.Lose(condition, "This is no condition; its rule counts as not met.");
            return null;
        }

        var parts = new List<string?>();
        foreach (var (name, value) in condition.Members)
        {
            parts.Add(name switch
            {
                "$or" => Any(value),
                "$nor" => Negate(Any(value)),
                "$and" => Every(value.Items.Select(Read)),
                "$not" => Negate(Read(value)),
                _ => new GrowthBookAttribute(import, attributeOf(name), groupOf).Meets(value),
            });
        }

        return Every(parts);
    }

    /// <summary>All of them; null where one is.</summary>
    public static string? Every(IEnumerable<string?> parts) =>
        parts.ToArray() is var all && all.Contains(null) ? null : ConditionText.All(all!);

    /// <summary>The opposite; null of null.</summary>
    public static string? Negate(string? condition) => condition is null ? null : ConditionText.Not(condition);

    private string? Any(SourceNode list)
    {
        var all = list.Items.Select(Read).ToArray();
        return all.Length == 0 ? ConditionText.Always : all.Contains(null) ? null : ConditionText.Any(all!);
    }
}
