namespace FeatureRollout.Evaluation;

/// <summary>
/// Named listeners for changes. Each has its own queue, emptied on the thread pool, so that one that hangs or throws holds
/// up neither the writer nor the others; one that throws is reported under its name.
/// </summary>
internal sealed class ChangeListeners(Action<FlagsNotice>? onNotice) : IDisposable
{
    /// <summary>The most changes that wait for one listener; one more, and they become a single change.</summary>
    public const int MostWaiting = 1_000;

    private Listener[] _listeners = [];

    public IDisposable Add(string name, Action<FlagsChange> listener)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(listener);
        var added = new Listener(this, name, listener);
        Change(all => [.. all, added]);
        return added;
    }

    /// <summary>Hands the change to every listener's queue and returns at once; called by one thread at a time, in order.</summary>
    public void Tell(FlagsChange change)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.Enqueue(change);
        }
    }

    /// <summary>No call begins any more, whatever is waiting.</summary>
    public void Dispose()
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            listener.Dispose();
        }
    }

    /// <summary>Tells the host; what its own code throws is dropped.</summary>
    public void Notify(FlagsNotice notice)
    {
        try
        {
            onNotice?.Invoke(notice);
        }
        catch (Exception)
        {
            // Nobody is left to tell.
        }
    }

    private void Change(Func<Listener[], Listener[]> change)
    {
        Listener[] before, after;
        do
        {
            before = Volatile.Read(ref _listeners);
            after = change(before);
        }
        while (Interlocked.CompareExchange(ref _listeners, after, before) != before);
    }

    private sealed class Listener(ChangeListeners owner, string name, Action<FlagsChange> callback) : IDisposable, IThreadPoolWorkItem
    {
        private readonly Lock _queueing = new();
        private readonly Queue<FlagsChange> _waiting = new();
        private bool _running;
        private bool _ended;

        public void Enqueue(FlagsChange change)
        {
            lock (_queueing)
            {
                if (_ended)
                {
                    return;
                }

                if (_waiting.Count == MostWaiting)
                {
                    change = Merged(_waiting.Append(change), change.Version);
                    _waiting.Clear();
                }

                _waiting.Enqueue(change);
                if (_running)
                {
                    return;
                }

                _running = true;
            }

            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        public void Execute()
        {
            while (Next() is { } change)
            {
                try
                {
                    callback(change);
                }
                catch (Exception exception)
                {
                    owner.Notify(new FlagsNotice(FlagsNoticeLevel.Warning, name, "The change listener threw.", exception));
                }
            }
        }

        public void Dispose()
        {
            lock (_queueing)
            {
                _ended = true;
                _waiting.Clear();
            }

            owner.Change(all => [.. all.Where(listener => listener != this)]);
        }

        private FlagsChange? Next()
        {
            lock (_queueing)
            {
                _running = _waiting.TryDequeue(out var change);
                return change;
            }
        }

        private static FlagsChange Merged(IEnumerable<FlagsChange> changes, long version) =>
            new(version, [.. changes.SelectMany(change => change.Flags).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }
}
