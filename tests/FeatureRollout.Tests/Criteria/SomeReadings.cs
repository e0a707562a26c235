using FeatureRollout.Criteria;

namespace FeatureRollout.Tests.Criteria;

/// <summary>Readings as a test wants them. What was not given is missing.</summary>
internal sealed class SomeReadings : ICriterionData
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<CriterionArm, Func<TimeSpan?, IOutcomeSample?>> _outcomes = [];
    private readonly Dictionary<string, List<MetricPoint>> _points = new(StringComparer.Ordinal);
    private readonly Dictionary<(CriterionWord, string), double> _values = [];
    private readonly Dictionary<string, (int Open, int Reported)> _incidents = new(StringComparer.OrdinalIgnoreCase);

    public DateTimeOffset Now { get; init; } = Start;

    public TimeSpan StageAge { get; init; } = TimeSpan.FromDays(2);

    public IReadOnlyList<Criterion> Targets { get; set; } = [];

    /// <summary>Outcomes of everybody, in every window.</summary>
    public SomeReadings With(long count, long failures, params double[] latencies) =>
        With(CriterionArm.On, _ => new SomeOutcomes(count, failures, latencies));

    /// <summary>Outcomes of both arms that can be compared, in every window.</summary>
    public SomeReadings WithArms(SomeOutcomes on, SomeOutcomes off) => With(CriterionArm.DrawnOn, _ => on).With(CriterionArm.DrawnOff, _ => off);

    public SomeReadings With(CriterionArm arm, Func<TimeSpan?, IOutcomeSample?> outcomes)
    {
        _outcomes[arm] = outcomes;
        return this;
    }

    /// <summary>One point that was measured just now.</summary>
    public SomeReadings With(string metric, double value) => With(metric, TimeSpan.Zero, value);

    /// <summary>Points up to now with a distance between them.</summary>
    public SomeReadings With(string metric, TimeSpan distance, params double[] values)
    {
        _points[metric] = [.. values.Select((value, i) => new MetricPoint(Now - ((values.Length - 1 - i) * distance), value))];
        return this;
    }

    public SomeReadings With(CriterionWord word, string metric, double value)
    {
        _values[(word, metric)] = value;
        return this;
    }

    public SomeReadings WithIncidents(string severity, int open, int reported)
    {
        _incidents[severity] = (open, reported);
        return this;
    }

    public SomeReadings WithTargets(params string[] targets)
    {
        Targets = [.. targets.Select(Criterion.Parse)];
        return this;
    }

    IOutcomeSample? ICriterionData.Outcomes(CriterionArm arm, TimeSpan? over) => _outcomes.GetValueOrDefault(arm)?.Invoke(over);

    IReadOnlyList<MetricPoint>? ICriterionData.Series(string metric, TimeSpan over) =>
        _points.GetValueOrDefault(metric)?.Where(point => Now - point.At <= over).ToList();

    double? ICriterionData.Value(CriterionWord word, string metric) => _values.TryGetValue((word, metric), out var value) ? value : null;

    int ICriterionData.OpenIncidents(string severity) => _incidents.GetValueOrDefault(severity).Open;

    int ICriterionData.ReportedIncidents(string severity, TimeSpan? over) => _incidents.GetValueOrDefault(severity).Reported;
}
