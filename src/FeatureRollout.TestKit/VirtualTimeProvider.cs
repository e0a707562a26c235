namespace FeatureRollout.TestKit;

/// <summary>
/// A clock that stands still until a test advances it. Timers made from it, and with them <c>Task.Delay</c>,
/// <c>WaitAsync</c> and <c>CancellationTokenSource</c>, fire inside <see cref="Advance"/> on the thread that calls it,
/// each at its own moment and in the order of their moments. Thread-safe; the local time zone is UTC.
/// </summary>
public sealed class VirtualTimeProvider : TimeProvider
{
    private readonly Lock _advancing = new();
    private readonly Lock _gate = new();
    private readonly SortedSet<VirtualTimer> _armed = new(Comparer<VirtualTimer>.Create(VirtualTimer.InOrder));
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private long _sequence;

    /// <summary>A clock that shows 2026-01-01T00:00:00Z.</summary>
    public VirtualTimeProvider()
        : this(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock that shows this moment.</summary>
    public VirtualTimeProvider(DateTimeOffset start) => _now = _start = start.ToUniversalTime();

    /// <summary>When the next timer is due; null while none is armed.</summary>
    public DateTimeOffset? NextTimer
    {
        get
        {
            lock (_gate)
            {
                return _armed.Min?.Due;
            }
        }
    }

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => (GetUtcNow() - _start).Ticks;

    /// <summary>
    /// Moves the clock on and fires what falls due on the way, timers made or changed by a callback included.
    /// What a callback throws comes out of here, with the clock at that callback's moment.
    /// Two threads that advance at once take turns; a callback may advance further itself.
    /// </summary>
    /// <param name="by">Zero or more; zero fires what is due now.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative time.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_advancing)
        {
            var until = GetUtcNow() + by;
            while (TakeDue(until) is { } timer)
            {
                timer.Fire();
            }

            lock (_gate)
            {
                _now = _now < until ? until : _now;
            }
        }
    }

    /// <summary>Makes a timer that fires inside <see cref="Advance"/>; one that is due at once waits for the next call.</summary>
    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private VirtualTimer? TakeDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            if (_armed.Min is not { } timer || timer.Due > until)
            {
                return null;
            }

            _armed.Remove(timer);
            _now = _now < timer.Due ? timer.Due : _now;
            if (timer.Period > TimeSpan.Zero)
            {
                timer.Due += timer.Period;
                timer.Sequence = ++_sequence;
                _armed.Add(timer);
            }

            return timer;
        }
    }

    private sealed class VirtualTimer(VirtualTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        /// <summary>Sets apart timers that are due at one moment: who was armed first fires first.</summary>
        public long Sequence { get; set; }

        public static int InOrder(VirtualTimer left, VirtualTimer right)
        {
            var byDue = left.Due.CompareTo(right.Due);
            return byDue != 0 ? byDue : left.Sequence.CompareTo(right.Sequence);
        }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ThrowIfNoTime(dueTime, nameof(dueTime));
            ThrowIfNoTime(period, nameof(period));
            lock (time._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                time._armed.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    Period = period;
                    Sequence = ++time._sequence;
                    time._armed.Add(this);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                _disposed = true;
                time._armed.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private static void ThrowIfNoTime(TimeSpan time, string name)
        {
            if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(name, time, "A timer takes zero, more, or Timeout.InfiniteTimeSpan.");
            }
        }
    }
}
