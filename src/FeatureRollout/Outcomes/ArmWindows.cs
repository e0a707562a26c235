using System.Runtime.CompilerServices;

namespace FeatureRollout.Outcomes;

/// <summary>
/// The outcomes of one arm: counts by the minute for an hour and by the hour for a week, latencies by ten minutes for an hour and
/// by the hour for a day, and everything since the start. Thread-safe.
/// </summary>
/// <remarks>
/// Recorders count in the stripe of their processor and share no lock. The first of a new minute, and every reader, takes the
/// lock and moves what all stripes hold to the slots of the minute that was running. A recorder that was held up between looking at the
/// minute and counting is counted in the next one: once, but late.
/// </remarks>
internal sealed class ArmWindows
{
    private const int MinutesPerHour = 60;
    private const int HoursPerDay = 24;
    private const int MinutesPerLatencySlot = 10;
    private const int MostStripes = 16;

    private static readonly int StripeCount = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, MostStripes));

    private readonly Lock _folding = new();
    private readonly OutcomeStripe?[] _stripes = new OutcomeStripe?[StripeCount];
    private readonly SlotRing<OutcomeCounts> _minutes = new(MinutesPerHour, static () => new OutcomeCounts(), static counts => counts.Clear());
    private readonly SlotRing<OutcomeCounts> _hours = new(7 * HoursPerDay, static () => new OutcomeCounts(), static counts => counts.Clear());
    private readonly SlotRing<LatencyHistogram> _tenMinutes = new(MinutesPerHour / MinutesPerLatencySlot, static () => new LatencyHistogram(), static latencies => latencies.Clear());
    private readonly SlotRing<LatencyHistogram> _latencyHours = new(HoursPerDay, static () => new LatencyHistogram(), static latencies => latencies.Clear());
    private readonly OutcomeCounts _all = new();
    private readonly LatencyHistogram _allLatencies = new();
    private long _minute = long.MinValue;

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
            Span<LatencyHistogram> histograms = [_tenMinutes[_minute / MinutesPerLatencySlot], _latencyHours[_minute / MinutesPerHour], _allLatencies];
            foreach (var histogram in histograms)
            {
                for (var i = 0; i < latencies.Length; i++)
                {
                    if (latencies[i] > 0)
                    {
                        histogram.Add(firstBucket + i, latencies[i]);
                    }
                }
            }
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
            foreach (var slot in Counts(minute, minutes))
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
            foreach (var slot in Latencies(minute, minutes))
            {
                latencies.Add(slot);
            }
        }
    }

    /// <summary>All outcomes since the start, exact: they only grow.</summary>
    internal (long Successes, long Failures) Totals()
    {
        lock (_folding)
        {
            Fold();
            return (_all.Successes, _all.Failures);
        }
    }

    /// <summary>What a stripe counted of one bucket in the running minute; under the lock.</summary>
    internal void Take(int? bucket, long successes, long failures)
    {
        _minutes[_minute].Add(successes, failures);
        _hours[_minute / MinutesPerHour].Add(successes, failures);
        _all.Add(successes, failures);
        if (bucket is { } latency)
        {
            _tenMinutes[_minute / MinutesPerLatencySlot].Add(latency, successes + failures);
            _latencyHours[_minute / MinutesPerHour].Add(latency, successes + failures);
            _allLatencies.Add(latency, successes + failures);
        }
    }

    private IEnumerable<OutcomeCounts> Counts(long minute, long? minutes) => minutes switch
    {
        null => [_all],
        >= 2 * MinutesPerHour and var window => _hours.Last(window / MinutesPerHour, minute / MinutesPerHour),
        var window => _minutes.Last(Math.Clamp(window.Value, 1, MinutesPerHour), minute),
    };

    private IEnumerable<LatencyHistogram> Latencies(long minute, long? minutes) => minutes switch
    {
        null => [_allLatencies],
        >= 2 * MinutesPerHour and var window => _latencyHours.Last(Math.Min(window / MinutesPerHour, HoursPerDay), minute / MinutesPerHour),
        var window => _tenMinutes.Last(Math.Clamp(window.Value / MinutesPerLatencySlot, 1, MinutesPerHour / MinutesPerLatencySlot), minute / MinutesPerLatencySlot),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Turn(long minute)
    {
        lock (_folding)
        {
            Fold();
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
