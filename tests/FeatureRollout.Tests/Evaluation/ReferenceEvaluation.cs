using FeatureRollout.Flags;
using FeatureRollout.Hashing;

namespace FeatureRollout.Tests.Evaluation;

/// <summary>
/// The order of evaluation as one would write it down: no compiling, no tables, one step after the other. A truth that is
/// null is not decided.
/// </summary>
internal sealed class ReferenceEvaluation
{
    public required IReadOnlyList<Layer> Layers { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>What the conditions used here mean, by their text.</summary>
    public required IReadOnlyDictionary<string, Func<ReferenceEvaluation, Asked, bool?>> Conditions { get; init; }

    public required Func<string, string, bool?> Lookup { get; init; }

    public (bool Enabled, FlagReason Reason) Answer(string key, Asked who)
    {
        // 1: unknown.
        if (Definition(key) is not { } flag)
        {
            return (false, FlagReason.UnknownFlag);
        }

        // 2: killed in any layer; outside the schedule.
        if (Layers.Any(layer => layer.Flags.Flags.GetValueOrDefault(key)?.Enabled == false || layer.Flags.States?.GetValueOrDefault(key)?.Enabled == false))
        {
            return (false, FlagReason.Killed);
        }

        if (flag.Schedule is { } schedule && (Now < schedule.From || Now >= schedule.Until))
        {
            return (false, FlagReason.OutsideSchedule);
        }

        // 3 and 4: a rollout that is not read, or not under way.
        var state = Layers.Select(layer => layer.Flags.States?.GetValueOrDefault(key)).LastOrDefault(found => found is not null);
        var stage = state?.Stage;
        if (stage is null && flag.Plan is not null)
        {
            return (false, Layers.Any(layer => layer.Flags.States is not null) ? FlagReason.RolloutInactive : FlagReason.NotReady);
        }

        if (stage is { Active: false })
        {
            return (false, FlagReason.RolloutInactive);
        }

        // 5: excluded.
        var unit = flag.Unit is null ? who.Id : who.Attribute(flag.Unit);
        var excluded = IsNamed(flag.Exclude, unit, who);
        if (excluded == true)
        {
            return (false, FlagReason.Excluded);
        }

        // 6: prerequisites.
        if ((flag.Requires ?? []).Any(required => !Answer(required, who).Enabled))
        {
            return (false, FlagReason.PrerequisiteOff);
        }

        // The rest, which an exclusion that is not known could still overrule.
        var rest = AfterPrerequisites(flag, state, unit, who);
        return excluded is null && rest.Enabled ? (flag.Default ?? false, FlagReason.Undecided) : rest;
    }

    public int? Bucket(string key, Asked who)
    {
        var flag = Definition(key)!;
        return Bucket(flag, flag.Unit is null ? who.Id : who.Attribute(flag.Unit));
    }

    /// <summary>The variant of a customer for whom the flag is on.</summary>
    public string? Variant(string key, Asked who)
    {
        var (enabled, reason) = Answer(key, who);
        var flag = Definition(key)!;
        if (!enabled || flag.Variants is not { } variants)
        {
            return null;
        }

        var unit = UnitOf(flag, who);
        var state = Layers.Select(layer => layer.Flags.States?.GetValueOrDefault(key)).LastOrDefault(found => found is not null);
        var rule = reason == FlagReason.Rule ? FirstRule(flag, state?.Stage, unit, who).Rule : null;
        var salt = rule?.Salt is { } own ? own + ":variant" : flag.VariantSalt ?? (flag.Salt ?? flag.Key) + ":variant";
        var drawn = rule?.Unit is { } by ? who.Attribute(by) : unit;
        (string Name, decimal Weight)[] weights = rule?.Variants is { } chosen
            ? [.. chosen.Select(each => (each.Name, each.Weight))]
            : [.. variants.Select(each => (each.Name, each.Weight))];
        if (weights.Count(each => each.Weight > 0) == 1)
        {
            return weights.Single(each => each.Weight > 0).Name;
        }

        if (string.IsNullOrEmpty(drawn))
        {
            return null;
        }

        // Both bucketings here draw variants as v1 does.
        var place = (decimal)BucketingV1.Bucket(drawn, salt) * weights.Sum(each => each.Weight);
        var cumulative = 0m;
        foreach (var (name, weight) in weights)
        {
            cumulative += weight;
            if (place < cumulative * 100_000)
            {
                return name;
            }
        }

        throw new InvalidOperationException("Weights leave nobody out.");
    }

    private static string? UnitOf(FlagDefinition flag, Asked who) => flag.Unit is null ? who.Id : who.Attribute(flag.Unit);

    private static int? Bucket(FlagDefinition flag, string? unit) => Bucket(flag.Bucketing, flag.Salt ?? flag.Key, unit);

    private static int? Bucket(string? bucketing, string salt, string? unit) =>
        bucketing == "js-hash-100" ? UserPercentile(unit ?? "") * 1000
        : string.IsNullOrEmpty(unit) ? null
        : BucketingV1.Bucket(unit, salt);

    /// <summary>What the source document computes of a user id, in JavaScript's arithmetic: 0 to 99.</summary>
    public static int UserPercentile(string userId)
    {
        long hash = 0;
        foreach (var unit in userId)
        {
            hash = ToInt32(ToInt32(hash << 5) - hash + unit);
        }

        return (int)(Math.Abs(hash) % 100);

        static long ToInt32(long number) => unchecked((int)(uint)(ulong)number);
    }

    private (bool Enabled, FlagReason Reason) AfterPrerequisites(FlagDefinition flag, FlagState? state, string? unit, Asked who)
    {
        // 7: override; the state's first, an expired one is none.
        foreach (var overrides in new[] { state?.Overrides, flag.Overrides })
        {
            if (!string.IsNullOrEmpty(unit) && overrides?.GetValueOrDefault(unit) is { } given && !(given.Until <= Now))
            {
                return (given.Enabled, FlagReason.Override);
            }
        }

        // 8: included, by the flag, its state or its stage.
        var included = AnyOf(
            IsNamed(flag.Include, unit, who),
            IsNamed(state?.Stage?.Customers, unit, who),
            !string.IsNullOrEmpty(unit) && (state?.Added ?? CustomerList.Empty).Contains(unit, StringComparer.Ordinal));
        if (included == true)
        {
            return (true, FlagReason.Included);
        }

        var drawn = Drawn(flag, state, unit, who);
        return included is null && !drawn.Enabled ? (flag.Default ?? false, FlagReason.Undecided) : drawn;
    }

    private (bool Enabled, FlagReason Reason) Drawn(FlagDefinition flag, FlagState? state, string? unit, Asked who)
    {
        var undecided = (flag.Default ?? false, FlagReason.Undecided);
        var stage = state?.Stage;
        if (stage?.Eligible is { } eligible && Holds(eligible, who) is not true and var isEligible)
        {
            return isEligible is null ? undecided : (false, FlagReason.NotEligible);
        }

        // 9: rules, the stage's strata first; others get at most the stage's percentage.
        var (deciding, isDecided, isIn) = FirstRule(flag, stage, unit, who);
        if (deciding is not null)
        {
            return isDecided ? (isIn, FlagReason.Rule) : undecided;
        }

        // 10: the percentage.
        var bare = flag.Enabled == true && (flag.Include ?? Audience.Nobody).IsEmpty && (flag.Rules ?? []).Count == 0;
        var percentage = stage?.Percentage ?? state?.Percentage ?? flag.Percentage ?? (bare ? Percentage.Full : Percentage.Zero);
        return (IsIn(flag, unit, percentage), FlagReason.Percentage);
    }

    /// <summary>The first stratum or rule that matches, or may, and does not hand this customer on.</summary>
    private (FlagRule? Rule, bool IsDecided, bool IsIn) FirstRule(FlagDefinition flag, RolloutStage? stage, string? unit, Asked who)
    {
        foreach (var stratum in stage?.Strata ?? [])
        {
            if (Holds(stratum.When, who) is not false and var holds)
            {
                return (stratum, holds is true, IsIn(flag, unit, stratum.Percentage));
            }
        }

        foreach (var rule in flag.Rules ?? [])
        {
            var isIn = IsDrawn(flag, rule, stage, unit, who);
            if (Holds(rule.When, who) is not false and var holds && (isIn || !rule.Continue))
            {
                return (rule, holds is true, isIn);
            }
        }

        return default;
    }

    private static bool IsDrawn(FlagDefinition flag, FlagRule rule, RolloutStage? stage, string? unit, Asked who)
    {
        var most = stage?.Percentage ?? Percentage.Full;
        if (rule is { Salt: null, Bucketing: null, Unit: null, Variants: null } && rule.From == Percentage.Zero)
        {
            return IsIn(flag, unit, rule.Percentage < most ? rule.Percentage : most);
        }

        var drawn = rule.Unit is null ? unit : who.Attribute(rule.Unit);
        var bucketing = rule.Bucketing ?? flag.Bucketing;
        var bucket = Bucket(bucketing, rule.Salt ?? flag.Salt ?? flag.Key, drawn);
        var until = rule.From.Thousandths + rule.Percentage.Thousandths;
        var isIn = (rule.Percentage == Percentage.Full && bucketing != "js-hash-100") || (bucket >= rule.From.Thousandths && bucket < until);
        return isIn && (most == Percentage.Full || Bucket(flag, drawn) < most.Thousandths);
    }

    private static bool IsIn(FlagDefinition flag, string? unit, Percentage percentage) =>
        percentage == Percentage.Full || (Bucket(flag, unit) is { } bucket && bucket < percentage.Thousandths);

    private bool? IsNamed(Audience? audience, string? unit, Asked who) =>
        AnyOf([
            !string.IsNullOrEmpty(unit) && audience is not null && audience.Customers.Contains(unit, StringComparer.Ordinal),
            .. (audience?.Segments ?? []).Select(segment => IsInSegment(segment, who)),
        ]);

    public bool? IsInSegment(string name, Asked who)
    {
        var segment = Layers.Select(layer => layer.Flags.Segments.GetValueOrDefault(name)).Last(found => found is not null)!;
        var known = !string.IsNullOrEmpty(who.Id);
        if (known && (segment.Exclude ?? CustomerList.Empty).Contains(who.Id, StringComparer.Ordinal))
        {
            return false;
        }

        if (known && (segment.Include ?? CustomerList.Empty).Contains(who.Id, StringComparer.Ordinal))
        {
            return true;
        }

        return AnyOf(
            segment.When is { } when ? Holds(when, who) : false,
            known && segment.Source is { } source ? Lookup(source, who.Id!) : false);
    }

    private bool? Holds(Condition condition, Asked who) => Conditions[condition.Text](this, who);

    private static bool? AnyOf(params IReadOnlyCollection<bool?> truths) =>
        truths.Contains(true) ? true : truths.Contains(null) ? null : false;

    /// <summary>What the layers say together: the last word on each member counts.</summary>
    private FlagDefinition? Definition(string key)
    {
        FlagDefinition? all = null;
        foreach (var said in Layers.Select(layer => layer.Flags.Flags.GetValueOrDefault(key)).OfType<FlagDefinition>())
        {
            // Only these two are said in more than one layer here.
            all = all is null ? said : all with { Enabled = said.Enabled ?? all.Enabled, Percentage = said.Percentage ?? all.Percentage };
        }

        return all;
    }
}

/// <summary>A customer with plain attributes.</summary>
internal sealed record Asked(string? Id, string? Vertical, double? Seats, string? Tenant, double? Number)
{
    public EvaluationContext Context
    {
        get
        {
            var context = EvaluationContext.For(Id);
            context = Vertical is null ? context : context.With("vertical", Vertical);
            context = Seats is null ? context : context.With("seats", Seats.Value);
            context = Tenant is null ? context : context.With("tenant", Tenant);
            return Number is null ? context : context.With("number", Number.Value);
        }
    }

    public string? Attribute(string name) => name switch
    {
        "tenant" => Tenant,
        "number" => Number?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        "vertical" => Vertical,
        "customerId" => Id,
        _ => null,
    };
}
