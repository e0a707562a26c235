namespace FeatureRollout.Control.Sharing;

/// <summary>
/// Takes the controller's lease, prolongs it, and knows whether this process surely holds it: that is judged by the monotonic clock from
/// before the request was sent, so that a process that was frozen does not act on an old lease. Thread-safe.
/// </summary>
internal sealed class LeaseKeeper(
    IControllerLeaseStore store, string environment, string holder, TimeSpan duration, TimeProvider time, Troubles troubles) : IDisposable
{
    private const string Source = "rollouts";

    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly Lock _gate = new();
    private readonly Trouble _asked = troubles.New(Source, "The lease of the controller could not be asked for; the next attempt follows", "The lease of the controller can be asked for again.");
    private Held? _held;

    /// <summary>Told, from any thread, that this process may act now and could not before; must be quick and not throw.</summary>
    public Action? Taken { get; init; }

    /// <summary>The lease while this process surely holds it, else null.</summary>
    public ControllerLease? Current => Volatile.Read(ref _held) is { } held && time.GetElapsedTime(held.Sent) < duration ? held.Lease : null;

    /// <summary>Tries to take or prolong the lease every third of its duration, until cancelled. Trouble is told once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await TryAsync(cancellationToken).ConfigureAwait(false);
                _asked.Succeeded();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (Current is null)
                {
                    Lose(epoch: null);
                }

                _asked.Failed(exception);
            }

            await Task.Delay(duration / 3, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the lease or prolongs it.</summary>
    /// <returns>The lease; null while another process holds it.</returns>
    public async ValueTask<ControllerLease?> TryAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var limit = new CancellationTokenSource(duration / 3, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var sent = time.GetTimestamp();
            if (await store.TryLeaseAsync(environment, holder, duration, either.Token).ConfigureAwait(false) is { } lease)
            {
                Hold(new Held(lease, sent));
            }
            else
            {
                Lose(epoch: null);
            }

            return Current;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Notes that a lease is lost; says so once.</summary>
    /// <param name="epoch">The epoch that was lost; null for whichever is held.</param>
    public void Lose(long? epoch)
    {
        lock (_gate)
        {
            if (_held is not { } held || (epoch is not null && held.Lease.Epoch != epoch))
            {
                return;
            }

            Volatile.Write(ref _held, null);
        }

        troubles.Notify(new FlagsNotice(
            FlagsNoticeLevel.Warning, Source, "This process lost the lease of the controller, to another one or by being late; it stands by and writes nothing more.", null));
    }

    /// <summary>Gives the lease back, if it is held. Throws as the store does.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        Held? held;
        lock (_gate)
        {
            held = _held;
            Volatile.Write(ref _held, null);
        }

        if (held is not null)
        {
            await store.ReleaseLeaseAsync(environment, held.Lease, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _asking.Dispose();

    private void Hold(Held held)
    {
        bool couldAct;
        bool isNew;
        lock (_gate)
        {
            couldAct = Current is not null;
            isNew = _held?.Lease.Epoch != held.Lease.Epoch;
            Volatile.Write(ref _held, held);
        }

        if (isNew)
        {
            troubles.Notify(new FlagsNotice(FlagsNoticeLevel.Information, Source, FormattableString.Invariant($"This process controls the rollouts now, under lease {held.Lease.Epoch}."), null));
        }

        if (isNew || !couldAct)
        {
            Taken?.Invoke();
        }
    }

    /// <summary>A lease, and the timestamp from before it was asked for.</summary>
    private sealed record Held(ControllerLease Lease, long Sent);
}
