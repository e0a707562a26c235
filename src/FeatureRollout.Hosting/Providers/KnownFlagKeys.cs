using System.Collections.Immutable;
using Microsoft.Extensions.Primitives;

namespace FeatureRollout.Providers;

/// <summary>The keys of all flags that a set of providers has, as of the last read of each. Thread-safe.</summary>
internal sealed class KnownFlagKeys : IDisposable
{
    /// <summary>How long configuration waits for slower providers before it goes by what is known.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<object> _unread = [];
    private readonly TaskCompletionSource _allRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>Says that a provider will be read, before any is.</summary>
    public void Expect(object provider)
    {
        lock (_gate)
        {
            _unread.Add(provider);
        }
    }

    /// <summary>Notes that a read of a provider has ended, well or not.</summary>
    public void Ended(object provider)
    {
        lock (_gate)
        {
            if (_unread.Remove(provider) && _unread.Count == 0)
            {
                _allRead.TrySetResult();
            }
        }
    }

    /// <summary>Waits until each expected provider has been tried once, but not for long.</summary>
    public async Task WaitForFirstReadsAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_unread.Count == 0)
            {
                return;
            }
        }

        await _allRead.Task.WaitAsync(Grace, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
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
