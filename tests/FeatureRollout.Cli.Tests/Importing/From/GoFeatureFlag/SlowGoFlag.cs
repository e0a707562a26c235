using System.Text;

namespace FeatureRollout.Cli.Tests.Importing.From.GoFeatureFlag;

/// <summary>A rule of a flag of GO Feature Flag: a variation or percentages.</summary>
internal sealed record SlowGoRule(RandomQuery.Meaning Holds, string? Variation, IReadOnlyDictionary<string, double>? Percentages);

/// <summary>A flag of GO Feature Flag, slow and plain.</summary>
internal sealed record SlowGoFlag(string Name, IReadOnlyList<SlowGoRule> Rules, string? BucketingKey = null)
{
    /// <summary>The variation; null where code's own value is given.</summary>
    public string? Variation(string? targetingKey, IReadOnlyDictionary<string, object?> context)
    {
        var key = BucketingKey is null ? targetingKey ?? "" : context.GetValueOrDefault(BucketingKey) as string;
        if (key is null || (key.Length == 0 && Rules.Any(rule => rule.Percentages is not null)))
        {
            return null;
        }

        var first = Rules.First(rule => rule.Holds(context));
        return first.Percentages is { } percentages ? Drawn(key, percentages) : first.Variation;
    }

    private string? Drawn(string key, IReadOnlyDictionary<string, double> percentages)
    {
        var hash = 2166136261u;
        foreach (var unit in Encoding.UTF8.GetBytes(Name + key))
        {
            hash = (hash ^ unit) * 16777619;
        }

        var place = hash % (uint)(percentages.Values.Sum() * 1000);
        var end = 0.0;
        foreach (var name in percentages.Keys.OrderDescending(StringComparer.Ordinal))
        {
            end += percentages[name] * 1000;
            if (place < (uint)end)
            {
                return name;
            }
        }

        return null;
    }
}
