using System.Runtime.CompilerServices;

namespace FeatureRollout.Outcomes;

/// <summary>
/// A clock that is at most half a second late and costs next to nothing to read: a timer reads the real one. The timer runs
/// while somebody asks, and stops after ten seconds without a question. Thread-safe.
/// </summary>
/// <remarks>Where the thread pool is late, so is the time.</remarks>
internal sealed class CoarseClock
{
    internal static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private const int MostIdleTurns = 20;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _ticks;
    private bool _isIdle;
    private int _idleTurns;

    internal CoarseClock(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static clock => ((CoarseClock)clock!).Turn(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>UTC in ticks of 100 ns.</summary>
    internal long NowTicks
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var ticks = Volatile.Read(ref _ticks);
            if (ticks == 0)
            {
                return Start();
            }

            // Written only once a turn, so that processors can share the line.
            if (_isIdle)
            {
                _isIdle = false;
            }

            return ticks;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Start()
    {
        lock (_gate)
        {
            if (_ticks == 0)
            {
                Volatile.Write(ref _ticks, _time.GetUtcNow().UtcTicks);
                _timer.Change(Period, Period);
            }

            (_isIdle, _idleTurns) = (false, 0);
            return _ticks;
        }
    }

    private void Turn()
    {
        lock (_gate)
        {
            _idleTurns = _isIdle ? _idleTurns + 1 : 0;
            _isIdle = true;
            if (_idleTurns < MostIdleTurns)
            {
                Volatile.Write(ref _ticks, _time.GetUtcNow().UtcTicks);
            }
            else
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                Volatile.Write(ref _ticks, 0);
            }
        }
    }
}
