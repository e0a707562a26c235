using System.Runtime.InteropServices;

namespace FeatureRollout.Outcomes;

/// <summary>
/// The outcomes of one arm: a ring of 60 one-minute slots for successes and failures and one of 6 ten-minute slots for
/// latencies, each slot stamped with the number of its minute or ten minutes.
/// </summary>
/// <remarks>
/// Recorders add with interlocked instructions and share no lock. The first of a new minute takes the lock, moves what the
/// slot held an hour ago into the totals, and only then stamps it; whoever sees the stamp sees the slot cleared. A recorder
/// that was held up for an hour between reading the stamp and adding is counted in the slot's new minute: once, but late.
/// A stamp from the future (a clock set back by an hour or more) gives way like one from the past.
/// </remarks>
internal sealed class OutcomeArm
{
    private const int Minutes = 60;
    private const int LatencySlots = 6;
    private const int MinutesPerLatencySlot = Minutes / LatencySlots;
    private const long Never = long.MinValue;

    private readonly Lock _turning = new();
    private readonly CountSlot[] _counts = new CountSlot[Minutes];
    private readonly LatencySlot?[] _latencies = new LatencySlot?[LatencySlots];
    private long _pastSuccesses;
    private long _pastFailures;

    internal OutcomeArm()
    {
        foreach (ref var slot in _counts.AsSpan())
        {
            slot.Minute = Never;
        }
    }

    internal void Record(bool succeeded, TimeSpan? latency, long minute)
    {
        ref var slot = ref _counts[Index(minute, Minutes)];
        if (Volatile.Read(ref slot.Minute) != minute)
        {
            Turn(ref slot, minute);
        }

        Interlocked.Increment(ref succeeded ? ref slot.Successes : ref slot.Failures);
        if (latency is { } time)
        {
            LatencySlotOf(minute / MinutesPerLatencySlot).Histogram.Add(time);
        }
    }

    /// <summary>The last <paramref name="minutes"/> slots up to <paramref name="minute"/>, that one included.</summary>
    internal ArmStatistics Read(long minute, int minutes)
    {
        var successes = 0L;
        var failures = 0L;
        var merged = new LatencyHistogram();
        var latencySlots = Math.Max(1, minutes / MinutesPerLatencySlot);
        var latencyNow = minute / MinutesPerLatencySlot;
        lock (_turning)
        {
            foreach (ref var slot in _counts.AsSpan())
            {
                if (slot.Minute <= minute && slot.Minute > minute - minutes)
                {
                    successes += Interlocked.Read(ref slot.Successes);
                    failures += Interlocked.Read(ref slot.Failures);
                }
            }

            foreach (var slot in _latencies)
            {
                if (slot is not null && slot.Number <= latencyNow && slot.Number > latencyNow - latencySlots)
                {
                    merged.Add(slot.Histogram);
                }
            }
        }

        return new ArmStatistics
        {
            Successes = successes,
            Failures = failures,
            LatencyCount = merged.Count(),
            LatencyP50 = merged.Quantile(0.50),
            LatencyP95 = merged.Quantile(0.95),
            LatencyP99 = merged.Quantile(0.99),
        };
    }

    /// <summary>All outcomes since the start, exact: they only grow.</summary>
    internal (long Successes, long Failures) Totals()
    {
        lock (_turning)
        {
            var (successes, failures) = (_pastSuccesses, _pastFailures);
            foreach (ref var slot in _counts.AsSpan())
            {
                successes += Interlocked.Read(ref slot.Successes);
                failures += Interlocked.Read(ref slot.Failures);
            }

            return (successes, failures);
        }
    }

    private static int Index(long number, int slots) => (int)((ulong)number % (ulong)slots);

    private void Turn(ref CountSlot slot, long minute)
    {
        lock (_turning)
        {
            if (slot.Minute != minute)
            {
                _pastSuccesses += Interlocked.Exchange(ref slot.Successes, 0);
                _pastFailures += Interlocked.Exchange(ref slot.Failures, 0);
                Volatile.Write(ref slot.Minute, minute);
            }
        }
    }

    private LatencySlot LatencySlotOf(long number)
    {
        ref var place = ref _latencies[Index(number, LatencySlots)];
        return Volatile.Read(ref place) is { } slot && Volatile.Read(ref slot.Number) == number
            ? slot
            : TurnLatency(ref place, number);
    }

    private LatencySlot TurnLatency(ref LatencySlot? place, long number)
    {
        lock (_turning)
        {
            var slot = place ?? new LatencySlot { Number = number };
            if (slot.Number != number)
            {
                slot.Histogram.Clear();
                Volatile.Write(ref slot.Number, number);
            }

            Volatile.Write(ref place, slot);
            return slot;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct CountSlot
    {
        internal long Minute;
        internal long Successes;
        internal long Failures;
    }

    private sealed class LatencySlot
    {
        internal readonly LatencyHistogram Histogram = new();
        internal long Number;
    }
}
