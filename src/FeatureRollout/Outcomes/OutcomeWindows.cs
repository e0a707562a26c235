using System.Runtime.CompilerServices;

namespace FeatureRollout.Outcomes;

/// <summary>Which outcomes are meant, by the answer that they were recorded under.</summary>
internal enum OutcomeArm
{
    /// <summary>All answers that were on.</summary>
    On,

    /// <summary>Answers that were on by percentage or rule: those that can be compared with <see cref="DrawnOff"/>.</summary>
    DrawnOn,

    /// <summary>All answers that were off.</summary>
    Off,

    /// <summary>Answers that were off by percentage or rule: the control.</summary>
    DrawnOff,
}

/// <summary>
/// The outcomes of one flag in one stage in this process, by arm, over the last seven days and since the start. Thread-safe;
/// recording takes no lock except once a minute, and allocates nothing once each slot and each range of latencies has been used.
/// </summary>
/// <remarks>
/// <para>
/// Memory is a few dozen bytes before the first outcome. After it, each of the four arms that has outcomes takes 12 KB, and 280
/// bytes for each doubling of latency that it saw in each hour of the last day and each ten minutes of the last hour: 64 KB
/// where latencies lie within one power of ten, and at most 350 KB, and 20 KB for each processor up to 16, where they
/// lie anywhere between 100 ns and a day. Neither customers nor traffic add to it.
/// </para>
/// <para>
/// Time comes in as ticks of 100 ns on one clock that the caller keeps to, best one that never goes back; what it counts from
/// is of no matter. On a clock that is set back, outcomes of the future are left out until their time has come.
/// </para>
/// </remarks>
/// <param name="startTicks">When counting began.</param>
/// <param name="time">The clock that tells how old outcomes are that are <see cref="Take">taken</see>; null where none are.</param>
internal sealed class OutcomeWindows(long startTicks = long.MinValue, TimeProvider? time = null)
{
    /// <summary>The longest window that can be read.</summary>
    internal static readonly TimeSpan LongestWindow = TimeSpan.FromDays(7);

    /// <summary>Above this, windows are made of whole hours; and this is what statistics show.</summary>
    internal static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly long _began = time?.GetTimestamp() ?? 0;

    // On and drawn, on and not drawn, off and drawn, off and not drawn.
    private ArmWindows?[]? _arms;
    private string? _run;

    /// <summary>How long ago counting began, by the clock that never jumps; zero without one.</summary>
    internal TimeSpan Age => time?.GetElapsedTime(_began) ?? TimeSpan.Zero;

    /// <summary>Counts one outcome.</summary>
    /// <param name="enabled">The answer that it came from.</param>
    /// <param name="drawn">Whether a percentage or a rule gave that answer, not a list or the like.</param>
    /// <param name="succeeded">How it went.</param>
    /// <param name="latency">How long it took; null where that is not known.</param>
    /// <param name="nowTicks">Now.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Record(bool enabled, bool drawn, bool succeeded, TimeSpan? latency, long nowTicks)
    {
        var index = IndexOf(enabled, drawn);
        (_arms?[index] ?? Make(index)).Record(succeeded, latency, nowTicks / TimeSpan.TicksPerMinute);
    }

    /// <summary>Counts many outcomes at once, as a simulation has them.</summary>
    /// <param name="enabled">The answer that they came from.</param>
    /// <param name="drawn">Whether a percentage or a rule gave that answer.</param>
    /// <param name="successes">How many succeeded.</param>
    /// <param name="failures">How many failed.</param>
    /// <param name="firstBucket">The <see cref="LatencyBuckets">bucket</see> of the first of <paramref name="latencies"/>.</param>
    /// <param name="latencies">How many latencies fell into each bucket from there.</param>
    /// <param name="nowTicks">Now.</param>
    internal void Add(bool enabled, bool drawn, long successes, long failures, int firstBucket, ReadOnlySpan<long> latencies, long nowTicks)
    {
        var index = IndexOf(enabled, drawn);
        (_arms?[index] ?? Make(index)).Add(successes, failures, firstBucket, latencies, nowTicks / TimeSpan.TicksPerMinute);
    }

    /// <summary>Counts outcomes of any time, in whatever order they come; what is too old for a window counts in the longer ones.</summary>
    /// <param name="counted">The outcomes.</param>
    /// <param name="atTicks">When they were made.</param>
    /// <param name="span">Zero, or for how long a time from there they stand: those of a longer one than an hour are in no window.</param>
    internal void Put(in CountedArm counted, long atTicks, TimeSpan span)
    {
        var index = IndexOf(counted.Enabled, counted.Drawn);
        (_arms?[index] ?? Make(index)).Put(atTicks / TimeSpan.TicksPerMinute, span, counted);
    }

    /// <summary>
    /// What was counted since this was last called, by kind of answer; all from the start at first. What one call gives no other
    /// gives again, and nothing is left out.
    /// </summary>
    /// <param name="timestamp">Now, by the clock that never jumps.</param>
    internal IEnumerable<TakenOutcomes> Take(long timestamp)
    {
        if (Volatile.Read(ref _arms) is null)
        {
            yield break;
        }

        foreach (var (enabled, drawn) in Answers)
        {
            if (Of(enabled, drawn)?.TakeNew(enabled, drawn, timestamp) is { } taken)
            {
                yield return taken;
            }
        }
    }

    /// <summary>
    /// The outcomes within a window that ends now. Windows under two hours are made of whole minutes (latencies: of whole ten minutes)
    /// up to an hour, longer ones of whole hours; the running slot is one of them, and nothing is older than the window.
    /// So an hour holds the counts of at least 59 and the latencies of at least 50 minutes, and a day those of at least 23
    /// hours. A window under a minute is read as a minute, latencies in one under ten minutes as those of the running
    /// ten, and in one over a day as those of a day; a window over <see cref="LongestWindow"/> is read as that one.
    /// </summary>
    internal ArmStatistics Read(OutcomeArm arm, TimeSpan window, long nowTicks)
    {
        var (counts, latencies) = (Counts(arm, window, nowTicks), Latencies(arm, window, nowTicks));
        return new ArmStatistics
        {
            Successes = counts.Successes,
            Failures = counts.Failures,
            LatencyCount = latencies.Count,
            LatencyP50 = latencies.Quantile(0.50),
            LatencyP95 = latencies.Quantile(0.95),
            LatencyP99 = latencies.Quantile(0.99),
        };
    }

    /// <summary>The same for criteria; everything since the start, exact, where <paramref name="over"/> is null.</summary>
    internal OutcomeSample Sample(OutcomeArm arm, TimeSpan? over, long nowTicks) =>
        Sample(arm, over, nowTicks, Run(), TimeSpan.FromTicks(Math.Max(0, nowTicks - Math.Max(startTicks, 0))));

    /// <summary>The same under a mark of its own, where counting began so long ago.</summary>
    internal OutcomeSample Sample(OutcomeArm arm, TimeSpan? over, long nowTicks, string run, TimeSpan age)
    {
        var longest = over < LongestWindow ? over.Value : LongestWindow;
        return new OutcomeSample(Counts(arm, over, nowTicks), () => Latencies(arm, over, nowTicks))
        {
            Run = run,
            Covered = over is null || age < longest ? age : longest,
        };
    }

    /// <summary>All outcomes of an answer since the start. The difference of two readings is exactly what came between them.</summary>
    internal (long Successes, long Failures) Totals(bool enabled)
    {
        var drawn = Of(enabled, drawn: true)?.Totals() ?? default;
        var named = Of(enabled, drawn: false)?.Totals() ?? default;
        return (drawn.Successes + named.Successes, drawn.Failures + named.Failures);
    }

    /// <summary>All latencies of an answer since the start.</summary>
    internal LatencyHistogram AllLatencies(bool enabled) => Latencies(enabled ? OutcomeArm.On : OutcomeArm.Off, null, 0);

    /// <summary>Adds what is known of an answer in each of its slots to a series; the running slot is the one that the caller's clock is in.</summary>
    internal void AddTo(bool enabled, OutcomeSeries series)
    {
        foreach (var part in Parts(enabled ? OutcomeArm.On : OutcomeArm.Off))
        {
            part.AddTo(series);
        }
    }

    private static readonly (bool Enabled, bool Drawn)[] Answers = [(true, true), (true, false), (false, true), (false, false)];

    private static int IndexOf(bool enabled, bool drawn) => (enabled ? 0 : 2) + (drawn ? 0 : 1);

    private OutcomeCounts Counts(OutcomeArm arm, TimeSpan? over, long nowTicks)
    {
        var counts = new OutcomeCounts();
        foreach (var part in Parts(arm))
        {
            part.AddTo(nowTicks / TimeSpan.TicksPerMinute, Minutes(over), counts);
        }

        return counts;
    }

    private LatencyHistogram Latencies(OutcomeArm arm, TimeSpan? over, long nowTicks)
    {
        var latencies = new LatencyHistogram();
        foreach (var part in Parts(arm))
        {
            part.AddTo(nowTicks / TimeSpan.TicksPerMinute, Minutes(over), latencies);
        }

        return latencies;
    }

    private static long? Minutes(TimeSpan? over) =>
        over is { } window ? Math.Min(window.Ticks, LongestWindow.Ticks) / TimeSpan.TicksPerMinute : null;

    private IEnumerable<ArmWindows> Parts(OutcomeArm arm)
    {
        var enabled = arm is OutcomeArm.On or OutcomeArm.DrawnOn;
        if (Of(enabled, drawn: true) is { } drawn)
        {
            yield return drawn;
        }

        if (arm is OutcomeArm.On or OutcomeArm.Off && Of(enabled, drawn: false) is { } named)
        {
            yield return named;
        }
    }

    private ArmWindows? Of(bool enabled, bool drawn) =>
        Volatile.Read(ref _arms) is { } arms ? Volatile.Read(ref arms[IndexOf(enabled, drawn)]) : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArmWindows Make(int index)
    {
        var arms = Interlocked.CompareExchange(ref _arms, new ArmWindows?[4], null) ?? _arms;
        var made = new ArmWindows(time);
        return Interlocked.CompareExchange(ref arms[index], made, null) ?? made;
    }

    private string Run()
    {
        if (Volatile.Read(ref _run) is { } run)
        {
            return run;
        }

        var made = Guid.NewGuid().ToString();
        return Interlocked.CompareExchange(ref _run, made, null) ?? made;
    }
}
