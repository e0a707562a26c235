using FeatureRollout.Flags.Conditions;

namespace FeatureRollout.Control.Managing;

/// <summary>Where definitions name a customer, as paths of the flag file. Pure.</summary>
internal sealed class DefinitionPlaces(string customerId, CustomerRenaming renaming)
{
    /// <summary>The places in what a provider gave.</summary>
    public IEnumerable<string> In(FlagSet flags) =>
        flags.Flags.Values.SelectMany(flag => In(flag, $"flags.{flag.Key}"))
            .Concat(flags.Segments.Values.SelectMany(In))
            .Concat(flags.Plans.Values.SelectMany(plan => In(plan, $"plans.{plan.Name}")))
            .Concat(flags.Rollouts.Values.Where(rollout => renaming.Holds(rollout.Customers)).Select(rollout => $"rollouts.{rollout.Key}.customers"))
            .Concat((flags.States ?? new Dictionary<string, FlagState>(StringComparer.Ordinal)).Values.SelectMany(In));

    /// <summary>The places in a rollout's copies that an erasure leaves: conditions.</summary>
    public IEnumerable<string> In(RolloutState rollout) =>
        rollout.Definitions.Values.SelectMany(flag => In(flag, $"rollouts.{rollout.Key}.definitions.{flag.Key}"))
            .Concat(In(rollout.Plan, $"rollouts.{rollout.Key}.plan"));

    private IEnumerable<string> In(FlagDefinition flag, string path)
    {
        if (renaming.Holds(flag.Include?.Customers))
        {
            yield return path + ".include";
        }

        if (renaming.Holds(flag.Exclude?.Customers))
        {
            yield return path + ".exclude";
        }

        if (flag.Overrides?.ContainsKey(customerId) == true)
        {
            yield return path + ".overrides";
        }

        if (flag.Rules?.Any(rule => IsIn(rule.When)) == true)
        {
            yield return path + ".rules";
        }
    }

    private IEnumerable<string> In(SegmentDefinition segment)
    {
        var path = $"segments.{segment.Name}";
        if (renaming.Holds(segment.Include))
        {
            yield return path + ".include";
        }

        if (renaming.Holds(segment.Exclude))
        {
            yield return path + ".exclude";
        }

        if (IsIn(segment.When))
        {
            yield return path + ".when";
        }
    }

    private IEnumerable<string> In(PlanDefinition plan, string path)
    {
        foreach (var stage in plan.Stages)
        {
            var place = $"{path}.stages.{stage.Name}";
            if (stage.Steps.Any(step => renaming.Holds(step.Customers.Customers)))
            {
                yield return place + ".customers";
            }

            if (IsIn(stage.Eligible))
            {
                yield return place + ".eligible";
            }

            if (stage.Strata.Any(rule => IsIn(rule.When)))
            {
                yield return place + ".strata";
            }
        }
    }

    private IEnumerable<string> In(FlagState state)
    {
        if (renaming.Holds(state.Added))
        {
            yield return $"states.{state.Key}.added";
        }

        if (state.Overrides?.ContainsKey(customerId) == true)
        {
            yield return $"states.{state.Key}.overrides";
        }
    }

    private bool IsIn(Condition? condition) => condition is not null && IsIn(condition.Root);

    private bool IsIn(ConditionNode node) => node switch
    {
        LogicalNode joined => joined.Operands.Any(IsIn),
        NotNode not => IsIn(not.Operand),
        ComparisonNode { Value: TextLiteral text } => text.Value == customerId,
        MembershipNode member => member.Values.OfType<TextLiteral>().Any(text => text.Value == customerId),
        _ => false,
    };
}
