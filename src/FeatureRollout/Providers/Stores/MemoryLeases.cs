namespace FeatureRollout.Providers.Stores;

/// <summary>The leases of environments in this process's memory. Thread-safe.</summary>
internal sealed class MemoryLeases(TimeProvider time)
{
    private readonly TimeProvider _time = time;

    public ControllerLease? Try(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken) => throw new NotSupportedException(_time.ToString());

    public void Release(string environment, ControllerLease lease, CancellationToken cancellationToken) => throw new NotSupportedException(_time.ToString());
}
