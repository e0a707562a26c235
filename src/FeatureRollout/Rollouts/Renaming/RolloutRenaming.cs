namespace FeatureRollout.Rollouts.Renaming;

/// <summary>Renames within states, rollouts, plans and definitions. Each gives the same object where nothing is to be done.</summary>
internal sealed class RolloutRenaming(IdRenaming ids)
{
    public FlagState State(FlagState state)
    {
        var added = state.Added is { } list ? ids.List(list) : null;
        var overrides = state.Overrides is { } map ? ids.Overrides(map) : null;
        var stage = state.Stage is { } present ? Stage(present) : null;
        var definition = state.Definition is { } copied ? Definition(copied) : null;
        return ReferenceEquals(added, state.Added) && ReferenceEquals(overrides, state.Overrides)
            && ReferenceEquals(stage, state.Stage) && ReferenceEquals(definition, state.Definition)
            ? state
            : state with { Added = added, Overrides = overrides, Stage = stage, Definition = definition };
    }

    public RolloutState Rollout(RolloutState state)
    {
        var customers = ids.List(state.Customers);
        var plan = Plan(state.Plan);
        var definitions = Definitions(state.Definitions);
        var reason = ids.Words(state.Reason);
        var approvals = Each(state.Approvals, each => ids.Words(each.Reason) is var words && ReferenceEquals(words, each.Reason) ? each : each with { Reason = words });
        var incidents = Each(state.Incidents, each => ids.Words(each.Text) is var words && ReferenceEquals(words, each.Text) ? each : each with { Text = words });
        var milestones = Each(state.Milestones, each => ids.Words(each.Status) is var words && ReferenceEquals(words, each.Status) ? each : each with { Status = words });
        return ReferenceEquals(customers, state.Customers) && ReferenceEquals(plan, state.Plan) && ReferenceEquals(definitions, state.Definitions)
            && ReferenceEquals(reason, state.Reason) && ReferenceEquals(approvals, state.Approvals)
            && ReferenceEquals(incidents, state.Incidents) && ReferenceEquals(milestones, state.Milestones)
            ? state
            : state with
            {
                Customers = customers,
                Plan = plan,
                Definitions = definitions,
                Reason = reason,
                Approvals = approvals,
                Incidents = incidents,
                Milestones = milestones,
            };
    }

    public PlanDefinition Plan(PlanDefinition plan)
    {
        var stages = Each(plan.Stages, stage =>
            Each(stage.Steps, Step) is var steps && ReferenceEquals(steps, stage.Steps) ? stage : stage with { Steps = steps });
        return ReferenceEquals(stages, plan.Stages) ? plan : plan with { Stages = stages };
    }

    public IReadOnlyDictionary<string, FlagDefinition> Definitions(IReadOnlyDictionary<string, FlagDefinition> definitions) => Each(definitions, Definition);

    private FlagDefinition Definition(FlagDefinition definition)
    {
        var include = definition.Include is { } included ? ids.Audience(included) : null;
        var exclude = definition.Exclude is { } excluded ? ids.Audience(excluded) : null;
        var overrides = definition.Overrides is { } map ? ids.Overrides(map) : null;
        return ReferenceEquals(include, definition.Include) && ReferenceEquals(exclude, definition.Exclude) && ReferenceEquals(overrides, definition.Overrides)
            ? definition
            : definition with { Include = include, Exclude = exclude, Overrides = overrides };
    }

    private RolloutStage Stage(RolloutStage stage)
    {
        var customers = ids.Audience(stage.Customers);
        return ReferenceEquals(customers, stage.Customers) ? stage : stage with { Customers = customers };
    }

    private StepDefinition Step(StepDefinition step)
    {
        var customers = ids.Audience(step.Customers);
        return ReferenceEquals(customers, step.Customers) ? step : step with { Customers = customers };
    }

    private static IReadOnlyList<T> Each<T>(IReadOnlyList<T> items, Func<T, T> rename)
        where T : class
    {
        T[] renamed = [.. items.Select(rename)];
        return renamed.Zip(items).All(pair => ReferenceEquals(pair.First, pair.Second)) ? items : renamed;
    }

    private static IReadOnlyDictionary<string, T> Each<T>(IReadOnlyDictionary<string, T> entries, Func<T, T> rename)
        where T : class
    {
        var renamed = entries.ToDictionary(entry => entry.Key, entry => rename(entry.Value), StringComparer.Ordinal);
        return renamed.Values.Zip(entries.Values).All(pair => ReferenceEquals(pair.First, pair.Second)) ? entries : renamed;
    }
}
