namespace FeatureRollout.Providers.Stores;

/// <summary>The leases of environments in this process's memory. Thread-safe.</summary>
/// <param name="time">The store's clock.</param>
/// <param name="gate">The store's lock, so that a lease is checked and written under as one.</param>
internal sealed class MemoryLeases(TimeProvider time, Lock gate)
{
    private const int LongestHolder = 200;

    private readonly Dictionary<string, ControllerLease> _leases = new(StringComparer.Ordinal);

    /// <summary>Takes or prolongs; null while another holds it.</summary>
    public ControllerLease? Try(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        ArgumentException.ThrowIfNullOrEmpty(holder);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(holder.Length, LongestHolder, nameof(holder));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var now = time.GetUtcNow();
            var last = _leases.GetValueOrDefault(environment);
            var stands = last?.ExpiresAt > now;
            return stands && last!.Holder != holder
                ? null
                : _leases[environment] = new ControllerLease(holder, stands ? last!.Epoch : (last?.Epoch ?? 0) + 1, now + duration);
        }
    }

    /// <summary>Ends a lease that stands; its epoch is not given again.</summary>
    public void Release(string environment, ControllerLease lease, CancellationToken cancellationToken)
    {
        StoreRules.CheckEnvironment(environment);
        ArgumentNullException.ThrowIfNull(lease);
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (Stands(environment, lease))
            {
                _leases[environment] = lease with { ExpiresAt = DateTimeOffset.MinValue };
            }
        }
    }

    /// <summary>Throws unless the lease stands. The caller holds the gate until it has written.</summary>
    /// <exception cref="ControllerLeaseLostException">It does not.</exception>
    public void ThrowIfLost(string environment, ControllerLease lease)
    {
        if (!Stands(environment, lease))
        {
            throw new ControllerLeaseLostException();
        }
    }

    private bool Stands(string environment, ControllerLease lease) =>
        _leases.GetValueOrDefault(environment) is { } last && last.Epoch == lease.Epoch && last.Holder == lease.Holder && last.ExpiresAt > time.GetUtcNow();
}
