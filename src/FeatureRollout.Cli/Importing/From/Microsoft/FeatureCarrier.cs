using System.Text.Json;

namespace FeatureRollout.Cli.Importing.From.Microsoft;

/// <summary>Carries one feature: its filters, then its variants.</summary>
internal sealed class FeatureCarrier(Import import, Feature feature, string key, IReadOnlySet<string> names)
{
    /// <summary>Adds the flag, and where its variants are drawn apart from its customers a second one that it requires.</summary>
    public void Carry()
    {
        var filters = new FilterCombination(import, feature, key);
        var flag = filters.Carry();
        if (feature.Variants is not { Children.Count: > 0 } written)
        {
            if (feature.Allocation is not null)
            {
                import.Tell(feature.Allocation.At, "there are no variants to give, so this changes nothing.");
            }

            import.Add(Named(flag));
            return;
        }

        if (feature.Allocation is not { } allocation)
        {
            import.Tell(written.At, "nobody gets a variant without an allocation, so they are not carried.");
            import.Add(Named(flag));
            return;
        }

        var variants = new VariantReader(written, import);
        var reader = new AllocationReader(import, allocation, variants, key);
        reader.NoteLost();
        AllocationStep[] steps = [.. reader.Steps().Where(step => step.When != ConditionText.Never)];
        var ranges = reader.Ranges();
        var isPlain = ranges.TrueForAll(range => range.Outcome.IsOn) && ranges.DistinctBy(range => range.Outcome).Count() == ranges.Count;
        if (flag is not { Include: null, Rules: null } || (!isPlain && flag.Percentage < Percentage.Full))
        {
            flag = Apart(flag);
        }

        import.Add(Give(filters.Drawn(flag), variants, steps, isPlain, ranges, reader.Seed));
    }

    /// <summary>With the feature's name where that is no key here, so that those who ask by it find the flag.</summary>
    private FlagDefinition Named(FlagDefinition flag) => key == feature.Name ? flag : flag with { Salt = flag.Salt ?? feature.Name };

    /// <summary>Who is on becomes a flag of its own, so that the rules of this one are free to say who gets what.</summary>
    private FlagDefinition Apart(FlagDefinition flag)
    {
        var name = feature.Name + ".on";
        while (names.Contains(name))
        {
            name += "-";
        }

        var who = import.KeyFor(feature.At.At, name);
        import.Tell(feature.At.At, $"who is on and who gets which variant are drawn apart: \"{who}\" says the first, and \"{key}\" requires it.");
        import.Add(flag with { Key = who, Enabled = null, Salt = flag.Bucketing is null ? null : feature.Name });
        return new FlagDefinition { Key = key, Enabled = flag.Enabled, Percentage = Percentage.Full, Requires = [who] };
    }

    private FlagDefinition Give(
        FlagDefinition flag, VariantReader variants, AllocationStep[] steps, bool isPlain, List<AllocationRange> ranges, string? seed)
    {
        var share = flag.Percentage!.Value;
        var none = variants.FreeName();
        List<FlagRule> rules = [.. steps.Select(step => Fixed(step.When, share, step.Outcome))];
        List<FlagVariant> all = [.. variants.All];
        if (steps.Any(step => step.Outcome is { IsOn: true, Variant: null }) || ranges.Exists(range => range.Outcome is { IsOn: true, Variant: null }))
        {
            import.Tell(feature.At.At, $"who is on without a variant gets \"{none}\" here, whose null is the code's own fallback.");
            all.Add(new FlagVariant { Name = none, Weight = 0, Value = JsonSerializer.SerializeToElement<object?>(null) });
        }

        if (isPlain)
        {
            var drawn = ranges.Select(range =>
                all.First(variant => variant.Name == (range.Outcome.Variant ?? none)) with { Weight = (range.To - range.From) / 1000m }).ToArray();
            all = [.. drawn, .. all.Where(variant => !Array.Exists(drawn, each => each.Name == variant.Name))];
            return flag with { Rules = rules.Count > 0 ? rules : null, Variants = all, VariantSalt = seed };
        }

        foreach (var range in ranges.Where(range => range.Outcome.IsOn))
        {
            rules.Add(Fixed(ConditionText.Always, Percentage.FromThousandths(range.To - range.From), range.Outcome) with
            {
                From = Percentage.FromThousandths(range.From),
                Salt = seed ?? "allocation\n" + feature.Name,
                Continue = true,
            });
        }

        all[0] = all[0] with { Weight = 1 };
        return flag with { Rules = rules, Variants = all, Percentage = Percentage.Zero };

        FlagRule Fixed(string when, Percentage percentage, Outcome outcome) =>
            new(Condition.Parse(LongConditions.Short(import, key, when)), outcome.IsOn ? percentage : Percentage.Zero)
            {
                Variants = outcome.IsOn ? [new VariantWeight(outcome.Variant ?? none, 1)] : null,
            };
    }
}
