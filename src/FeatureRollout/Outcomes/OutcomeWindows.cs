namespace FeatureRollout.Outcomes;

/// <summary>
/// The outcomes of one flag in this process, by arm, over the last hour: memory for nothing before the first outcome, and at
/// most 85 KB after it, whatever the traffic. Thread-safe; recording takes no lock except once a minute, and allocates
/// nothing once each slot and each range of latencies has been used.
/// </summary>
/// <remarks>
/// Time comes in as ticks of 100 ns on one clock that the caller keeps to, best one that never goes back; what it counts from
/// is of no matter. On a clock that is set back, outcomes of the future are left out until their time has come.
/// </remarks>
internal sealed class OutcomeWindows
{
    /// <summary>The longest window that can be read.</summary>
    internal static readonly TimeSpan LongestWindow = TimeSpan.FromHours(1);

    private static readonly ArmStatistics Nothing = new()
    {
        Successes = 0,
        Failures = 0,
        LatencyCount = 0,
        LatencyP50 = null,
        LatencyP95 = null,
        LatencyP99 = null,
    };

    private OutcomeArm? _on;
    private OutcomeArm? _off;

    /// <summary>Counts one outcome under the arm of the answer that it came from.</summary>
    internal void Record(bool enabledArm, bool succeeded, TimeSpan? latency, long nowTicks)
    {
        ref var arm = ref enabledArm ? ref _on : ref _off;
        (Volatile.Read(ref arm) ?? Make(ref arm)).Record(succeeded, latency, nowTicks / TimeSpan.TicksPerMinute);
    }

    /// <summary>
    /// The outcomes within a window that ends now. Counts are kept by the minute and latencies by ten minutes; a window is
    /// made of whole slots, the running one included, and holds nothing that is older than it. So an hour holds the counts
    /// of at least 59 and the latencies of at least 50 minutes. A window under a minute is read as a minute, latencies in
    /// one under ten minutes as those of the running ten, and a window over <see cref="LongestWindow"/> as that one.
    /// </summary>
    internal ArmStatistics Read(bool enabledArm, TimeSpan window, long nowTicks)
    {
        var minutes = (int)Math.Clamp(window.Ticks / TimeSpan.TicksPerMinute, 1, LongestWindow.Ticks / TimeSpan.TicksPerMinute);
        return Volatile.Read(ref enabledArm ? ref _on : ref _off)?.Read(nowTicks / TimeSpan.TicksPerMinute, minutes) ?? Nothing;
    }

    /// <summary>All outcomes of an arm since the start. The difference of two readings is exactly what came between them.</summary>
    internal (long Successes, long Failures) Totals(bool enabledArm) =>
        Volatile.Read(ref enabledArm ? ref _on : ref _off)?.Totals() ?? default;

    private static OutcomeArm Make(ref OutcomeArm? arm)
    {
        var made = new OutcomeArm();
        return Interlocked.CompareExchange(ref arm, made, null) ?? made;
    }
}
