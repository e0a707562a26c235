namespace FeatureRollout.Cli.Importing.From.Decided;

/// <summary>Makes variants of a flag that gives values.</summary>
internal sealed class VariantRules(DecidedFlag flag, Import import)
{
    private const decimal LargestWeight = 1_000_000;

    public FlagDefinition Define(FlagDefinition definition, List<Decision> decisions)
    {
        var own = flag.Last switch
        {
            FixedOutcome answer => [new VariantWeight(answer.Variant, 1)],
            SplitOutcome split => Weights(split),
            _ => flag.Variants.Select(variant => new VariantWeight(variant.Name, 1)).ToArray(),
        };
        var drawn = flag.Last as SplitOutcome;
        definition = definition with
        {
            Percentage = flag.Last is OffOutcome ? Percentage.Zero : Percentage.Full,
            Variants = flag.Variants.Count == 0 ? null : [.. own.Select(weight => Variant(weight.Name, weight.Weight)), .. flag.Variants.Where(each => own.All(weight => weight.Name != each.Name)).Select(each => Variant(each.Name, 0))],
            Bucketing = drawn is null ? null : flag.Bucketing,
            Salt = drawn is null || drawn.Salt == flag.Key ? null : drawn.Salt,
            Unit = drawn is null || drawn.Unit == EvaluationContext.CustomerIdName ? null : drawn.Unit,
        };

        // Variants of the flag itself are for those with an id only; a rule's single one is for all.
        var all = flag.Last is FixedOutcome ? decisions.Append(new Decision(ConditionText.Always, flag.Last)) : decisions;
        var rules = all.Select(decision => Rule(definition, decision)).ToArray();
        return rules.Length == 0 ? definition : definition with { Rules = rules };
    }

    private FlagVariant Variant(string name, decimal weight) => new()
    {
        Name = name,
        Weight = weight,
        Value = NodeValue.Json(flag.Variants.First(variant => variant.Name == name).Value),
    };

    // Other bucketings than v1 have no place for those without an id, who get fixed answers all the same.
    private FlagRule Rule(FlagDefinition definition, Decision decision) => decision.Outcome switch
    {
        FixedOutcome answer => new FlagRule(Condition.Parse(decision.When), Percentage.Full)
        {
            Variants = [new VariantWeight(answer.Variant, 1)],
            Bucketing = definition.Bucketing is null ? null : "v1",
        },
        SplitOutcome split => new FlagRule(Condition.Parse(decision.When), Percentage.Full)
        {
            Variants = Weights(split),
            Bucketing = definition.Bucketing is null ? flag.Bucketing : null,
            Salt = split.Salt == (definition.Salt ?? definition.Key) ? null : split.Salt,
            Unit = split.Unit == (definition.Unit ?? EvaluationContext.CustomerIdName) ? null : split.Unit,
        },
        _ => new FlagRule(Condition.Parse(decision.When), Percentage.Zero),
    };

    private VariantWeight[] Weights(SplitOutcome split)
    {
        var weights = new List<VariantWeight>();
        foreach (var (name, weight) in split.Shares)
        {
            var at = weights.FindIndex(each => each.Name == name);
            if (name is null)
            {
                import.Lose(flag.At, "A split gives some customers no variant at all; here the others share them out.");
            }
            else if (at < 0)
            {
                weights.Add(new VariantWeight(name, weight));
            }
            else
            {
                if (at < weights.Count - 1 && weight > 0)
                {
                    import.Lose(flag.At, $"A split names \"{name}\" twice with others between; here it has one share, and some customers get another variant.");
                }

                weights[at] = weights[at] with { Weight = weights[at].Weight + weight };
            }
        }

        return [.. Scaled(weights)];
    }

    /// <summary>Smaller weights of the same proportions, where they are too large.</summary>
    private IEnumerable<VariantWeight> Scaled(List<VariantWeight> weights)
    {
        var largest = weights.Max(each => each.Weight);
        if (largest <= LargestWeight)
        {
            return weights;
        }

        var divisor = weights.Aggregate(0m, (sofar, each) => Divisor(sofar, each.Weight));
        if (largest / divisor > LargestWeight)
        {
            import.Lose(flag.At, "Weights over a million are made smaller, and rounded: a few customers may get another variant.");
            return weights.Select(each => each with { Weight = decimal.Round(each.Weight * LargestWeight / largest, 3) });
        }

        return weights.Select(each => each with { Weight = each.Weight / divisor });
    }

    private static decimal Divisor(decimal one, decimal other) => other == 0 ? one : Divisor(other, one % other);
}
