using FeatureRollout.Criteria;
using FeatureRollout.Flags.Plans;

namespace FeatureRollout.Control.Looking;

/// <summary>What was gathered for one rollout at one look.</summary>
internal sealed class LookData : ICriterionData
{
    private readonly RolloutState _state;
    private readonly IRolloutSubject _subject;
    private readonly IReadOnlyList<MetricSeries> _series;
    private readonly List<(CriterionArm Arm, TimeSpan? Over, IOutcomeSample? Sample)> _samples = [];

    /// <param name="state">The rollout.</param>
    /// <param name="targets">The plan's targets.</param>
    /// <param name="subject">Whose outcomes count.</param>
    /// <param name="series">What was read of each metric that comes from a source, in each window.</param>
    /// <param name="now">The moment of the look, by the store's clock.</param>
    public LookData(RolloutState state, IReadOnlyList<Criterion> targets, IRolloutSubject subject, IReadOnlyList<MetricSeries> series, DateTimeOffset now)
    {
        _state = state;
        _subject = subject;
        _series = series;
        Now = now;
        Targets = targets;
    }

    public DateTimeOffset Now { get; }

    public TimeSpan StageAge => _state.StageSince is { } since && Now > since ? Now - since : TimeSpan.Zero;

    public IReadOnlyList<Criterion> Targets { get; }

    /// <summary>Many criteria ask for the same outcomes, and gathering them costs most of a look.</summary>
    public IOutcomeSample? Outcomes(CriterionArm arm, TimeSpan? over)
    {
        if (_state.Stage < 0)
        {
            return null;
        }

        foreach (var (knownArm, knownOver, known) in _samples)
        {
            if (knownArm == arm && knownOver == over)
            {
                return known;
            }
        }

        var stage = _state.Plan.Stages[_state.Stage].Name;
        var sample = _state.Flags.Count == 1
            ? _subject.Outcomes(_state.Key, stage, _state.Generation, arm, over)
            : JoinedOutcomes.Of([.. _state.Flags
                .Select(flag => _subject.Outcomes(flag, stage, _state.Generation, arm, over))
                .OfType<IOutcomeSample>()]);
        _samples.Add((arm, over, sample));
        return sample;
    }

    /// <summary>Cut from the shortest window that was read and holds it, since long ones are read at long steps.</summary>
    public IReadOnlyList<MetricPoint>? Series(string metric, TimeSpan over)
    {
        var from = Now - (over < Now - DateTimeOffset.MinValue ? over : Now - DateTimeOffset.MinValue);
        if (_state.Plan.Metrics.GetValueOrDefault(metric)?.Source is null)
        {
            return ByHand(metric, from);
        }

        return _series.Where(series => series.Metric == metric && series.Window >= over).MinBy(series => series.Window)?.Points is { } points
            ? [.. points.Where(point => point.At >= from && point.At <= Now && double.IsFinite(point.Value))]
            : null;
    }

    public double? Value(CriterionWord word, string metric) => word switch
    {
        CriterionWord.Baseline => _state.Baselines.TryGetValue(metric, out var baseline) ? baseline : null,
        CriterionWord.Previous => _state.Previous.TryGetValue(metric, out var previous) ? previous : null,
        _ => PlanLimits.ValueOf(_state.Plan, word, metric),
    };

    public int OpenIncidents(string severity) =>
        _state.Incidents.Count(incident => IsOf(incident, severity) && incident.ResolvedAt is null);

    public int ReportedIncidents(string severity, TimeSpan? over)
    {
        var from = over is { } window ? Now - window : _state.StageSince ?? DateTimeOffset.MinValue;
        return _state.Incidents.Count(incident => IsOf(incident, severity) && incident.ReportedAt >= from);
    }

    /// <summary>A value reported by hand holds until the next one.</summary>
    private IReadOnlyList<MetricPoint>? ByHand(string metric, DateTimeOffset from)
    {
        if (_state.Values.GetValueOrDefault(metric) is not { Count: > 0 } values)
        {
            return null;
        }

        var first = values.Count - 1;
        while (first > 0 && values[first - 1].At >= from)
        {
            first--;
        }

        return [.. values.Skip(first)];
    }

    private static bool IsOf(RolloutIncident incident, string severity) =>
        string.Equals(incident.Severity, severity, StringComparison.OrdinalIgnoreCase);
}
