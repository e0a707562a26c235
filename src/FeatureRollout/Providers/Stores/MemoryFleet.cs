namespace FeatureRollout.Providers.Stores;

/// <summary>Who serves what, in this process's memory. Thread-safe.</summary>
internal sealed class MemoryFleet(TimeProvider time)
{
    private const int MostServed = 32;
    private const int LongestName = 200;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Environment, string ProcessId), Entry> _processes = [];

    public void Report(string environment, ProcessReport report, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        Check(report);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Forget(now);
            var served = _processes.TryGetValue((environment, report.ProcessId), out var known) ? known.Process.Served : [];
            if (report.Version > 0 && (served.Count == 0 || served[^1].Version != report.Version))
            {
                served = [.. served.Skip(served.Count + 1 - MostServed), new ServedVersion(report.Version, now - report.ServedFor)];
            }

            _processes[(environment, report.ProcessId)] = new Entry(new FleetProcess(report.ProcessId, report.Name, now, served), now + report.Lifetime);
        }
    }

    public void Withdraw(string environment, string processId, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        ArgumentException.ThrowIfNullOrEmpty(processId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _processes.Remove((environment, processId));
        }
    }

    /// <summary>The processes that are alive, for a key that was last written at a version.</summary>
    public FleetReading Read(string environment, long keyVersion)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Forget(now);
            return new FleetReading(now, keyVersion,
            [
                .. _processes.Where(each => each.Key.Environment == environment).Select(each => each.Value.Process)
                    .OrderBy(process => process.Name, StringComparer.Ordinal).ThenBy(process => process.ProcessId, StringComparer.Ordinal),
            ]);
        }
    }

    private static void Check(ProcessReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        foreach (var name in new[] { report.ProcessId, report.Name })
        {
            if (string.IsNullOrEmpty(name) || name.Length > LongestName)
            {
                throw new ArgumentException("A process has an id and a name of 1 to 200 characters each.", nameof(report));
            }
        }

        if (report.Version < 0 || report.ServedFor < TimeSpan.Zero || report.Lifetime <= TimeSpan.Zero)
        {
            throw new ArgumentException("A report has a version and a time served that are not negative, and a lifetime of more than zero.", nameof(report));
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, entry) in _processes)
        {
            if (entry.ExpiresAt <= now)
            {
                _processes.Remove(key);
            }
        }
    }

    private sealed record Entry(FleetProcess Process, DateTimeOffset ExpiresAt);
}
