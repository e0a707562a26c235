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
        var rules = decisions.SelectMany(decision => Rules(definition, decision)).ToArray();
        return rules.Length == 0 ? definition : definition with { Rules = rules };
    }

    private FlagVariant Variant(string name, decimal weight) => new()
    {
        Name = name,
        Weight = weight,
        Value = NodeValue.Json(flag.Variants.First(variant => variant.Name == name).Value),
    };

    private IEnumerable<FlagRule> Rules(FlagDefinition definition, Decision decision)
    {
        var when = Condition.Parse(decision.When);
        switch (decision.Outcome)
        {
            case FixedOutcome answer:
                // Other bucketings than v1 have no place for those without an id, who get fixed answers all the same.
                return [new FlagRule(when, Percentage.Full) { Variants = [new VariantWeight(answer.Variant, 1)], Bucketing = definition.Bucketing is null ? null : "v1" }];
            case SplitOutcome split when IsOneList(split):
                return [flag.Drawn(definition, when, split) with { Variants = Weights(split) }];
            case SplitOutcome split when Ranges(split) is { Count: > 0 } ranges:
                return SplitRanges.Rules(ranges, flag.Drawn(definition, when, split), (rule, range) => rule with { Variants = [new VariantWeight(range.Name, 1)] });
            default:
                return [new FlagRule(when, Percentage.Zero)];
        }
    }

    /// <summary>Whether a split gives everybody a variant, and none to two ranges that do not touch.</summary>
    private static bool IsOneList(SplitOutcome split)
    {
        var ranges = SplitRanges.Of(split, name => name, out _);
        return split.Shares.All(share => share.Variant is not null || share.Weight == 0) && ranges.DistinctBy(range => range.Name, StringComparer.Ordinal).Count() == ranges.Count;
    }

    private List<SplitRange> Ranges(SplitOutcome split)
    {
        var ranges = SplitRanges.Of(split, name => name, out var isExact);
        if (!isExact)
        {
            import.Lose(flag.At, "A share is rounded to a thousandth of a percent: a few customers in 100,000 may get another variant.");
        }

        return ranges;
    }

    private VariantWeight[] Weights(SplitOutcome split)
    {
        var weights = new List<VariantWeight>();
        foreach (var (name, weight) in split.Shares.Where(share => share.Variant is not null))
        {
            var at = weights.FindIndex(each => each.Name == name);
            if (at < 0)
            {
                weights.Add(new VariantWeight(name!, weight));
            }
            else if (weight > 0)
            {
                // The other one weighs nothing, or stands right before.
                var both = weights[at].Weight + weight;
                weights.RemoveAt(at);
                weights.Add(new VariantWeight(name!, both));
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
