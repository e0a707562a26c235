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
    private readonly Layers _layers;
    private readonly Func<string, FlagRecord> _records;
    private readonly DateTimeOffset _now;
    private readonly SegmentCompiler _segments;
    private readonly IReadOnlyDictionary<string, FlagDefinition> _definitions;
    private readonly IReadOnlyDictionary<string, FlagState> _states;
    private readonly Dictionary<string, CompiledFlag> _compiled;
    private DateTimeOffset? _nextEdge;

    private FlagCompiler(Layers layers, Func<string, FlagRecord> records, Func<string, string, string, bool?>? lookup, DateTimeOffset now)
    {
        _layers = layers;
        _records = records;
        _now = now;
        _definitions = layers.MergeDefinitions();
        _states = layers.MergeStates();
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
        compiler.CheckNames();
        foreach (var definition in compiler._definitions.Values)
        {
            compiler._compiled.Add(definition.Key, compiler.Compile(definition));
        }

        compiler.LinkPrerequisites();
        return new Snapshot(version, compiler._compiled.Values, layers, now, compiler._nextEdge);
    }

    /// <summary>One file alone was checked when it was read; here it is about names that one layer gives and another refers to.</summary>
    private void CheckNames()
    {
        var errors = new List<FlagFileError>();
        FlagSetChecks.Check(
            _definitions, _segments.Definitions, problem => errors.Add(new FlagFileError("flags", 0, 0, $"{problem.Owner}, {problem.Member}", problem.Message)));
        if (errors.Count > 0)
        {
            throw new FlagFileException("flags", errors, errors.Count);
        }
    }

    private CompiledFlag Compile(FlagDefinition definition)
    {
        var source = new EffectiveFlag(definition, _states.GetValueOrDefault(definition.Key), _layers.KillersOf(definition.Key));
        var parts = new FlagParts(
            _records(definition.Key),
            source,
            new Share(source.Percentage),
            TextHash.Of(source.Salt),
            definition.Variants is { Count: > 0 } variants ? new CompiledVariants(variants, source.Salt) : null);
        if (OffForEverybody(source) is { } reason)
        {
            return new ConstantFlag(parts, Verdict.Off(reason));
        }

        if (Conditional(parts) is { } conditional)
        {
            return conditional;
        }

        return parts.Share.IsPartial
            ? new PercentageFlag(parts)
            : new ConstantFlag(parts, new Verdict(parts.Share.Percentage == Percentage.Full, FlagReason.Percentage));
    }

    /// <summary>The steps of the order of evaluation that hold for everybody; null where none applies.</summary>
    private FlagReason? OffForEverybody(EffectiveFlag flag)
    {
        if (flag.KilledBy.Count > 0)
        {
            return FlagReason.Killed;
        }

        if (!IsOpen(flag.Definition.Schedule))
        {
            return FlagReason.OutsideSchedule;
        }

        if (flag.State?.Stage is { } stage)
        {
            return stage.Active ? null : FlagReason.RolloutInactive;
        }

        return flag.Definition.Plan is null ? null : _layers.HasStates ? FlagReason.RolloutInactive : FlagReason.NotReady;
    }

    private bool IsOpen(FlagSchedule? schedule)
    {
        if (schedule is null)
        {
            return true;
        }

        NoteEdge(schedule.From);
        NoteEdge(schedule.Until);
        return (schedule.From is null || schedule.From <= _now) && (schedule.Until is null || _now < schedule.Until);
    }

    private void NoteEdge(DateTimeOffset? edge)
    {
        if (edge > _now && (_nextEdge is null || edge < _nextEdge))
        {
            _nextEdge = edge;
        }
    }

    private ConditionalFlag? Conditional(FlagParts parts)
    {
        var source = parts.Source;
        var definition = source.Definition;
        var stage = source.State?.Stage;
        var audiences = new[] { definition.Include, stage?.Customers }.OfType<Audience>().ToArray();
        var lists = Lists(source, audiences);
        var unit = definition.Unit is null or EvaluationContext.CustomerIdName ? null : definition.Unit;
        var flag = new ConditionalFlag(parts)
        {
            Listed = lists.Count == 0 ? CustomerTable.Empty : new CustomerTable(lists),
            ExcludedSegments = _segments.TestsFor(definition.Exclude?.Segments ?? []),
            IncludedSegments = _segments.TestsFor(audiences.SelectMany(audience => audience.Segments)),
            Rules = [.. Rules(stage?.Strata ?? [], Percentage.Full), .. Rules(definition.Rules ?? [], stage?.Percentage ?? Percentage.Full)],
            Eligible = stage?.Eligible is { } eligible ? _segments.Compile(eligible) : null,
            OtherBucketing = Bucketing.TryGet(definition.Bucketing, out var bucketing) && bucketing != Bucketing.Default ? bucketing : null,
            Unit = unit,
            Default = definition.Default ?? false,
        };
        var isPlain = lists.Count == 0 && flag.ExcludedSegments.Length == 0 && flag.IncludedSegments.Length == 0 && flag.Rules.Length == 0
            && flag.Eligible is null && flag.OtherBucketing is null && unit is null && definition.Requires is null or [];
        return isPlain ? null : flag;
    }

    private List<(CustomerList Customers, Listing Listing)> Lists(EffectiveFlag source, IEnumerable<Audience> audiences)
    {
        List<(CustomerList Customers, Listing Listing)> lists =
        [
            (source.Definition.Exclude?.Customers ?? CustomerList.Empty, Listing.Excluded),
            .. audiences.Select(audience => (audience.Customers, Listing.Included)),
            (source.State?.Added ?? CustomerList.Empty, Listing.Included),
            (Overridden(source, enabled: true), Listing.OverrideOn),
            (Overridden(source, enabled: false), Listing.OverrideOff),
        ];
        lists.RemoveAll(list => list.Customers.Count == 0);
        return lists;
    }

    private CustomerList Overridden(EffectiveFlag source, bool enabled)
    {
        var state = source.State?.Overrides ?? new Dictionary<string, FlagOverride>(StringComparer.Ordinal);
        var definition = source.Definition.Overrides ?? new Dictionary<string, FlagOverride>(StringComparer.Ordinal);
        if (state.Count + definition.Count == 0)
        {
            return CustomerList.Empty;
        }

        foreach (var given in state.Values.Concat(definition.Values))
        {
            NoteEdge(given.Until);
        }

        return CustomerList.Of(state.Keys.Union(definition.Keys, StringComparer.Ordinal)
            .Where(id => source.OverrideOf(id, _now)?.Enabled == enabled));
    }

    private CompiledRule[] Rules(IEnumerable<FlagRule> rules, Percentage cap) =>
        [.. rules.Select(rule => new CompiledRule(
            _segments.Compile(rule.When), Share.Min(new Share(rule.Percentage), new Share(cap)), rule.When.Text))];

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
