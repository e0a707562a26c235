using FeatureRollout.Evaluation.Conditions;
using FeatureRollout.Flags;
using FeatureRollout.Flags.Files;
using FeatureRollout.Hashing;

namespace FeatureRollout.Evaluation;

/// <summary>
/// Makes a snapshot of the merged layers, for one moment: what a schedule or an expiring override says then is built in,
/// and the moment at which that next changes is given with it, so that no question has to read a clock.
/// </summary>
internal sealed class FlagCompiler
{
    private static readonly IReadOnlyDictionary<string, FlagOverride> NoOverrides = new Dictionary<string, FlagOverride>(StringComparer.Ordinal);

    private readonly EffectiveFlags _effective;
    private readonly Func<string, FlagRecord> _records;
    private readonly DateTimeOffset _now;
    private readonly SegmentCompiler _segments;
    private readonly IReadOnlyDictionary<string, FlagDefinition> _definitions;
    private readonly Dictionary<string, CompiledFlag> _compiled;
    private DateTimeOffset? _nextEdge;

    private FlagCompiler(Layers layers, Func<string, FlagRecord> records, Func<string, string, string, bool?>? lookup, DateTimeOffset now)
    {
        _effective = new EffectiveFlags(layers);
        _records = records;
        _now = now;
        _definitions = _effective.Definitions;
        _segments = new SegmentCompiler(layers.MergeSegments(), lookup);
        _compiled = new Dictionary<string, CompiledFlag>(_definitions.Count, StringComparer.Ordinal);
    }

    /// <summary>Compiles everything.</summary>
    /// <param name="layers">The contents, lowest precedence first.</param>
    /// <param name="version">The new snapshot's version.</param>
    /// <param name="records">Gives the client's record of a flag key, made at the first ask.</param>
    /// <param name="lookup">Answers for segments with a source; see <see cref="FeatureFlagsOptions.SegmentLookup"/>.</param>
    /// <param name="now">The moment to compile for.</param>
    /// <exception cref="FlagFileException">The layers don't fit together: an unknown name or a cycle.</exception>
    public static Snapshot Compile(
        Layers layers, long version, Func<string, FlagRecord> records, Func<string, string, string, bool?>? lookup, DateTimeOffset now)
    {
        var compiler = new FlagCompiler(layers, records, lookup, now);
        compiler.Check();
        foreach (var definition in compiler._definitions.Values)
        {
            compiler._compiled.Add(definition.Key, compiler.Compile(definition));
        }

        compiler.LinkPrerequisites();
        return new Snapshot(version, compiler._compiled.Values, layers, now, compiler._nextEdge);
    }

    /// <summary>
    /// A file alone was checked when it was read; here it is about names that one layer gives and another refers to, and
    /// about definitions that code made.
    /// </summary>
    private void Check()
    {
        var errors = new List<FlagFileError>();
        FlagSetChecks.Check(
            _definitions,
            _segments.Definitions,
            problem => errors.Add(Error($"{problem.Owner}, {problem.Member}", problem.Message)),
            _effective.States);
        var folded = new Dictionary<string, string>(_definitions.Count, StringComparer.Ordinal);
        foreach (var flag in _definitions.Values)
        {
            if (!FlagKey.IsValid(flag.Key))
            {
                errors.Add(Error("flags", MapKeys.Invalid(flag.Key)));
            }

            var same = FlagKey.Fold(flag.Key);
            if (!folded.TryAdd(same, flag.Key))
            {
                errors.Add(Error("flags", $"\"{JsonEscapes.Clip(flag.Key, 40)}\" and \"{JsonEscapes.Clip(folded[same], 40)}\" differ only in case, '-' and '_'; rename one"));
            }

            FlagChecks.Check(flag, (member, message) => errors.Add(Error($"{Owner.Flag(flag.Key)}, {member}", message)));
        }

        if (errors.Count > 0)
        {
            throw new FlagFileException("the whole of all layers", errors, errors.Count);
        }
    }

    private static FlagFileError Error(string place, string message) => new("layers", 0, 0, place, message);

    private CompiledFlag Compile(FlagDefinition definition)
    {
        var source = _effective.Of(definition);
        var record = _records(definition.Key);
        var parts = new FlagParts(
            record,
            source,
            new Share(source.Percentage),
            TextHash.Of(source.Salt),
            definition.Variants is { Count: > 0 } variants ? new CompiledVariants(BucketingOf(definition), VariantSaltOf(source), variants) : null,
            record.OutcomesAt(source.State?.Stage?.Name, source.State?.Stage?.Generation ?? 0, _now));
        if (OffForEverybody(source) is { } reason)
        {
            return new ConstantFlag(parts, Verdict.Off(reason));
        }

        if (!IsListed(source))
        {
            return Conditional(FlagKind.Conditional, parts);
        }

        if (HasLists(source))
        {
            return Conditional(parts.Share.Percentage < Percentage.Full ? FlagKind.Listed : FlagKind.Conditional, parts);
        }

        return parts.Share.IsPartial
            ? new PercentageFlag(parts)
            : new ConstantFlag(parts, new Verdict(parts.Share.Percentage == Percentage.Full, FlagReason.Percentage));
    }

    /// <summary>The steps of the order of evaluation that hold for everybody; null where none applies.</summary>
    private FlagReason? OffForEverybody(EffectiveFlag flag)
    {
        var reason = _effective.OffForEverybody(flag, _now);
        if (reason != FlagReason.Killed && flag.Definition.Schedule is { } schedule)
        {
            NoteEdge(schedule.From);
            NoteEdge(schedule.Until);
        }

        return reason;
    }

    private void NoteEdge(DateTimeOffset? edge)
    {
        if (edge > _now && (_nextEdge is null || edge < _nextEdge))
        {
            _nextEdge = edge;
        }
    }

    /// <summary>Whether nothing but lists of customers and a v1 percentage is said.</summary>
    private static bool IsListed(EffectiveFlag flag) =>
        flag.Definition is
        {
            Include: null or { Segments.Count: 0 },
            Exclude: null or { Segments.Count: 0 },
            Requires: null or { Count: 0 },
            Rules: null or { Count: 0 },
            Unit: null or EvaluationContext.CustomerIdName,
        }
        && flag.State?.Stage is null or { Customers.Segments.Count: 0, Eligible: null, Strata.Count: 0 }
        && BucketingOf(flag.Definition) == Bucketing.Default;

    private static bool HasLists(EffectiveFlag flag) =>
        flag.Definition is not
        {
            Include: null or { Customers.Count: 0 },
            Exclude: null or { Customers.Count: 0 },
            Overrides: null or { Count: 0 },
        }
        || flag.State is not null and not
        {
            Added: null or { Count: 0 },
            Overrides: null or { Count: 0 },
            Stage: null or { Customers.Customers.Count: 0 },
        };

    private static Bucketing BucketingOf(FlagDefinition flag) =>
        Bucketing.TryGet(flag.Bucketing, out var bucketing) ? bucketing : Bucketing.Default;

    private static string VariantSaltOf(EffectiveFlag flag) =>
        flag.Definition.VariantSalt ?? BucketingOf(flag.Definition).VariantSalt(flag.Salt);

    private ConditionalFlag Conditional(FlagKind kind, FlagParts parts)
    {
        var source = parts.Source;
        var definition = source.Definition;
        var stage = source.State?.Stage;
        var include = definition.Include ?? Audience.Nobody;
        var staged = stage?.Customers ?? Audience.Nobody;
        var lists = Lists(source, include, staged);
        return new ConditionalFlag(kind, parts)
        {
            Listed = lists.Count == 0 ? CustomerTable.Empty : new CustomerTable(lists),
            ExcludedSegments = _segments.TestsFor(definition.Exclude?.Segments ?? []),
            IncludedSegments = _segments.TestsFor(staged.Segments.Count == 0 ? include.Segments : [.. include.Segments, .. staged.Segments]),
            Rules = Rules(source, stage, definition.Rules ?? []),
            Eligible = stage?.Eligible is { } eligible ? _segments.Compile(eligible) : null,
            OtherPlaces = BucketingOf(definition) is var bucketing && bucketing == Bucketing.Default ? null : bucketing.Places(source.Salt),
            Unit = AttributeOf(definition.Unit),
            Default = definition.Default ?? false,
        };
    }

    private List<(CustomerList Customers, Listing Listing)> Lists(EffectiveFlag source, Audience include, Audience staged)
    {
        var lists = new List<(CustomerList Customers, Listing Listing)>();
        Add(source.Definition.Exclude?.Customers, Listing.Excluded);
        Add(include.Customers, Listing.Included);
        Add(staged.Customers, Listing.Included);
        Add(source.State?.Added, Listing.Included);
        if (source.State?.Overrides is { Count: > 0 } || source.Definition.Overrides is { Count: > 0 })
        {
            Add(Overridden(source, enabled: true), Listing.OverrideOn);
            Add(Overridden(source, enabled: false), Listing.OverrideOff);
        }

        return lists;

        void Add(CustomerList? customers, Listing listing)
        {
            if (customers is { Count: > 0 })
            {
                lists.Add((customers, listing));
            }
        }
    }

    private CustomerList Overridden(EffectiveFlag source, bool enabled)
    {
        var given = (source.State?.Overrides ?? NoOverrides).Concat(source.Definition.Overrides ?? NoOverrides).ToArray();
        foreach (var (_, each) in given)
        {
            NoteEdge(each.Until);
        }

        return CustomerList.Of(given.Select(each => each.Key).Distinct(StringComparer.Ordinal)
            .Where(id => source.OverrideOf(id, _now)?.Enabled == enabled));
    }

    private static string? AttributeOf(string? unit) => unit is EvaluationContext.CustomerIdName ? null : unit;

    /// <summary>The stage's strata, which are nothing but conditions and shares, then the flag's rules, which give at most the stage's percentage.</summary>
    private CompiledRule[] Rules(EffectiveFlag flag, RolloutStage? stage, IReadOnlyList<FlagRule> rules)
    {
        var strata = stage?.Strata ?? [];
        var compiled = new CompiledRule[strata.Count + rules.Count];
        for (var i = 0; i < compiled.Length; i++)
        {
            if (i < strata.Count)
            {
                compiled[i] = new CompiledRule(_segments.Compile(strata[i].When), new Share(strata[i].Percentage), strata[i].When.Text);
                continue;
            }

            var rule = rules[i - strata.Count];
            var share = new Share(rule.Percentage);
            var draw = rule.DrawsAsFlag ? null : Draw(flag, rule, stage);
            compiled[i] = new CompiledRule(
                _segments.Compile(rule.When),
                stage is null || draw is not null ? share : Share.Min(share, new Share(stage.Percentage)),
                rule.When.Text,
                rule.Continue,
                draw);
        }

        return compiled;
    }

    private static RuleDraw Draw(EffectiveFlag flag, FlagRule rule, RolloutStage? stage)
    {
        var definition = flag.Definition;
        var bucketing = Bucketing.TryGet(rule.Bucketing, out var own) ? own : BucketingOf(definition);
        var salt = rule.Salt ?? flag.Salt;
        return new RuleDraw(
            bucketing.Places(salt), rule.From.Thousandths, AttributeOf(rule.Unit ?? definition.Unit), Variants(flag, rule, bucketing, salt))
        {
            Stage = stage is not null && stage.Percentage < Percentage.Full ? BucketingOf(definition).Places(flag.Salt) : null,
            Opened = stage?.Percentage.Thousandths ?? 0,
        };
    }

    /// <summary>The rule's choice of the flag's variants; null where it draws them as the flag does.</summary>
    private static CompiledVariants? Variants(EffectiveFlag flag, FlagRule rule, Bucketing bucketing, string salt)
    {
        var definition = flag.Definition;
        if (definition.Variants is not { Count: > 0 } all || rule is { Variants: null, Salt: null, Bucketing: null, Unit: null })
        {
            return null;
        }

        var variantSalt = rule.Salt is null ? definition.VariantSalt ?? bucketing.VariantSalt(salt) : bucketing.VariantSalt(salt);
        var chosen = rule.Variants?.Select(choice => all.First(variant => variant.Name == choice.Name) with { Weight = choice.Weight });
        return new CompiledVariants(bucketing, variantSalt, chosen ?? all);
    }

    private void LinkPrerequisites()
    {
        var prerequisites = Prerequisites.Of(_definitions);
        foreach (var flag in _compiled.Values.OfType<ConditionalFlag>())
        {
            if (flag.Source.Definition.Requires is { Count: > 0 })
            {
                flag.Prerequisites = [.. prerequisites.Closure(flag.Key).Select(key => _compiled[key])];
            }
        }
    }
}
