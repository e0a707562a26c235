namespace FeatureRollout.Outcomes;

/// <summary>
/// What was counted of one arm: counts by the minute for an hour and by the hour for a week, latencies by ten minutes for an
/// hour and by the hour for a day, and everything since the start. Not thread-safe.
/// </summary>
internal sealed class OutcomeRings
{
    private const int MinutesPerHour = 60;
    private const int HoursPerDay = 24;
    private const int MinutesPerLatencySlot = 10;

    private readonly SlotRing<OutcomeCounts> _minutes = new(MinutesPerHour, static () => new OutcomeCounts(), static counts => counts.Clear());
    private readonly SlotRing<OutcomeCounts> _hours = new(7 * HoursPerDay, static () => new OutcomeCounts(), static counts => counts.Clear());
    private readonly SlotRing<LatencyHistogram> _tenMinutes = new(MinutesPerHour / MinutesPerLatencySlot, static () => new LatencyHistogram(), static latencies => latencies.Clear());
    private readonly SlotRing<LatencyHistogram> _latencyHours = new(HoursPerDay, static () => new LatencyHistogram(), static latencies => latencies.Clear());

    /// <summary>All outcomes; they only grow.</summary>
    internal OutcomeCounts All { get; } = new();

    /// <summary>All latencies; they only grow.</summary>
    internal LatencyHistogram AllLatencies { get; } = new();

    /// <summary>Counts outcomes of the running minute.</summary>
    internal void Add(long minute, long successes, long failures)
    {
        _minutes[minute].Add(successes, failures);
        _hours[minute / MinutesPerHour].Add(successes, failures);
        All.Add(successes, failures);
    }

    /// <summary>Counts latencies of the running minute.</summary>
    internal void AddLatencies(long minute, int bucket, long count)
    {
        _tenMinutes[minute / MinutesPerLatencySlot].Add(bucket, count);
        _latencyHours[minute / MinutesPerHour].Add(bucket, count);
        AllLatencies.Add(bucket, count);
    }

    /// <summary>
    /// Counts outcomes of any minute, in whatever order they come: where a slot has gone on to a later time, they are too old for its
    /// windows and count only in the longer ones.
    /// </summary>
    /// <param name="minute">Their minute.</param>
    /// <param name="span">How finely that is known: counts of a whole hour are in no window of minutes, those of a longer time only in the whole.</param>
    /// <param name="counted">The outcomes.</param>
    internal void Put(long minute, TimeSpan span, in CountedArm counted)
    {
        var isMinute = span < OutcomeWindows.Hour;
        var isHour = span <= OutcomeWindows.Hour;
        All.Add(counted.Successes, counted.Failures);
        (isMinute ? _minutes.NotOlder(minute) : null)?.Add(counted.Successes, counted.Failures);
        (isHour ? _hours.NotOlder(minute / MinutesPerHour) : null)?.Add(counted.Successes, counted.Failures);
        if (counted.Latencies.Count > 0)
        {
            AllLatencies.Add(counted.Latencies);
            (isMinute ? _tenMinutes.NotOlder(minute / MinutesPerLatencySlot) : null)?.Add(counted.Latencies);
            (isHour ? _latencyHours.NotOlder(minute / MinutesPerHour) : null)?.Add(counted.Latencies);
        }
    }

    /// <summary>The slots of a window in minutes that ends in the running minute; everything where it is null.</summary>
    internal IEnumerable<OutcomeCounts> Counts(long minute, long? minutes) => minutes switch
    {
        null => [All],
        >= 2 * MinutesPerHour and var window => _hours.Last(window / MinutesPerHour, minute / MinutesPerHour),
        var window => _minutes.Last(Math.Clamp(window.Value, 1, MinutesPerHour), minute),
    };

    /// <summary>The same for latencies.</summary>
    internal IEnumerable<LatencyHistogram> Latencies(long minute, long? minutes) => minutes switch
    {
        null => [AllLatencies],
        >= 2 * MinutesPerHour and var window => _latencyHours.Last(Math.Min(window / MinutesPerHour, HoursPerDay), minute / MinutesPerHour),
        var window => _tenMinutes.Last(Math.Clamp(window.Value / MinutesPerLatencySlot, 1, MinutesPerHour / MinutesPerLatencySlot), minute / MinutesPerLatencySlot),
    };

    /// <summary>Adds what is known of each of its slots to a series.</summary>
    internal void AddTo(OutcomeSeries series)
    {
        for (var slot = 0; slot < series.Length; slot++)
        {
            if ((series.IsByHour ? _hours : _minutes).At(series.First + slot) is { } counts)
            {
                series.Add(slot, counts);
            }

            if (series.IsByHour && _latencyHours.At(series.First + slot) is { } latencies)
            {
                series.Add(slot, latencies);
            }
        }
    }
}
