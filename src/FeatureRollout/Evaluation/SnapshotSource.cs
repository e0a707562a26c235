using FeatureRollout.Flags;
using FeatureRollout.Flags.Files;

namespace FeatureRollout.Evaluation;

/// <summary>
/// Holds the serving snapshot and is the only writer of it: compiles new content, compiles the same content again when a
/// schedule or override reaches its time, swaps the reference, and tells the listeners.
/// </summary>
internal sealed class SnapshotSource : IDisposable
{
    /// <summary>The longest that the clock is left unread, so that a host clock that was put forward is noticed.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly Lock _writing = new();
    private readonly Dictionary<string, FlagRecord> _records = new(StringComparer.Ordinal);
    private readonly CounterSlots _slots = new();
    private readonly TimeProvider _time;
    private readonly Func<string, string, string, bool?>? _lookup;
    private readonly Func<Snapshot, Snapshot>? _finish;
    private readonly ITimer _edge;
    private Snapshot _current;
    private bool _disposed;

    /// <param name="time">The clock.</param>
    /// <param name="segmentLookup">Answers for segments with a source; null for nobody.</param>
    /// <param name="onNotice">Told of listeners that throw and of edges that could not be compiled; null for nobody.</param>
    /// <param name="finish">Has the last word on each new snapshot before it serves; null for nobody. Never called by two threads at once.</param>
    public SnapshotSource(
        TimeProvider time,
        Func<string, string, string, bool?>? segmentLookup,
        Action<FlagsNotice>? onNotice,
        Func<Snapshot, Snapshot>? finish = null)
    {
        _finish = finish;
        _time = time;
        _lookup = segmentLookup;
        Listeners = new ChangeListeners(onNotice);
        _current = new Snapshot(0, [], new Layers([]), _time.GetUtcNow(), null);
        _edge = _time.CreateTimer(static source => ((SnapshotSource)source!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ChangeListeners Listeners { get; }

    /// <summary>Raised after each swap, also of one that changes no answer, before the next can begin; what listens must be quick and not throw.</summary>
    public event Action? Swapped;

    public Snapshot Current => Volatile.Read(ref _current);

    /// <summary>Compiles and swaps in new content, lowest precedence first.</summary>
    /// <exception cref="FlagFileException">The layers don't fit together; the serving snapshot stays.</exception>
    public void Publish(IReadOnlyList<Layer> layers) => Publish(() => layers);

    /// <summary>The same with content that is put together while no other snapshot is made.</summary>
    /// <exception cref="FlagFileException">The layers don't fit together; the serving snapshot stays.</exception>
    public void Publish(Func<IReadOnlyList<Layer>> layers)
    {
        lock (_writing)
        {
            Swap(new Layers(layers()));
        }
    }

    /// <summary>What a snapshot would be with one more layer on top. It serves nobody, and nothing is counted under it.</summary>
    /// <param name="current">The snapshot to start from; the layer may name only its flags.</param>
    /// <param name="above">The layer.</param>
    public Snapshot Imagine(Snapshot current, Layer above) => FlagCompiler.Compile(
        new Layers([.. current.Layers.All, above]), current.Version, key => current.Find(key)!.Record, _lookup, current.CompiledAt);

    public void Dispose()
    {
        lock (_writing)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _edge.Dispose();
            Listeners.Dispose();
        }
    }

    private void Swap(Layers layers)
    {
        if (_disposed)
        {
            return;
        }

        var before = _current;
        var next = FlagCompiler.Compile(layers, before.Version + 1, RecordOf, _lookup, _time.GetUtcNow());
        next = _finish?.Invoke(next) ?? next;
        var changed = SnapshotDifference.Between(before, next);
        Volatile.Write(ref _current, next);
        Swapped?.Invoke();
        if (changed.Count > 0)
        {
            Listeners.Tell(new FlagsChange(next.Version, changed));
        }

        ScheduleEdge(next);
    }

    private void ScheduleEdge(Snapshot snapshot)
    {
        if (snapshot.NextEdge is { } edge)
        {
            var wait = edge - _time.GetUtcNow();
            wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestSleep ? LongestSleep : wait;
            _edge.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Nothing may escape a timer: what fails is reported, and tried again after the longest sleep.</summary>
    private void OnTimer()
    {
        if (Turn() is { } failure)
        {
            Listeners.Notify(new FlagsNotice(
                FlagsNoticeLevel.Warning,
                "flags",
                "A schedule or override reached its time and the flags could not be compiled again; another attempt follows.",
                failure));
        }
    }

    /// <summary>Forgets errors of every flag, of those that are gone too; see <see cref="Outcomes.ErrorLog.Erase"/>.</summary>
    public int EraseErrors(Predicate<RecordedError> isGone, Func<string, string> rename)
    {
        lock (_writing)
        {
            return _records.Values.Sum(record => record.Errors.Erase(isGone, rename));
        }
    }

    private Exception? Turn()
    {
        lock (_writing)
        {
            if (_disposed)
            {
                return null;
            }

            try
            {
                if (_current.NextEdge <= _time.GetUtcNow())
                {
                    Swap(_current.Layers);
                }
                else
                {
                    ScheduleEdge(_current);
                }

                return null;
            }
            catch (Exception exception)
            {
                _edge.Change(LongestSleep, Timeout.InfiniteTimeSpan);
                return exception;
            }
        }
    }

    private FlagRecord RecordOf(string key)
    {
        if (!_records.TryGetValue(key, out var record))
        {
            _records[key] = record = new FlagRecord(key, _records.Count, _slots, _time);
        }

        return record;
    }
}
