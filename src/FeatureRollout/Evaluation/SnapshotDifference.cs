using System.Text.Json;

namespace FeatureRollout.Evaluation;

/// <summary>Which flags differ between two snapshots.</summary>
internal static class SnapshotDifference
{
    /// <summary>
    /// The keys of flags that were added or removed, whose definition, state or kill says something else, or whose answer
    /// for everybody changed with time, in ordinal order. What other flags or segments do to a flag does not count.
    /// </summary>
    public static IReadOnlyList<string> Between(Snapshot before, Snapshot after)
    {
        var changed = new List<string>();
        changed.AddRange(after.Flags.Where(flag => before.Find(flag.Key) is not { } old || !IsSame(old, flag)).Select(flag => flag.Key));
        changed.AddRange(before.Flags.Where(old => after.Find(old.Key) is null).Select(old => old.Key));
        changed.Sort(StringComparer.Ordinal);
        return changed;
    }

    private static bool IsSame(CompiledFlag a, CompiledFlag b) =>
        a.Kind == b.Kind
        && (b.Kind != FlagKind.Constant || a.Decide(default, 0) == b.Decide(default, 0))
        && a.Source.KilledBy.SequenceEqual(b.Source.KilledBy, StringComparer.Ordinal)
        && IsSame(a.Source.Definition, b.Source.Definition)
        && IsSame(a.Source.State, b.Source.State);

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

    private static FlagState Plain(FlagState state) => state with { Added = null, Overrides = null, Stage = null };

    private static RolloutStage Plain(RolloutStage stage) => stage with { Customers = Audience.Nobody, Strata = NoStrata };

    private static readonly IReadOnlyList<FlagRule> NoStrata = [];

    private static (string Name, decimal Weight, string? Value) Comparable(FlagVariant variant) =>
        (variant.Name, variant.Weight, variant.Value.ValueKind == JsonValueKind.Undefined ? null : variant.Value.GetRawText());
}
