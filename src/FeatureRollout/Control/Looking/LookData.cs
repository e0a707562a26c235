using FeatureRollout.Criteria;

namespace FeatureRollout.Control.Looking;

/// <summary>What was gathered for one rollout at one look.</summary>
internal sealed class LookData : ICriterionData
{
    private readonly RolloutState _state;
    private readonly IRolloutSubject _subject;
    private readonly IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>?> _series;

    /// <param name="state">The rollout.</param>
    /// <param name="subject">Whose outcomes count.</param>
    /// <param name="series">The points of each metric that was read from a source, by its name; null where it could not be.</param>
    /// <param name="now">The moment of the look, by the store's clock.</param>
    public LookData(RolloutState state, IRolloutSubject subject, IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>?> series, DateTimeOffset now)
    {
        _state = state;
        _subject = subject;
        _series = series;
        Now = now;
        Targets = [.. state.Plan.Metrics.Where(metric => metric.Value.Target is not null)
            .Select(metric => Criterion.Parse($"{metric.Value.Of ?? metric.Key} {metric.Value.Target!.Text}"))];
    }

    public DateTimeOffset Now { get; }

    public TimeSpan StageAge => _state.StageSince is { } since && Now > since ? Now - since : TimeSpan.Zero;

    public IReadOnlyList<Criterion> Targets { get; }

    public IOutcomeSample? Outcomes(CriterionArm arm, TimeSpan? over)
    {
        if (_state.Stage < 0)
        {
            return null;
        }

        var stage = _state.Plan.Stages[_state.Stage].Name;
        return JoinedOutcomes.Of([.. _state.Flags
            .Select(flag => _subject.Outcomes(flag, stage, _state.Generation, arm, over))
            .OfType<IOutcomeSample>()]);
    }

    public IReadOnlyList<MetricPoint>? Series(string metric, TimeSpan over)
    {
        var points = _series.TryGetValue(metric, out var read) ? read : _state.Values.GetValueOrDefault(metric);
        if (points is null)
        {
            return null;
        }

        var from = Now - over;
        return [.. points.Where(point => point.At >= from && point.At <= Now && double.IsFinite(point.Value))];
    }

    public double? Value(CriterionWord word, string metric) => word switch
    {
        CriterionWord.Target => Limits(metric)?.Target?.Value,
        CriterionWord.Alert => Limits(metric)?.Alert?.Value,
        CriterionWord.Budget => Limits(metric)?.Budget,
        CriterionWord.Baseline => _state.Baselines.TryGetValue(metric, out var baseline) ? baseline : null,
        CriterionWord.Previous => _state.Previous.TryGetValue(metric, out var previous) ? previous : null,
        _ => null,
    };

    public int OpenIncidents(string severity) =>
        _state.Incidents.Count(incident => IsOf(incident, severity) && incident.ResolvedAt is null);

    public int ReportedIncidents(string severity, TimeSpan? over)
    {
        var from = over is { } window ? Now - window : _state.StageSince ?? DateTimeOffset.MinValue;
        return _state.Incidents.Count(incident => IsOf(incident, severity) && incident.ReportedAt >= from);
    }

    private static bool IsOf(RolloutIncident incident, string severity) =>
        string.Equals(incident.Severity, severity, StringComparison.OrdinalIgnoreCase);

    /// <summary>The plan's entry whose reading is this, or else which is called so.</summary>
    private MetricDefinition? Limits(string metric) =>
        _state.Plan.Metrics.Values.FirstOrDefault(limits => limits.Of == metric)
        ?? _state.Plan.Metrics.GetValueOrDefault(metric);
}
