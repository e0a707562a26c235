using FeatureRollout.Criteria;

namespace FeatureRollout.Tests.Criteria;

/// <summary>Outcomes as a test wants them: so many, so many failed, all with these latencies in turn.</summary>
internal sealed class SomeOutcomes : IOutcomeSample
{
    private readonly double[] _latencies;

    public SomeOutcomes(long count, long failures, params double[] latencies)
    {
        Count = count;
        Failures = failures;
        _latencies = [.. latencies.Order()];
    }

    public string Run { get; init; } = "1";

    public TimeSpan Covered { get; init; } = TimeSpan.FromHours(1);

    public long Count { get; }

    public long Failures { get; }

    public long LatencyCount => _latencies.Length == 0 ? 0 : Count;

    public double? Mean => LatencyCount == 0 ? null : _latencies.Average();

    public long CountAbove(double seconds) => _latencies.Length == 0 ? 0 : Count * _latencies.Count(latency => latency > seconds) / _latencies.Length;

    public double? Quantile(double quantile) =>
        LatencyCount == 0 ? null : _latencies[Math.Min(_latencies.Length - 1, (int)(quantile * _latencies.Length))];
}
