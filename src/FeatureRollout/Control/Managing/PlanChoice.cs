using FeatureRollout.Text;

namespace FeatureRollout.Control.Managing;

/// <summary>Finds the plan and the definitions that a rollout copies.</summary>
internal sealed class PlanChoice(IRolloutSubject subject)
{
    /// <summary>The plan that a creation asks for.</summary>
    /// <exception cref="ArgumentException">There is no plan of this name.</exception>
    public PlanDefinition Of(RolloutCreation creation)
    {
        var plan = creation.Plan
            ?? (creation.PlanName is { } name ? Named(name)
            : subject.Definitions.GetValueOrDefault(creation.FeatureName)?.Plan is { } declared ? Named(declared)
            : ShippedPlans.Pilot);
        return creation.RollbackThreshold is { } threshold ? plan with { RollbackThreshold = threshold } : plan;
    }

    /// <summary>A plan of the files, or else one that ships.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public PlanDefinition Named(string name)
    {
        if (subject.Plans.TryGetValue(name, out var plan) || ShippedPlans.All.TryGetValue(name, out plan))
        {
            return plan;
        }

        var nearest = NearestName.To(name, subject.Plans.Keys.Concat(ShippedPlans.All.Keys));
        throw new ArgumentException($"There is no plan \"{name}\"{(nearest is null ? "" : $"; did you mean \"{nearest}\"?")}", nameof(name));
    }

    /// <summary>The definitions of the flags as they are now; a flag that no layer has gets an empty one, and lives in the store.</summary>
    public IReadOnlyDictionary<string, FlagDefinition> Copy(IEnumerable<string> flags)
    {
        var living = subject.Definitions;
        return flags.ToDictionary(
            flag => flag,
            flag => living.TryGetValue(flag, out var definition) ? definition : new FlagDefinition { Key = flag },
            StringComparer.Ordinal);
    }

    /// <summary>The flags that require this one, directly or through others, in ordinal order.</summary>
    public IReadOnlyList<string> DependantsOf(string key)
    {
        var living = subject.Definitions;
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>([key]);
        while (open.TryDequeue(out var next))
        {
            foreach (var flag in living.Values)
            {
                if (flag.Requires?.Contains(next, StringComparer.Ordinal) == true && flag.Key != key && found.Add(flag.Key))
                {
                    open.Enqueue(flag.Key);
                }
            }
        }

        return [.. found];
    }
}
