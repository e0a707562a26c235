using FeatureRollout.Outcomes;

namespace FeatureRollout.Control.History;

/// <summary>
/// The last outcomes of a flag in steps of one length, which begin at its multiples. They may come in any order; those that come
/// <paramref name="open"/> steps late or later leave the latency of their step as it is, and those older than all that is kept are dropped. Not thread-safe.
/// </summary>
/// <param name="step">The length of a step.</param>
/// <param name="most">How many steps are kept.</param>
/// <param name="open">In how many of them latencies are still added up.</param>
internal sealed class StepRing(TimeSpan step, int most, int open)
{
    private readonly OutcomePoint?[] _ended = new OutcomePoint?[most];
    private readonly OpenStep?[] _open = new OpenStep?[open];
    private long _newest;

    /// <summary>Counts into the step of a moment, in ticks of UTC.</summary>
    public void Add(long ticks, in CountedArm counted)
    {
        if (counted.Successes + counted.Failures == 0)
        {
            return;
        }

        var number = ticks / step.Ticks;
        if (number > _newest)
        {
            _newest = number;
            End();
        }

        if (number > _newest - open)
        {
            (_open[(int)(number % open)] ??= new OpenStep(number)).Add(counted);
        }
        else if (number > _newest - most)
        {
            _ended[(int)(number % most)] = Plus(At(number), counted);
        }
    }

    /// <summary>What is known of a step, by its begin divided by its length; zeros for nothing.</summary>
    public OutcomePoint At(long number)
    {
        var at = new DateTimeOffset(number * step.Ticks, TimeSpan.Zero);
        return _open[(int)(number % open)] is { } running && running.Number == number ? running.At(at)
            : _ended[(int)(number % most)] is { } ended && ended.At == at ? ended
            : new OutcomePoint(at, OpenStep.Nothing, OpenStep.Nothing);
    }

    private void End()
    {
        for (var i = 0; i < open; i++)
        {
            if (_open[i] is { } step && step.Number <= _newest - open)
            {
                _ended[(int)(step.Number % most)] = At(step.Number);
                _open[i] = null;
            }
        }
    }

    private static OutcomePoint Plus(OutcomePoint point, in CountedArm counted)
    {
        var arm = counted.Enabled ? point.On : point.Off;
        arm = arm with { Successes = arm.Successes + counted.Successes, Failures = arm.Failures + counted.Failures };
        return counted.Enabled ? point with { On = arm } : point with { Off = arm };
    }

    private sealed class OpenStep(long number)
    {
        public static readonly ArmPoint Nothing = new(0, 0, null);

        private readonly OutcomeCounts _on = new();
        private readonly OutcomeCounts _off = new();
        private LatencyHistogram? _onLatencies;
        private LatencyHistogram? _offLatencies;

        public long Number => number;

        public void Add(in CountedArm counted)
        {
            (counted.Enabled ? _on : _off).Add(counted.Successes, counted.Failures);
            if (counted.Latencies.Count > 0)
            {
                (counted.Enabled ? _onLatencies ??= new LatencyHistogram() : _offLatencies ??= new LatencyHistogram()).Add(counted.Latencies);
            }
        }

        public OutcomePoint At(DateTimeOffset at) => new(at, Point(_on, _onLatencies), Point(_off, _offLatencies));

        private static ArmPoint Point(OutcomeCounts counts, LatencyHistogram? latencies) => new(counts.Successes, counts.Failures, latencies?.Quantile(0.95));
    }
}
