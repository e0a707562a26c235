namespace FeatureRollout.Rollouts.Machine;

/// <summary>Takes one customer out of everything that a document holds.</summary>
internal static class Erasing
{
    public static FlagDocument Apply(FlagDocument document, string customer)
    {
        FlagChanges.DemandStorable(customer);
        var gone = CustomerList.Of(customer);
        return document with
        {
            State = document.State with
            {
                Added = document.State.Added is { } added ? Customers.Except(added, gone) : null,
                Overrides = Without(document.State.Overrides, customer),
                Definition = document.State.Definition is { } definition ? Without(definition, gone, customer) : null,
            },
            Rollout = document.Rollout is { } rollout
                ? rollout with
                {
                    Customers = Customers.Except(rollout.Customers, gone),
                    Plan = Without(rollout.Plan, gone),
                    Definitions = rollout.Definitions.ToDictionary(entry => entry.Key, entry => Without(entry.Value, gone, customer), StringComparer.Ordinal),
                }
                : null,
        };
    }

    private static PlanDefinition Without(PlanDefinition plan, CustomerList gone) => plan with
    {
        Stages = [.. plan.Stages.Select(stage => stage with
        {
            Steps = [.. stage.Steps.Select(step => step with { Customers = Without(step.Customers, gone) })],
        })],
    };

    private static FlagDefinition Without(FlagDefinition definition, CustomerList gone, string customer) => definition with
    {
        Include = definition.Include is { } include ? Without(include, gone) : null,
        Exclude = definition.Exclude is { } exclude ? Without(exclude, gone) : null,
        Overrides = Without(definition.Overrides, customer),
    };

    private static Audience Without(Audience audience, CustomerList gone) => audience with { Customers = Customers.Except(audience.Customers, gone) };

    private static IReadOnlyDictionary<string, FlagOverride>? Without(IReadOnlyDictionary<string, FlagOverride>? overrides, string customer) =>
        overrides?.ContainsKey(customer) == true
            ? overrides.Where(entry => entry.Key != customer).ToDictionary(StringComparer.Ordinal)
            : overrides;
}
