using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.LaunchDarkly;

/// <summary>Carries flags.</summary>
internal sealed class FlagCarrier(Import import, ContextAttributes attributes, SegmentCarrier segments, PrerequisiteReader prerequisites)
{
    private static readonly Condition Everybody = Condition.Parse(ConditionText.Always);

    private readonly ServingReader _servings = new(import, attributes);
    private readonly TargetReader _targets = new(import, attributes);

    /// <summary>The flag of a definition.</summary>
    public FlagDefinition Carry(SourceNode source, string original, string key)
    {
        KnownMembers.NoteOthers(
            import, source, "key", "deleted", "on", "variations", "offVariation", "fallthrough", "targets", "contextTargets", "rules", "prerequisites", "salt");
        var variations = new Variations(source.ItemsOf("variations"));
        var isOn = source.IsTrue("on");
        var off = source.Whole("offVariation");
        NoteOff(source, variations, isOn, off);
        if (!isOn && variations.IsBoolean && off is { } always && variations.IsTrue(always))
        {
            return new FlagDefinition { Key = key, Percentage = Percentage.Full };
        }

        var flag = new FlagDefinition { Key = key, Percentage = Percentage.Zero, Enabled = isOn ? null : false };
        flag = WithTargets(flag, source, variations);
        flag = WithRules(flag, source, variations);
        flag = WithFallthrough(flag, source, variations);
        if (flag.Variants is not null || flag.Percentage is { Thousandths: > 0 and < Serving.Full }
            || flag.Rules?.Any(rule => !rule.DrawsAsFlag || rule.Percentage.Thousandths is > 0 and < Serving.Full) == true)
        {
            var salt = $"{source.TextOf("key") ?? original}.{source.TextOf("salt")}";
            flag = flag with { Bucketing = LaunchDarklyImporter.Bucketing, Salt = salt };
        }

        return prerequisites.Apply(flag, source);
    }

    /// <summary>A flag with one value for everybody.</summary>
    public static FlagDefinition CarryValue(SourceNode value, string key) => value.Kind == SourceKind.Boolean
        ? new FlagDefinition { Key = key, Percentage = value.Text == "true" ? Percentage.Full : Percentage.Zero }
        : new FlagDefinition
        {
            Key = key,
            Percentage = Percentage.Full,
            Bucketing = LaunchDarklyImporter.Bucketing,
            Variants = [.. new Variations([value]).All.Select(variant => variant with { Weight = 100 })],
        };

    /// <summary>While a flag is off here, code gets what it falls back to, and false of a boolean one.</summary>
    private void NoteOff(SourceNode source, Variations variations, bool isOn, int? off)
    {
        if (off is not { } variation || (variations.IsBoolean && !variations.IsTrue(variation)))
        {
            return;
        }

        var at = source["offVariation"]!;
        if (isOn && source.ItemsOf("prerequisites").Count == 0)
        {
            import.Tell(at, "while the flag is on this counts for nothing; switched off here, code gets what it falls back to.");
        }
        else if (isOn)
        {
            import.Lose(at, "those whose prerequisites fail get no value here, but what code falls back to.");
        }
        else if (!variations.IsBoolean)
        {
            import.Lose(at, "the flag is off, and while it is off here code gets what it falls back to.");
        }
        else if (source.ItemsOf("rules").Count + source.ItemsOf("targets").Count + source.ItemsOf("contextTargets").Count + source.ItemsOf("prerequisites").Count > 0
            || source["fallthrough"]?["rollout"] is not null)
        {
            import.Lose(at, "the flag is off and gives true: it is on for everybody here, and nothing else of it is carried.");
        }
        else
        {
            import.Tell(at, "the flag is off and gives true: it is on for everybody here.");
        }
    }

    private FlagDefinition WithTargets(FlagDefinition flag, SourceNode source, Variations variations)
    {
        var targets = _targets.Read(source);
        if (!variations.IsBoolean || targets.Exists(target => target.Attribute != "customerId" || target.Keys.Any(key => !LongConditions.CanBeListed(key))))
        {
            var rules = new ServedRules(variations);
            return flag with { Rules = [.. targets.SelectMany(target => rules.For(When(target, flag.Key), Serving.Fixed(target.Variation)))] };
        }

        // The first target that names a customer counts.
        var given = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var target in targets)
        {
            foreach (var id in target.Keys)
            {
                _ = given.TryAdd(id, variations.IsTrue(target.Variation));
            }
        }

        var isIn = given.Where(each => each.Value).Select(each => each.Key).ToArray();
        var isOut = given.Where(each => !each.Value).ToDictionary(each => each.Key, _ => new FlagOverride { Enabled = false }, StringComparer.Ordinal);
        return flag with
        {
            Include = isIn.Length > 0 ? Audience.Of(isIn) : null,
            Overrides = isOut.Count > 0 ? isOut : null,
            Rules = [],
        };
    }

    private Condition When(TargetedKeys target, string name) => Condition.Parse(
        LongConditions.InTexts(import, name + ".targets", target.Attribute, target.Keys));

    private FlagDefinition WithRules(FlagDefinition flag, SourceNode source, Variations variations)
    {
        var rules = new ServedRules(variations);
        List<FlagRule> all = [.. flag.Rules!];
        foreach (var rule in source.ItemsOf("rules"))
        {
            KnownMembers.NoteOthers(import, rule, "clauses", "variation", "rollout");
            var when = segments.Clauses.ReadAll(rule, flag.Key, out _);
            if (when != ConditionText.Never)
            {
                all.AddRange(rules.For(Condition.Parse(when), _servings.Read(rule)));
            }
        }

        return flag with { Rules = all };
    }

    private FlagDefinition WithFallthrough(FlagDefinition flag, SourceNode source, Variations variations)
    {
        var serving = source["fallthrough"] is { } fallthrough ? _servings.Read(fallthrough) : null;
        var rules = new ServedRules(variations);
        var isPlain = serving is { Salt: null, Unit: null } or { IsFixed: true };
        if (variations.IsBoolean)
        {
            var ranges = serving is null ? [] : rules.OnRanges(serving);
            return (ranges.Count == 0 || (isPlain && ranges is [(0, _)]))
                ? flag with { Percentage = Percentage.FromThousandths(ranges.Count == 0 ? 0 : ranges[0].To), Rules = flag.Rules is { Count: > 0 } some ? some : null }
                : flag with { Rules = [.. flag.Rules!, .. rules.For(Everybody, serving)] };
        }

        var weights = serving is null || !isPlain ? null : rules.Weights(serving);
        var variants = variations.All.ToArray();
        if (weights is null)
        {
            variants[0] = variants[0] with { Weight = 1 };
            return flag with { Variants = variants, Rules = [.. flag.Rules!, .. rules.For(Everybody, serving)] };
        }

        return flag with
        {
            Percentage = Percentage.Full,
            Rules = flag.Rules is { Count: > 0 } ruled ? ruled : null,
            Variants =
            [
                // Those of no weight go first: whom roundings leave beyond the end gets the last one.
                .. variants.Where(variant => weights.All(weight => weight.Name != variant.Name)),
                .. weights.Select(weight => Array.Find(variants, variant => variant.Name == weight.Name)! with { Weight = weight.Weight }),
            ],
        };
    }
}
