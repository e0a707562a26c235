using FeatureRollout.Cli.Importing.Sources;

namespace FeatureRollout.Cli.Importing.From.Unleash;

/// <summary>
/// Writes the strategies of a feature as rules. Each hands on whom it leaves out. Rules here draw by one attribute, so that a strategy
/// that draws by the first of several that a customer has is one rule for each, of which at most one concerns a customer.
/// </summary>
internal sealed class UnleashRules
{
    private const string Bucketing = "unleash";

    private readonly Import _import;
    private readonly UnleashFeature _feature;
    private readonly string _salt;
    private readonly bool _draws;
    private readonly List<FlagRule> _rules = [];

    private UnleashRules(Import import, UnleashFeature feature)
    {
        (_import, _feature) = (import, feature);
        _draws = feature.Strategies.Any(strategy => !strategy.IsForAll || feature.ChoiceOf(strategy) is { IsDrawn: true });

        // A rule may draw with no salt at all, as the old strategies do, a flag may not.
        var salted = feature.Strategies.Where(strategy => strategy.Salt.Length > 0).ToArray();
        _salt = (salted.FirstOrDefault(strategy => !strategy.IsForAll && feature.Choice is { IsDrawn: true } && strategy.Choice is null)
            ?? salted.FirstOrDefault(strategy => !strategy.IsForAll || strategy.Choice is { IsDrawn: true }))?.Salt ?? feature.Name;
    }

    /// <summary>The salt that variants of the feature itself are drawn with; null where the flag's does.</summary>
    private string? VariantSalt => _feature.Choice is { IsDrawn: true } && _salt != _feature.Name ? _feature.Name : null;

    /// <summary>The flag with its rules.</summary>
    /// <param name="import">Takes notes.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="also">What everybody has to meet besides.</param>
    public static FlagDefinition Write(Import import, UnleashFeature feature, string also)
    {
        var rules = new UnleashRules(import, feature);
        var schedule = rules.Schedule();
        var listed = rules.Listed(also);
        foreach (var strategy in feature.Strategies.Except(listed))
        {
            var when = ConditionText.All([also, rules.When(strategy, schedule)]);
            foreach (var (variant, of) in feature.ChoiceOf(strategy)?.Overrides ?? [])
            {
                rules.Add(strategy, ConditionText.All([when, of]), [new VariantWeight(variant, 1)], isDrawn: false);
            }

            rules.Add(strategy, when, rules.Weights(strategy), feature.ChoiceOf(strategy) is { IsDrawn: true });
        }

        var flag = new FlagDefinition
        {
            Key = feature.Key,
            Include = listed.Count == 0 ? null : Audience.Of(listed.SelectMany(strategy => strategy.Customers!).Distinct(StringComparer.Ordinal)),
            Variants = feature.Variants.Count == 0 ? null : [.. feature.Variants],
            Schedule = schedule is { } window ? new FlagSchedule(window.From, window.Until) : null,
            Bucketing = rules._draws ? Bucketing : null,
            Salt = rules._draws && rules._salt != feature.Key ? rules._salt : null,
            VariantSalt = rules.VariantSalt,
            Rules = rules._rules,
        };
        return UnleashSimpler.Of(flag);
    }

    /// <summary>The strategies that only list customers; where there are variants the order matters, and they stay rules.</summary>
    private List<UnleashStrategy> Listed(string also) =>
        also == ConditionText.Always && _feature.Variants.Count == 0
            ? [.. _feature.Strategies.Where(strategy => strategy.Customers?.All(LongConditions.CanBeListed) ?? false)]
            : [];

    /// <summary>The times that all strategies share.</summary>
    private ClockWindow? Schedule()
    {
        var windows = _feature.Strategies.Select(strategy => strategy.Meaning.Window).Distinct().ToArray();
        return windows is [var only] && only != ClockWindow.Always && !only.IsEmpty ? only : null;
    }

    private string When(UnleashStrategy strategy, ClockWindow? schedule)
    {
        if (strategy.Meaning.Window == ClockWindow.Always || strategy.Meaning.Window == schedule)
        {
            return strategy.Meaning.When;
        }

        _import.Lose(strategy.At, "Only some of the feature's strategies have these times, which a flag has as a whole: code has to give the moment as the attribute \"currentTime\".");
        return strategy.Meaning.WithClock();
    }

    /// <summary>The variants that a strategy chooses from; null where they are the flag's as they stand.</summary>
    private IReadOnlyList<VariantWeight>? Weights(UnleashStrategy strategy)
    {
        var own = _feature.ChoiceOf(strategy)?.Weights ?? (_feature.Variants.Count == 0 ? null : [new VariantWeight(UnleashVariants.None, 1)]);
        return own is null || _feature.Variants.Select(variant => new VariantWeight(variant.Name, variant.Weight)).SequenceEqual(own) ? null
            : strategy.Choice is null && _feature.Choice is not null ? null
            : own;
    }

    private void Add(UnleashStrategy strategy, string when, IReadOnlyList<VariantWeight>? weights, bool isDrawn)
    {
        if (when == ConditionText.Never)
        {
            return;
        }

        var choice = _feature.ChoiceOf(strategy);
        var variantUnits = choice is { Units.Count: > 0 } ? choice.Units
            : strategy is { IsForAll: false, Choice: not null } ? strategy.Units
            : UnleashImporter.DefaultUnits(_import);
        if (!strategy.IsForAll)
        {
            if (isDrawn && !variantUnits.Take(strategy.Units.Count).SequenceEqual(strategy.Units, StringComparer.Ordinal))
            {
                _import.Lose(choice!.At, $"These variants are drawn by {string.Join(" or ", variantUnits)}, the customers by {string.Join(" or ", strategy.Units)}; here both are.");
            }

            var salt = isDrawn && strategy.Choice is null ? SaltBeside(strategy) : strategy.Salt == _salt && (strategy.Choice is null || VariantSalt is null) ? null : strategy.Salt;
            AddDrawn(strategy.Units, when, strategy.Share, salt, weights);
            return;
        }

        if (isDrawn)
        {
            AddDrawn(variantUnits, when, Percentage.Full, strategy.Choice is null || (strategy.Salt == _salt && VariantSalt is null) ? null : strategy.Salt, weights);
        }

        _rules.Add(new FlagRule(Condition.Parse(when), Percentage.Full) { Bucketing = _draws ? "v1" : null, Variants = weights });
    }

    /// <summary>The salt of a rule whose customers get variants of the feature itself, which go by the flag's salt of variants.</summary>
    private string? SaltBeside(UnleashStrategy strategy)
    {
        if (strategy.Salt != _salt)
        {
            _import.Lose(strategy.At, $"The feature's variants are drawn by its name for all strategies; here they are drawn by the group \"{strategy.Salt}\" for those of this one.");
            return strategy.Salt;
        }

        return null;
    }

    /// <summary>A rule for each unit; the first unit's stands last, so that it needs no word about the others.</summary>
    private void AddDrawn(IReadOnlyList<string> units, string when, Percentage share, string? salt, IReadOnlyList<VariantWeight>? weights)
    {
        for (var i = units.Count - 1; i >= 0; i--)
        {
            var guards = units.Take(i).Select(before => "not " + ConditionText.Has(before)).Append(ConditionText.Has(units[i]));
            var guard = i == 0 ? ConditionText.Always : string.Join(" and ", guards);
            _rules.Add(new FlagRule(Condition.Parse(ConditionText.All([guard, when])), share)
            {
                Unit = units[i] == "customerId" ? null : units[i],
                Salt = salt,
                Variants = weights,
                Continue = true,
            });
        }
    }
}
