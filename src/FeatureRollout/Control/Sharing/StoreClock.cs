namespace FeatureRollout.Control.Sharing;

/// <summary>
/// The store's clock as last read, and carried on by this process's monotonic clock, so that a pass over many rollouts asks once, and
/// whatever happens to the host's wall clock changes nothing. It is never ahead of the store's own. Thread-safe.
/// </summary>
internal sealed class StoreClock(IRolloutStateStore store, TimeProvider time)
{
    private Reading? _last;

    /// <summary>The store's time now, as far as this process can tell.</summary>
    /// <exception cref="InvalidOperationException">It was never read.</exception>
    public DateTimeOffset Now => Volatile.Read(ref _last) is { } last
        ? last.At + time.GetElapsedTime(last.Timestamp)
        : throw new InvalidOperationException("The store's clock has not been read yet.");

    /// <summary>Reads it anew.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellationToken)
    {
        var at = await store.GetTimeAsync(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _last, new Reading(at, time.GetTimestamp()));
    }

    private sealed record Reading(DateTimeOffset At, long Timestamp);
}
