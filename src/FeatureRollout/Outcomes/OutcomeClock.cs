using System.Runtime.CompilerServices;

namespace FeatureRollout.Outcomes;

/// <summary>
/// The time for counting by the minute. The system's clock, which costs more to read than an outcome to count, is read twice a second by
/// a timer instead; any other is read at each question, so that virtual time is exact. Thread-safe.
/// </summary>
/// <remarks>
/// One timer serves the process. It runs while outcomes come and stops after ten seconds without any. Where the thread pool
/// is late, so is the time.
/// </remarks>
internal sealed class OutcomeClock(TimeProvider time)
{
    private readonly bool _isSystem = time == TimeProvider.System;

    /// <summary>UTC in ticks of 100 ns.</summary>
    internal long NowTicks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _isSystem ? SystemTime.NowTicks : time.GetUtcNow().UtcTicks;
    }

    private static class SystemTime
    {
        private const int MostIdleTurns = 20;
        private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
        private static readonly ITimer Timer = TimeProvider.System.CreateTimer(static _ => Turn(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        private static readonly Lock Gate = new();
        private static long s_ticks;
        private static int s_idleTurns;

        internal static long NowTicks
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                var ticks = Volatile.Read(ref s_ticks);
                if (ticks == 0)
                {
                    return Start();
                }

                // Written only once a turn, so that processors can share the line.
                if (s_idleTurns != 0)
                {
                    s_idleTurns = 0;
                }

                return ticks;
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static long Start()
        {
            lock (Gate)
            {
                s_idleTurns = 0;
                Volatile.Write(ref s_ticks, TimeProvider.System.GetUtcNow().UtcTicks);
                Timer.Change(Period, Period);
                return s_ticks;
            }
        }

        private static void Turn()
        {
            lock (Gate)
            {
                if (s_idleTurns++ < MostIdleTurns)
                {
                    Volatile.Write(ref s_ticks, TimeProvider.System.GetUtcNow().UtcTicks);
                }
                else
                {
                    Timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                    Volatile.Write(ref s_ticks, 0);
                }
            }
        }
    }
}
