using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>
/// What a feature asks of others. That another is on can be required here; that it is off, or gives certain variants, only where the
/// answer is known from how it is set up. Unleash has no dependencies of dependencies: such features are off.
/// </summary>
internal sealed class UnleashDependencies(Import import, IReadOnlyDictionary<string, UnleashFeature> features)
{
    private static readonly string[] Known = ["feature", "enabled", "variants"];

    /// <summary>What a feature's dependencies come to.</summary>
    public UnleashNeeds Of(UnleashFeature feature)
    {
        List<string> requires = [];
        List<string> conditions = [];
        foreach (var dependency in feature.Dependencies)
        {
            import.LoseOthers(dependency.Members, Known);
            var name = dependency.TextOf("feature") ?? "";
            if (!features.TryGetValue(name, out var parent) || parent.Dependencies.Count > 0)
            {
                import.Tell(dependency, $"\"{name}\" is not there or depends on another itself; as in Unleash, the feature is off for everybody.");
                return UnleashNeeds.Never;
            }

            var isWanted = dependency["enabled"] is null or { Text: not "false" };
            if (isWanted && IsVariantMet(dependency, parent) is var met && met != true)
            {
                if (met is null)
                {
                    import.Lose(dependency, $"That \"{name}\" gives certain of its variants cannot be required; the feature is off for everybody.");
                }

                return UnleashNeeds.Never;
            }

            if (isWanted)
            {
                requires.Add(parent.Key);
            }
            else if (Off(dependency, parent) is { } condition and not ConditionText.Never)
            {
                conditions.Add(condition);
            }
            else
            {
                return UnleashNeeds.Never;
            }
        }

        return new UnleashNeeds([.. requires.Distinct(StringComparer.Ordinal)], ConditionText.All(conditions));
    }

    /// <summary>Whether the parent's variant is always or never one of those; null where that is only known for a customer.</summary>
    private static bool? IsVariantMet(SourceNode dependency, UnleashFeature parent)
    {
        var wanted = dependency.TextsOf("variants");
        if (wanted.Count == 0)
        {
            return true;
        }

        var given = parent.Strategies.SelectMany(strategy => parent.ChoiceOf(strategy) is { } choice
            ? choice.Weights.Where(weight => weight.Weight > 0).Select(weight => weight.Name).Concat(choice.Overrides.Select(each => each.Variant))
            : [UnleashVariants.None]).ToArray();
        return given.All(wanted.Contains) ? true : given.Any(wanted.Contains) ? null : false;
    }

    /// <summary>The condition under which the parent is off.</summary>
    private string Off(SourceNode dependency, UnleashFeature parent)
    {
        if (!parent.Enabled || parent.IsForAll)
        {
            import.Lose(dependency, $"That \"{parent.Name}\" is off cannot be required. It is {(parent.Enabled ? "on" : "off")} now; the feature is set up for that and stays so.");
            return parent.Enabled ? ConditionText.Never : ConditionText.Always;
        }

        if (parent.Strategies.All(strategy => strategy.IsForAll && strategy.Meaning.Window == ClockWindow.Always))
        {
            import.Lose(dependency, $"That \"{parent.Name}\" is off cannot be required; its conditions as they are now are carried instead, turned round.");
            return ConditionText.Not(ConditionText.Any(parent.Strategies.Select(strategy => strategy.Meaning.When)));
        }

        import.Lose(dependency, $"That \"{parent.Name}\" is off cannot be required, since it draws its customers; the feature is off for everybody.");
        return ConditionText.Never;
    }
}

/// <summary>What must be so for a feature to be on.</summary>
/// <param name="Requires">The keys of flags that must be on.</param>
/// <param name="When">The condition to meet besides.</param>
internal sealed record UnleashNeeds(IReadOnlyList<string> Requires, string When)
{
    /// <summary>It cannot be on.</summary>
    public static readonly UnleashNeeds Never = new([], ConditionText.Never);
}
