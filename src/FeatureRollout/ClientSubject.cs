using FeatureRollout.Control;
using FeatureRollout.Control.Looking;
using FeatureRollout.Criteria;
using FeatureRollout.Evaluation;
using FeatureRollout.Flags;

namespace FeatureRollout;

/// <summary>A client, as the engine of rollouts sees it.</summary>
internal sealed class ClientSubject(FeatureFlags flags) : IRolloutSubject
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

    public IOutcomeSample? Outcomes(string flag, string stage, int generation, CriterionArm arm, TimeSpan? over) =>
        flags.Snapshot.Find(flag)?.Source.State?.Stage is { } served && served.Name == stage && served.Generation == generation
            && flags.SampleOutcomes(flag, CountedOutcomes.ArmOf(arm), over) is { } sample
            ? new CountedOutcomes(sample)
            : null;

    public FlagCounts? Counts(string flag) => flags.GetStatistics(flag) is { } counted
        ? new FlagCounts(counted.EnabledCustomers, counted.EnabledCustomersRelativeError, counted.On, counted.Off)
        : null;

    public IReadOnlyList<RecordedError> RecentErrors(string flag) => flags.ErrorsOf(flag)?.Recent() ?? [];

    public IReadOnlyList<ErrorCount> TopErrors(string flag) => flags.ErrorsOf(flag)?.Top() ?? [];

    public bool IsEnabled(string flag, string customerId) => flags.IsEnabled(flag, customerId);

    public IReadOnlyList<string> KillersOf(string flag) => flags.Snapshot.Layers.KillersOf(flag);

    public int EraseErrors(CustomerRenaming renaming) => flags.EraseErrors(renaming);

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

    private sealed class Merged(Snapshot snapshot)
    {
        public Snapshot Snapshot { get; } = snapshot;

        public IReadOnlyDictionary<string, FlagDefinition> Definitions { get; } = snapshot.Layers.MergeDefinitions();

        public IReadOnlyDictionary<string, PlanDefinition> Plans { get; } = snapshot.Layers.MergePlans();

        public IReadOnlyDictionary<string, RolloutDefinition> Rollouts { get; } = snapshot.Layers.MergeRollouts();
    }
}
