using System.Text.Json;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Evaluation;

/// <summary>Which flags may answer differently under two snapshots.</summary>
internal static class SnapshotDifference
{
    /// <summary>
    /// The keys of flags that were added or removed, whose definition, state or kill says something else, for which a
    /// schedule or override reached its time, or that refer to a segment or require a flag of which this is true, however
    /// far away; in ordinal order. A flag that was off for everybody for one reason and still is does not count.
    /// </summary>
    public static IReadOnlyList<string> Between(Snapshot before, Snapshot after)
    {
        var segments = ChangedSegments(before.Layers.MergeSegments(), after.Layers.MergeSegments());
        var changed = new HashSet<string>(StringComparer.Ordinal);
        changed.UnionWith(after.Flags
            .Where(flag => before.Find(flag.Key) is not { } old
                || !IsSame(old, flag)
                || HasOverrideInTime(flag, before.CompiledAt, after.CompiledAt)
                || RefersTo(flag, segments))
            .Select(flag => flag.Key));
        changed.UnionWith(before.Flags.Where(old => after.Find(old.Key) is null).Select(old => old.Key));
        Spread(changed, after.Flags.Where(flag => flag.Kind == FlagKind.Conditional), flag => flag.Key, flag => flag.Source.Definition.Requires ?? []);
        return [.. changed.Order(StringComparer.Ordinal)];
    }

    private static HashSet<string> ChangedSegments(
        IReadOnlyDictionary<string, SegmentDefinition> before, IReadOnlyDictionary<string, SegmentDefinition> after)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        if (!ReferenceEquals(before, after))
        {
            changed.UnionWith(after.Values.Where(segment => !IsSame(before.GetValueOrDefault(segment.Name), segment)).Select(segment => segment.Name));
            changed.UnionWith(before.Keys.Where(name => !after.ContainsKey(name)));
            Spread(changed, after.Values, segment => segment.Name, SegmentReferences.Of);
        }

        return changed;
    }

    /// <summary>Adds all that name something in the set, or something that is added to it.</summary>
    private static void Spread<T>(HashSet<string> changed, IEnumerable<T> all, Func<T, string> name, Func<T, IEnumerable<string>> named)
    {
        if (changed.Count == 0)
        {
            return;
        }

        var naming = all.SelectMany(each => named(each).Select(other => (Named: other, By: name(each))))
            .ToLookup(pair => pair.Named, pair => pair.By, StringComparer.Ordinal);
        var fresh = new Queue<string>(changed);
        while (fresh.TryDequeue(out var next))
        {
            foreach (var by in naming[next].Where(changed.Add))
            {
                fresh.Enqueue(by);
            }
        }
    }

    private static bool RefersTo(CompiledFlag flag, HashSet<string> segments) =>
        segments.Count > 0
        && flag.Kind == FlagKind.Conditional
        && (SegmentReferences.Of(flag.Source.Definition).Any(segments.Contains)
            || (flag.Source.State?.Stage is { } stage && SegmentReferences.Of(stage).Any(segments.Contains)));

    /// <summary>Whether some customer's override says something else at one moment than at the other.</summary>
    private static bool HasOverrideInTime(CompiledFlag flag, DateTimeOffset before, DateTimeOffset after)
    {
        var source = flag.Source;
        return flag.Kind != FlagKind.Constant && (In(source.State?.Overrides) || In(source.Definition.Overrides));

        bool In(IReadOnlyDictionary<string, FlagOverride>? overrides) => overrides?.Any(pair =>
            pair.Value.Until is { } until
            && (until <= before) != (until <= after)
            && source.OverrideOf(pair.Key, before)?.Enabled != source.OverrideOf(pair.Key, after)?.Enabled) == true;
    }

    private static bool IsSame(CompiledFlag a, CompiledFlag b) =>
        a.Kind == b.Kind
        && (b.Kind != FlagKind.Constant || a.Decide(default, 0) == b.Decide(default, 0))
        && a.Source.KilledBy.SequenceEqual(b.Source.KilledBy, StringComparer.Ordinal)
        && IsSame(a.Source.Definition, b.Source.Definition)
        && IsSame(a.Source.State, b.Source.State);

    private static bool IsSame(SegmentDefinition? a, SegmentDefinition? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null
            && (a with { Include = null, Exclude = null }) == (b with { Include = null, Exclude = null })
            && IsSame(a.Include, b.Include)
            && IsSame(a.Exclude, b.Exclude));

    /// <summary>The records compare their plain members themselves; the collections are taken out and compared one by one.</summary>
    private static bool IsSame(FlagDefinition a, FlagDefinition b) =>
        ReferenceEquals(a, b)
        || (Plain(a) == Plain(b)
            && IsSame(a.Include, b.Include)
            && IsSame(a.Exclude, b.Exclude)
            && IsSame(a.Requires, b.Requires)
            && IsSame(a.Rules, b.Rules)
            && IsSame(a.Overrides, b.Overrides)
            && IsSame(a.Variants?.Select(Comparable), b.Variants?.Select(Comparable)));

    private static bool IsSame(FlagState? a, FlagState? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null
            && Plain(a) == Plain(b)
            && IsSame(a.Added, b.Added)
            && IsSame(a.Overrides, b.Overrides)
            && IsSame(a.Stage, b.Stage));

    private static bool IsSame(RolloutStage? a, RolloutStage? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null
            && Plain(a) == Plain(b)
            && IsSame(a.Customers, b.Customers)
            && IsSame(a.Strata, b.Strata));

    private static bool IsSame(Audience? a, Audience? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null && IsSame(a.Customers, b.Customers) && IsSame(a.Segments, b.Segments));

    private static bool IsSame(CustomerList? a, CustomerList? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && a.Records.AsSpan().SequenceEqual(b.Records));

    private static bool IsSame(IReadOnlyDictionary<string, FlagOverride>? a, IReadOnlyDictionary<string, FlagOverride>? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null && a.Count == b.Count
            && a.All(pair => b.TryGetValue(pair.Key, out var other) && pair.Value == other));

    private static bool IsSame<T>(IEnumerable<T>? a, IEnumerable<T>? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && a.SequenceEqual(b));

    private static FlagDefinition Plain(FlagDefinition definition) => definition with
    {
        Include = null, Exclude = null, Requires = null, Rules = null, Overrides = null, Variants = null,
    };

    private static FlagState Plain(FlagState state) => state with { Added = null, Overrides = null, Stage = null, Definition = null };

    private static RolloutStage Plain(RolloutStage stage) => stage with { Customers = Audience.Nobody, Strata = NoStrata };

    private static readonly IReadOnlyList<FlagRule> NoStrata = [];

    private static (string Name, decimal Weight, string? Value) Comparable(FlagVariant variant) =>
        (variant.Name, variant.Weight, variant.Value.ValueKind == JsonValueKind.Undefined ? null : variant.Value.GetRawText());
}
