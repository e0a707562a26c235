using FeatureRollout.Text;

namespace FeatureRollout.Control.Managing;

/// <summary>Finds the plan and the definitions that a rollout copies.</summary>
internal sealed class PlanChoice(IRolloutSubject subject)
{
    /// <summary>What the flag files say of a rollout; null where they say nothing.</summary>
    public RolloutDefinition? Declared(string key) => subject.Rollouts.GetValueOrDefault(key);

    /// <summary>The plans of all layers, and those that ship where no layer has one of their names.</summary>
    public IReadOnlyDictionary<string, PlanDefinition> All
    {
        get
        {
            var plans = new Dictionary<string, PlanDefinition>(ShippedPlans.All, StringComparer.Ordinal);
            foreach (var (name, plan) in subject.Plans)
            {
                plans[name] = plan;
            }

            return plans;
        }
    }

    /// <summary>The plan that a creation asks for.</summary>
    /// <exception cref="ArgumentException">There is no plan of this name, or the plan cannot be used; the message says why.</exception>
    public PlanDefinition Of(RolloutCreation creation)
    {
        var plan = creation.Plan
            ?? (creation.PlanName is { } name ? Named(name)
            : Declared(creation.FeatureName) is { } declared ? Named(declared.Plan)
            : ShippedPlans.Pilot);
        return Checked(creation.RollbackThreshold is { } threshold ? plan with { RollbackThreshold = threshold } : plan);
    }

    /// <summary>A plan without errors, in itself and in what it names.</summary>
    private PlanDefinition Checked(PlanDefinition plan)
    {
        string[] errors =
        [
            .. plan.Check().Where(problem => !problem.IsWarning).Select(problem => problem.ToString()),
            .. Actions(plan).Where(action => action.Flag is { } flag && !subject.Definitions.ContainsKey(flag)).Select(action => $"setFlag: there is no flag \"{action.Flag}\""),
        ];
        return errors.Length == 0 ? plan : throw new ArgumentException($"The plan \"{plan.Name}\" cannot be used. {string.Join("; ", errors)}", nameof(plan));
    }

    private static IEnumerable<PlanAction> Actions(PlanDefinition plan) =>
        plan.Bands.Select(band => band.Then).Append(plan.OnFailure).Concat(plan.Stages.Select(stage => stage.OnFailure).OfType<PlanAction>());

    /// <summary>A plan of the files, or else one that ships.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public PlanDefinition Named(string name)
    {
        if (subject.Plans.TryGetValue(name, out var plan) || ShippedPlans.All.TryGetValue(name, out plan))
        {
            return Checked(plan);
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
