using System.Globalization;

namespace FeatureRollout.Control.Sharing;

/// <summary>Which versions of the store's content this process has served, and since when by the monotonic clock. Thread-safe.</summary>
internal sealed class FleetServed(TimeProvider time)
{
    private const int MostKept = 32;

    private readonly Lock _gate = new();
    private Served[] _all = [];

    /// <summary>Told that another version serves, on the thread that swapped; must be quick and not throw.</summary>
    public Action? Moved { get; set; }

    /// <summary>What serves now; null before anything of the store does.</summary>
    public Served? Current => Volatile.Read(ref _all) is [.., var last] ? last : null;

    /// <summary>The last versions, oldest first.</summary>
    public IReadOnlyList<Served> All => Volatile.Read(ref _all);

    /// <summary>For how long a version has been served.</summary>
    public TimeSpan AgeOf(Served served) => time.GetElapsedTime(served.Since);

    /// <summary>Notes that from now on this version serves; the same as before is no news. Called in the order of the snapshots.</summary>
    public void Serve(string? version)
    {
        lock (_gate)
        {
            if (_all is [.., var last] && last.Version == version)
            {
                return;
            }

            Volatile.Write(ref _all, [.. _all.Skip(_all.Length + 1 - MostKept), new Served(version, time.GetTimestamp())]);
        }

        Moved?.Invoke();
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
