namespace FeatureRollout.Evaluation;

/// <summary>Named listeners for changes; one that throws is reported under its name and disturbs no other.</summary>
internal sealed class ChangeListeners(Action<FlagsNotice>? onNotice)
{
    private Listener[] _listeners = [];

    public IDisposable Add(string name, Action<FlagsChange> listener)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(listener);
        var added = new Listener(this, name, listener);
        Change(all => [.. all, added]);
        return added;
    }

    public void Tell(FlagsChange change)
    {
        foreach (var listener in Volatile.Read(ref _listeners))
        {
            try
            {
                listener.Callback(change);
            }
            catch (Exception exception)
            {
                Notify(new FlagsNotice(FlagsNoticeLevel.Warning, listener.Name, "The change listener threw.", exception));
            }
        }
    }

    private void Notify(FlagsNotice notice)
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

    private sealed class Listener(ChangeListeners owner, string name, Action<FlagsChange> callback) : IDisposable
    {
        public string Name => name;

        public Action<FlagsChange> Callback => callback;

        public void Dispose() => owner.Change(all => [.. all.Where(listener => listener != this)]);
    }
}
