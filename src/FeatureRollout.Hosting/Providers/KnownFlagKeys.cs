using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;

namespace FeatureRollout.Providers;

/// <summary>The keys of all flags that a set of providers has, as of the last read of each. Thread-safe.</summary>
internal sealed class KnownFlagKeys : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, ImmutableSortedSet<string>> _keys = [];
    private CancellationTokenSource _changed = new();

    /// <summary>The keys, each once.</summary>
    public IReadOnlyCollection<string> All
    {
        get
        {
            lock (_gate)
            {
                return _keys.Values.SelectMany(keys => keys).Distinct(StringComparer.Ordinal).ToList();
            }
        }
    }

    /// <summary>A token that fires when the keys differ from now.</summary>
    public IChangeToken ChangeToken()
    {
        lock (_gate)
        {
            return new CancellationChangeToken(_changed.Token);
        }
    }

    /// <summary>Notes what a provider has.</summary>
    public void Note(object provider, FlagSet set)
    {
        var keys = set.Flags.Keys.Concat(set.States?.Keys ?? []).ToImmutableSortedSet(StringComparer.Ordinal);
        CancellationTokenSource before;
        lock (_gate)
        {
            if (_keys.TryGetValue(provider, out var known) && known.SetEquals(keys))
            {
                return;
            }

            _keys[provider] = keys;
            before = _changed;
            _changed = new CancellationTokenSource();
        }

        // Outside the lock: a listener may come back.
        before.Cancel();
        before.Dispose();
    }

    public void Dispose() => _changed.Dispose();
}
