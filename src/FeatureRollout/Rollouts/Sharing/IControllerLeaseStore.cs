namespace FeatureRollout;

/// <summary>
/// A store that lets one process of many control the rollouts: the lease is a row with holder, epoch and expiry by the
/// store's own clock, and the epoch is checked in every write that is made under it. Thread-safe.
/// </summary>
public interface IControllerLeaseStore : IRolloutStateStore
{
    /// <summary>
    /// Takes the lease where it is free or has expired, and prolongs it where <paramref name="holder"/> has it. Each taking
    /// raises the epoch, each prolonging keeps it.
    /// </summary>
    /// <param name="environment">The environment.</param>
    /// <param name="holder">Who asks; each process by another name, 1 to 200 characters.</param>
    /// <param name="duration">How long the lease lasts from now, by the store's clock.</param>
    /// <param name="cancellationToken">Cancels it; the lease may have been taken all the same.</param>
    /// <returns>The lease; null while another process holds it.</returns>
    ValueTask<ControllerLease?> TryLeaseAsync(string environment, string holder, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives the lease back, so that another process need not wait for its end. One that is no longer held is left alone.</summary>
    ValueTask ReleaseLeaseAsync(string environment, ControllerLease lease, CancellationToken cancellationToken);

    /// <summary>
    /// This store as the lease's holder uses it: reads go through, and <see cref="IRolloutStateStore.TryWriteAsync"/> and
    /// <see cref="IRolloutStateStore.WriteProgressAsync"/> in that environment write nothing and throw
    /// <see cref="ControllerLeaseLostException"/> once the epoch has moved on or the lease has expired. Disposing is the store's affair, not this view's.
    /// </summary>
    IRolloutStateStore Under(string environment, ControllerLease lease);
}

/// <summary>The right to control an environment's rollouts, for a while.</summary>
/// <param name="Holder">Who holds it.</param>
/// <param name="Epoch">Which taking this is; each is higher than all before.</param>
/// <param name="ExpiresAt">When it ends unless prolonged, by the store's clock.</param>
public sealed record ControllerLease(string Holder, long Epoch, DateTimeOffset ExpiresAt);

/// <summary>A write was refused because another process controls the rollouts by now.</summary>
public sealed class ControllerLeaseLostException : Exception
{
    /// <summary>Makes one.</summary>
    public ControllerLeaseLostException()
        : this("The lease of the controller is held by another process, or has expired; nothing was written.")
    {
    }

    /// <summary>Makes one with a message.</summary>
    public ControllerLeaseLostException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and a cause.</summary>
    public ControllerLeaseLostException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
