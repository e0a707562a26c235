using System.Globalization;

namespace FeatureRollout.Control.Sharing;

/// <summary>Which versions of the store's content this process' snapshots have had, and since when by the monotonic clock. Thread-safe.</summary>
internal sealed class FleetServed : IDisposable
{
    private const int MostKept = 32;

    private readonly FeatureFlags _flags;
    private readonly string _layer;
    private readonly TimeProvider _time;
    private Served[] _all = [];

    /// <summary>Begins to watch.</summary>
    /// <param name="flags">The client.</param>
    /// <param name="layer">The store's name among its layers.</param>
    /// <param name="time">The clock.</param>
    public FleetServed(FeatureFlags flags, string layer, TimeProvider time)
    {
        (_flags, _layer, _time) = (flags, layer, time);
        _flags.SnapshotSwapped += OnSwapped;
        OnSwapped();
    }

    /// <summary>Told, while a snapshot is being swapped, that another version serves; must be quick and not throw.</summary>
    public Action? Moved { get; set; }

    /// <summary>What serves now; null before anything of the store does.</summary>
    public Served? Current => Volatile.Read(ref _all) is [.., var last] ? last : null;

    /// <summary>The last versions, oldest first.</summary>
    public IReadOnlyList<Served> All => Volatile.Read(ref _all);

    /// <summary>For how long a version has been served.</summary>
    public TimeSpan AgeOf(Served served) => _time.GetElapsedTime(served.Since);

    public void Dispose() => _flags.SnapshotSwapped -= OnSwapped;

    private void OnSwapped()
    {
        while (true)
        {
            var all = Volatile.Read(ref _all);
            if (_flags.Snapshot.Layers.All.FirstOrDefault(layer => layer.Name == _layer) is not { } served || (all is [.., var last] && last.Version == served.Flags.Version))
            {
                return;
            }

            Served[] next = [.. all.Skip(all.Length + 1 - MostKept), new Served(served.Flags.Version, _time.GetTimestamp())];
            if (Interlocked.CompareExchange(ref _all, next, all) == all)
            {
                Moved?.Invoke();
                return;
            }
        }
    }
}

/// <summary>A version that this process serves or served.</summary>
/// <param name="Version">As its provider calls it.</param>
/// <param name="Since">The timestamp at which it began.</param>
internal sealed record Served(string? Version, long Since)
{
    /// <summary>The version as a store with a fleet counts it; 0 where it is no number.</summary>
    public long Number => long.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
