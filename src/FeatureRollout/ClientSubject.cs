using System.Collections.Concurrent;
using FeatureRollout.Control;
using FeatureRollout.Control.History;
using FeatureRollout.Control.Looking;
using FeatureRollout.Control.Sharing;
using FeatureRollout.Criteria;
using FeatureRollout.Evaluation;
using FeatureRollout.Flags;
using FeatureRollout.Outcomes;
using FeatureRollout.Text;

namespace FeatureRollout;

/// <summary>A client, as the engine of rollouts sees it.</summary>
/// <param name="flags">The client.</param>
/// <param name="store">The name of the layer that the store is.</param>
/// <param name="pool">The outcomes of all processes; null where the store keeps none, and those of this process count.</param>
internal sealed class ClientSubject(FeatureFlags flags, string store, OutcomePool? pool = null) : IRolloutSubject
{
    private static readonly TimeSpan LongestRefresh = TimeSpan.FromSeconds(2);

    private Merged _merged = new(Snapshot.Empty);

    public IReadOnlyDictionary<string, FlagDefinition> Definitions => Current.Definitions;

    public IReadOnlyDictionary<string, PlanDefinition> Plans => Current.Plans;

    public IReadOnlyDictionary<string, RolloutDefinition> Rollouts => Current.Rollouts;

    public IReadOnlyList<Layer> Layers => flags.Snapshot.Layers.All;

    /// <summary>Merging is asked for often and changes seldom.</summary>
    private Merged Current
    {
        get
        {
            var merged = Volatile.Read(ref _merged);
            var snapshot = flags.Snapshot;
            if (!ReferenceEquals(merged.Snapshot, snapshot))
            {
                merged = new Merged(snapshot);
                Volatile.Write(ref _merged, merged);
            }

            return merged;
        }
    }

    public IReadOnlyDictionary<string, LayeredFlag> Layered(IReadOnlyDictionary<string, FlagState> stored)
    {
        var layers = With(flags.Snapshot.Layers, stored);
        var effective = new EffectiveFlags(layers);
        var now = flags.TimeProvider.GetUtcNow();
        var reaches = new ReachReader(effective, layers.MergeSegments(), now);
        var layered = new Dictionary<string, LayeredFlag>(effective.Definitions.Count, StringComparer.Ordinal);
        foreach (var definition in effective.Definitions.Values)
        {
            var flag = effective.Of(definition);
            layered.Add(flag.Key, new LayeredFlag(
                definition, flag.State, effective.OffForEverybody(flag, now) is null ? flag.Percentage : Percentage.Zero, flag.KilledBy)
            {
                Reach = reaches.Of(flag),
                OwnReach = reaches.Own(flag),
            });
        }

        return layered;
    }

    public DateTimeOffset? UnreadSince(string flag)
    {
        flags.NoteReads();
        return flags.UnreadSince(flag);
    }

    public IReadOnlyList<UnknownFlag> Unknown
    {
        get
        {
            var merged = Current;
            return [.. flags.UnknownNames.Select(name => new UnknownFlag(name.Name, name.Count, merged.NearestTo(name.Name)))];
        }
    }

    public async ValueTask RefreshOutcomesAsync(CancellationToken cancellationToken)
    {
        if (pool is not null)
        {
            await pool.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask RefreshErrorsAsync(string flag, CancellationToken cancellationToken)
    {
        if (pool is not null)
        {
            await pool.RefreshErrorsAsync(flag, cancellationToken).ConfigureAwait(false);
        }
    }

    public IOutcomeSample? Outcomes(string flag, string stage, int generation, CriterionArm arm, TimeSpan? over)
    {
        var found = flags.Snapshot.Find(flag);
        var served = found?.Source.State?.Stage is { } serving && serving.Name == stage && serving.Generation == generation ? found : null;
        var sample = pool is null
            ? served is null ? null : flags.SampleOutcomes(flag, CountedOutcomes.ArmOf(arm), over)
            : pool.Sample(new OutcomeKey(flag, stage, generation), CountedOutcomes.ArmOf(arm), over, served?.Parts.Outcomes.Age);
        return sample is null ? null : new CountedOutcomes(sample);
    }

    /// <summary>The estimate of customers is that of this process, also where outcomes are those of all.</summary>
    public FlagCounts? Counts(string flag)
    {
        if (flags.Snapshot.Find(flag) is not { } found)
        {
            return null;
        }

        var counted = found.Record.Statistics(found.Parts.Outcomes);
        var key = new OutcomeKey(flag, found.Source.State?.Stage?.Name, found.Source.State?.Stage?.Generation ?? 0);
        return new FlagCounts(
            counted.EnabledCustomers,
            counted.EnabledCustomersRelativeError,
            pool?.Read(key, OutcomeArm.On, OutcomeWindows.Hour) ?? counted.On,
            pool?.Read(key, OutcomeArm.Off, OutcomeWindows.Hour) ?? counted.Off);
    }

    public CountedStays StaysOf(string flag) => pool?.StaysOf(flag) ?? new CountedStays(
        flags.TimeProvider.GetUtcNow(),
        flags.Snapshot.Find(flag) is { } found
            ? [.. found.Record.KeptStages().Select(stage => (new OutcomeKey(flag, stage.Stage, stage.Generation), stage.Outcomes))]
            : []);

    public IReadOnlyList<string> FlagsUnderWay => Current.UnderWay.Value;

    public IReadOnlyList<RecordedError> RecentErrors(string flag) => pool?.ErrorsOf(flag)?.Recent ?? flags.ErrorsOf(flag)?.Recent() ?? [];

    public IReadOnlyList<ErrorCount> TopErrors(string flag) => pool?.ErrorsOf(flag)?.Top ?? flags.ErrorsOf(flag)?.Top() ?? [];

    public bool IsEnabled(string flag, string customerId) => flags.IsEnabled(flag, customerId);

    public IReadOnlyList<string> KillersOf(string flag) => flags.Snapshot.Layers.KillersOf(flag);

    public async ValueTask<int> EraseErrorsAsync(CustomerRenaming renaming, CancellationToken cancellationToken) =>
        pool is null ? flags.EraseErrors(renaming) : await pool.EraseErrorsAsync(renaming, () => flags.EraseErrors(renaming), cancellationToken).ConfigureAwait(false);

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            await flags.RefreshAsync(cancellationToken).WaitAsync(LongestRefresh, flags.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Another provider hangs. What was written is in the store, whose own watch brings it as soon as it can.
        }
    }

    /// <summary>The layers with other states of the store, which comes last where it has not been read yet.</summary>
    private Layers With(Layers layers, IReadOnlyDictionary<string, FlagState> stored)
    {
        var served = layers.All.FirstOrDefault(layer => layer.Name == store) ?? new Layer(store, FlagSet.Empty);
        var states = new Dictionary<string, FlagState>(served.Flags.States ?? new Dictionary<string, FlagState>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (key, state) in stored)
        {
            states[key] = state;
        }

        var now = served with { Flags = served.Flags with { States = states } };
        return new Layers(layers.All.Contains(served) ? [.. layers.All.Select(layer => ReferenceEquals(layer, served) ? now : layer)] : [.. layers.All, now]);
    }

    private sealed class Merged(Snapshot snapshot)
    {
        private const int MostNearest = 1_000;

        private readonly ConcurrentDictionary<string, string?> _nearest = new(StringComparer.Ordinal);

        public Snapshot Snapshot { get; } = snapshot;

        public IReadOnlyDictionary<string, FlagDefinition> Definitions { get; } = snapshot.Layers.MergeDefinitions();

        public IReadOnlyDictionary<string, PlanDefinition> Plans { get; } = snapshot.Layers.MergePlans();

        public IReadOnlyDictionary<string, RolloutDefinition> Rollouts { get; } = snapshot.Layers.MergeRollouts();

        /// <summary>Comparing a name with thousands of flags takes a while, and the same names are asked about again and again.</summary>
        public string? NearestTo(string name)
        {
            if (_nearest.Count >= MostNearest)
            {
                _nearest.Clear();
            }

            return _nearest.GetOrAdd(name, static (each, known) => NearestName.To(each, known.Flags.Select(flag => flag.Key)), Snapshot);
        }

        public Lazy<IReadOnlyList<string>> UnderWay { get; } = new(() =>
            [.. snapshot.Flags.Where(flag => flag.Source.State?.Stage?.Active == true)
                .OrderBy(flag => flag.Source.State!.Stage!.Percentage == Percentage.Full)
                .ThenBy(flag => flag.Key, StringComparer.Ordinal)
                .Select(flag => flag.Key)]);
    }
}
