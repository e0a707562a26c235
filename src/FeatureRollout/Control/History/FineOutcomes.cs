using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.History;

/// <summary>
/// The outcomes of one flag more finely than windows keep them: in steps of <see cref="Step"/> for <see cref="Kept"/>, and the latencies of
/// each minute of an hour. Thread-safe.
/// </summary>
/// <remarks>At most about 50 KB, and 280 bytes for each doubling of latency in each of the last six steps and two minutes.</remarks>
internal sealed class FineOutcomes
{
    internal static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    internal static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly StepRing _steps = new(Step, (int)(Kept / Step), open: 6);
    private readonly StepRing _minutes = new(Minute, 60, open: 2);

    /// <summary>Counts outcomes of a moment, in ticks of UTC.</summary>
    public void Add(long ticks, in CountedArm counted)
    {
        lock (_gate)
        {
            _steps.Add(ticks, counted);
            _minutes.Add(ticks, counted);
        }
    }

    /// <summary>The steps of a time that ends with the running one, without those before <paramref name="since"/>.</summary>
    public IReadOnlyList<OutcomePoint> Last(TimeSpan span, DateTimeOffset now, DateTimeOffset since)
    {
        lock (_gate)
        {
            var count = (Math.Min(span.Ticks, Kept.Ticks) + Step.Ticks - 1) / Step.Ticks;
            var last = now.UtcTicks / Step.Ticks;
            var first = Math.Min(Math.Max(last - count + 1, since.UtcTicks / Step.Ticks), last);
            return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => _steps.At(first + i))];
        }
    }

    /// <summary>The 95th percentiles of latency in the minute that begins at a moment; null where they are not known.</summary>
    public (TimeSpan? On, TimeSpan? Off) LatencyP95(DateTimeOffset minute)
    {
        lock (_gate)
        {
            var point = _minutes.At(minute.UtcTicks / Minute.Ticks);
            return (point.On.LatencyP95, point.Off.LatencyP95);
        }
    }
}
