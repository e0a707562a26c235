using System.Runtime.CompilerServices;

namespace FeatureRollout.Outcomes;

/// <summary>
/// The outcomes of one arm, in <see cref="OutcomeRings"/> that many threads count into. Thread-safe.
/// </summary>
/// <remarks>
/// Recorders count in the stripe of their processor and share no lock. The first of a new minute, and every reader, takes the
/// lock and moves what all stripes hold to the slots of the minute that was running. A recorder that was held up between looking at the
/// minute and counting is counted in the next one: once, but late.
/// </remarks>
internal sealed class ArmWindows
{
    private const int MostStripes = 16;

    private static readonly int StripeCount = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, MostStripes));

    private readonly Lock _folding = new();
    private readonly OutcomeStripe?[] _stripes = new OutcomeStripe?[StripeCount];
    private readonly OutcomeRings _rings = new();
    private readonly TimeProvider? _time;

    // What was taken of all that was counted: what is left need not be counted a second time while recording.
    private OutcomeCounts? _taken;
    private LatencyHistogram? _takenLatencies;
    private long _untakenSince;
    private long _minute = long.MinValue;

    /// <param name="time">The clock that tells how old outcomes are that are taken; null where none are.</param>
    internal ArmWindows(TimeProvider? time = null)
    {
        _time = time;
        _untakenSince = time?.GetTimestamp() ?? 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Record(bool succeeded, TimeSpan? latency, long minute)
    {
        if (Volatile.Read(ref _minute) != minute)
        {
            Turn(minute);
        }

        var place = Thread.GetCurrentProcessorId() & (_stripes.Length - 1);
        (Volatile.Read(ref _stripes[place]) ?? MakeStripe(place)).Count(succeeded, latency);
    }

    /// <summary>Counts many at once.</summary>
    internal void Add(long successes, long failures, int firstBucket, ReadOnlySpan<long> latencies, long minute)
    {
        if (Volatile.Read(ref _minute) != minute)
        {
            Turn(minute);
        }

        lock (_folding)
        {
            Take(null, successes, failures);
            for (var i = 0; i < latencies.Length; i++)
            {
                if (latencies[i] > 0)
                {
                    _rings.AddLatencies(_minute, firstBucket + i, latencies[i]);
                }
            }
        }
    }

    /// <summary>Counts outcomes of any minute, as <see cref="OutcomeRings.Put"/> has it.</summary>
    internal void Put(long minute, TimeSpan span, in CountedArm counted)
    {
        lock (_folding)
        {
            _rings.Put(minute, span, counted);
        }
    }

    /// <summary>What was counted since this was last called, all from the start at first; null for nothing.</summary>
    internal TakenOutcomes? TakeNew(bool enabled, bool drawn, long timestamp)
    {
        lock (_folding)
        {
            Fold();
            _taken ??= new OutcomeCounts();
            _takenLatencies ??= new LatencyHistogram();
            var since = _untakenSince;
            _untakenSince = timestamp;
            if (IsAllTaken)
            {
                return null;
            }

            var counted = new CountedArm(
                enabled,
                drawn,
                _rings.All.Successes - _taken.Successes,
                _rings.All.Failures - _taken.Failures,
                _rings.AllLatencies.Since(_takenLatencies));
            _taken.Add(counted.Successes, counted.Failures);
            _takenLatencies.Add(counted.Latencies);
            return new TakenOutcomes(since, timestamp, counted);
        }
    }

    /// <summary>Adds the counts of a window.</summary>
    /// <param name="minute">The running minute.</param>
    /// <param name="minutes">The window in minutes; null for everything since the start.</param>
    /// <param name="counts">To add to.</param>
    internal void AddTo(long minute, long? minutes, OutcomeCounts counts)
    {
        lock (_folding)
        {
            Fold();
            foreach (var slot in _rings.Counts(minute, minutes))
            {
                counts.Add(slot.Successes, slot.Failures);
            }
        }
    }

    /// <summary>Adds the latencies of a window.</summary>
    /// <param name="minute">The running minute.</param>
    /// <param name="minutes">The window in minutes; null for everything since the start.</param>
    /// <param name="latencies">To add to.</param>
    internal void AddTo(long minute, long? minutes, LatencyHistogram latencies)
    {
        lock (_folding)
        {
            Fold();
            foreach (var slot in _rings.Latencies(minute, minutes))
            {
                latencies.Add(slot);
            }
        }
    }

    /// <summary>Adds what is known of each of its slots to a series.</summary>
    internal void AddTo(OutcomeSeries series)
    {
        lock (_folding)
        {
            Fold();
            _rings.AddTo(series);
        }
    }

    /// <summary>All outcomes since the start, exact: they only grow.</summary>
    internal (long Successes, long Failures) Totals()
    {
        lock (_folding)
        {
            Fold();
            return (_rings.All.Successes, _rings.All.Failures);
        }
    }

    /// <summary>What a stripe counted of one bucket in the running minute; under the lock.</summary>
    internal void Take(int? bucket, long successes, long failures)
    {
        _rings.Add(_minute, successes, failures);
        if (bucket is { } latency)
        {
            _rings.AddLatencies(_minute, latency, successes + failures);
        }
    }

    private bool IsAllTaken => _taken is { } taken && taken.Successes == _rings.All.Successes && taken.Failures == _rings.All.Failures;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Turn(long minute)
    {
        lock (_folding)
        {
            Fold();
            if (_time is not null && IsAllTaken)
            {
                _untakenSince = _time.GetTimestamp();
            }

            Volatile.Write(ref _minute, minute);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private OutcomeStripe MakeStripe(int place)
    {
        var made = new OutcomeStripe();
        return Interlocked.CompareExchange(ref _stripes[place], made, null) ?? made;
    }

    private void Fold()
    {
        foreach (var stripe in _stripes)
        {
            stripe?.DrainTo(this);
        }
    }
}
