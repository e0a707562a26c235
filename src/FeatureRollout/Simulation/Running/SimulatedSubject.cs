using FeatureRollout.Control;
using FeatureRollout.Control.History;
using FeatureRollout.Control.Looking;
using FeatureRollout.Control.Sharing;
using FeatureRollout.Criteria;
using FeatureRollout.Outcomes;
using FeatureRollout.Simulation.Traffic;

namespace FeatureRollout.Simulation.Running;

/// <summary>What answers and counts in a simulation: who is in is worked out, and outcomes are added in bulk. Not thread-safe.</summary>
internal sealed class SimulatedSubject : IRolloutSubject
{
    private readonly RolloutSimulation _settings;
    private readonly IRolloutStateStore _store;
    private readonly SimulationClock _clock;
    private readonly RequestCounter _counter;
    private readonly List<SimulatedMoment> _moments = [];
    private (string? Stage, int Generation) _counted;

    public SimulatedSubject(RolloutSimulation settings, IRolloutStateStore store, SimulationClock clock, RequestCounter counter)
    {
        (_settings, _store, _clock, _counter) = (settings, store, clock, counter);
        Document = FlagDocument.Empty(settings.Flag.Key);
        Presence = new Presence(settings.Flag, Document);
        Definitions = settings.OtherFlags.Where(other => other.Key != settings.Flag.Key).Append(settings.Flag).ToDictionary(flag => flag.Key, StringComparer.Ordinal);
        Plans = new Dictionary<string, PlanDefinition>(StringComparer.Ordinal) { [settings.Plan.Name] = settings.Plan };
    }

    public IReadOnlyDictionary<string, FlagDefinition> Definitions { get; }

    public IReadOnlyDictionary<string, PlanDefinition> Plans { get; }

    public IReadOnlyDictionary<string, RolloutDefinition> Rollouts { get; } = new Dictionary<string, RolloutDefinition>(StringComparer.Ordinal);

    /// <summary>The flag's document as it was last written.</summary>
    public FlagDocument Document { get; private set; }

    /// <summary>Who is in.</summary>
    public Presence Presence { get; private set; }

    /// <summary>Where the rollout stood, from each moment at which that changed.</summary>
    public IReadOnlyList<SimulatedMoment> Moments => _moments;

    /// <summary>Only the simulated flag has states; the others are as they are defined.</summary>
    public IReadOnlyDictionary<string, LayeredFlag> Layered(IReadOnlyDictionary<string, FlagState> stored) => Definitions.Values.ToDictionary(
        flag => flag.Key,
        flag => flag.Key == _settings.Flag.Key
            ? new LayeredFlag(flag, stored.GetValueOrDefault(flag.Key), Presence.Percentage, KillersOf(flag.Key))
            : new LayeredFlag(flag, null, flag.Enabled == false ? Percentage.Zero : flag.Percentage ?? Percentage.Zero, KillersOf(flag.Key)),
        StringComparer.Ordinal);

    public IOutcomeSample? Outcomes(string flag, string stage, int generation, CriterionArm arm, TimeSpan? over)
    {
        if (flag != _settings.Flag.Key || _counter.Windows is not { } windows || _counted != (stage, generation))
        {
            return null;
        }

        return new CountedOutcomes(windows.Sample(CountedOutcomes.ArmOf(arm), over, _clock.Now.UtcTicks));
    }

    public FlagCounts? Counts(string flag)
    {
        if (flag != _settings.Flag.Key)
        {
            return null;
        }

        var windows = _counter.Windows ?? new OutcomeWindows();
        var now = _clock.Now.UtcTicks;
        return new FlagCounts(0, 0, windows.Read(OutcomeArm.On, OutcomeWindows.Hour, now), windows.Read(OutcomeArm.Off, OutcomeWindows.Hour, now));
    }

    public CountedStays StaysOf(string flag) => new(
        _clock.Now,
        flag == _settings.Flag.Key && _counter.Windows is { } windows ? [(new OutcomeKey(flag, _counted.Stage, _counted.Generation), windows)] : []);

    public IReadOnlyList<RecordedError> RecentErrors(string flag) => [];

    public IReadOnlyList<ErrorCount> TopErrors(string flag) => [];

    public bool IsEnabled(string flag, string customerId) => flag == _settings.Flag.Key && Presence.Of(customerId).Enabled;

    public IReadOnlyList<string> KillersOf(string flag) => [];

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        Document = await _store.GetAsync(SimulationRun.Environment, _settings.Flag.Key, cancellationToken).ConfigureAwait(false);
        Presence = new Presence(_settings.Flag, Document);
        var state = Document.Rollout;
        var stage = state is null or { Stage: < 0 } ? null : state.Plan.Stages[state.Stage].Name;
        var counted = (stage, state?.Generation ?? 0);
        if (counted != _counted)
        {
            _counted = counted;
            _counter.Windows = stage is null ? null : new OutcomeWindows(_clock.Now.UtcTicks);
        }

        if (_moments.Count == 0 || _moments[^1].Percentage != Presence.Percentage || _moments[^1].Stage != stage)
        {
            _moments.Add(new SimulatedMoment(_clock.Now, TimeSpan.Zero, Presence.Percentage, stage));
        }
    }
}
