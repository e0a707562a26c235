namespace FeatureRollout.Control.Sharing;

/// <summary>
/// Lets the controller look: at the interval, at once after a person has changed something, here or in another process, and where the
/// store has leases only while this process holds it. Thread-safe.
/// </summary>
internal sealed class ControllerLoop(
    RolloutController controller, ControllerStore store, LeaseKeeper? keeper, ControllerEvents? events, RolloutOptions options, TimeProvider time, Troubles troubles)
    : IDisposable
{
    private const string Source = "rollouts";

    private readonly SemaphoreSlim _looking = new(1, 1);
    private readonly Trouble _blind = troubles.New(Source, "The rollouts could not be looked at; the next look tries again", "The rollouts are looked at again.");
    private readonly Trouble _deaf = troubles.New(Source, "What others changed could not be read; the next look tries again", "What others changed can be read again.");
    private TaskCompletionSource _woken = NewSignal();
    private TaskCompletionSource _moved = NewSignal();
    private volatile bool _isEnded;
    private long? _epoch;

    /// <summary>Called after each pass under a lease; must not throw.</summary>
    public Func<CancellationToken, Task>? Passed { get; init; }

    /// <summary>Called at each turn of <see cref="RunAsync"/>, also where this process does not control; must be quick and not throw.</summary>
    public Action? Turned { get; init; }

    /// <summary>Makes the next look follow at once; returns at once.</summary>
    public void Wake() => Volatile.Read(ref _woken).TrySetResult();

    /// <summary>The store's content has changed, by whomever; returns at once.</summary>
    public void Moved() => Volatile.Read(ref _moved).TrySetResult();

    /// <summary>Ends <see cref="RunAsync"/>.</summary>
    public void End()
    {
        _isEnded = true;
        Wake();
    }

    /// <summary>Looks until cancelled or ended. Trouble is told once.</summary>
    /// <exception cref="ObjectDisposedException">It was ended.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_isEnded, this);
            Volatile.Write(ref _woken, NewSignal());
            Turned?.Invoke();
            try
            {
                await LookAsync(takes: false, cancellationToken).ConfigureAwait(false);
                if (keeper is null || keeper.Current is not null)
                {
                    _blind.Succeeded();
                }
            }
            catch (Exception exception) when (!_isEnded && (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
            {
                _blind.Failed(exception);
            }

            await RestAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks once.</summary>
    /// <param name="takes">Whether to take the lease where this process does not hold it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>How many changes were made; 0 where this process does not control.</returns>
    public async Task<int> LookAsync(bool takes, CancellationToken cancellationToken)
    {
        if (!options.MayControl)
        {
            return 0;
        }

        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A look that waited for another one must not take the lease anew that was given back meanwhile.
            ObjectDisposedException.ThrowIf(_isEnded, this);
            if (keeper is null)
            {
                await store.BeginAsync(lease: null, cancellationToken).ConfigureAwait(false);
                return await controller.LookAsync(cancellationToken).ConfigureAwait(false);
            }

            return (takes ? await keeper.TryAsync(cancellationToken).ConfigureAwait(false) : keeper.Current) is { } lease
                ? await LookAsync(lease, cancellationToken).ConfigureAwait(false)
                : 0;
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask<int> LookAsync(ControllerLease lease, CancellationToken cancellationToken)
    {
        try
        {
            await store.BeginAsync(lease, cancellationToken).ConfigureAwait(false);
            if (lease.Epoch != _epoch)
            {
                // Another process may have written meanwhile: what this one remembers counts for nothing.
                controller.Forget();
                if (events is not null && lease.Epoch != _epoch + 1)
                {
                    await events.BeginAsync(cancellationToken).ConfigureAwait(false);
                }

                _epoch = lease.Epoch;
            }

            await HearAsync(cancellationToken).ConfigureAwait(false);
            var changes = await controller.LookAsync(cancellationToken).ConfigureAwait(false);
            await (Passed?.Invoke(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            return changes;
        }
        catch (ControllerLeaseLostException)
        {
            controller.Forget();
            keeper!.Lose(lease.Epoch);
            return 0;
        }
    }

    /// <summary>Waits for the interval, a call, or a change in the store by somebody else; its own changes are none.</summary>
    private async ValueTask RestAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var interval = Task.Delay(options.Interval, time, ended.Token);
        while (true)
        {
            var moved = Volatile.Read(ref _moved);
            var first = await Task.WhenAny(interval, Volatile.Read(ref _woken).Task, moved.Task).ConfigureAwait(false);
            if (first != moved.Task)
            {
                break;
            }

            Volatile.Write(ref _moved, NewSignal());
            if (await HasNewsAsync(cancellationToken).ConfigureAwait(false))
            {
                break;
            }
        }

        await ended.CancelAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> HasNewsAsync(CancellationToken cancellationToken)
    {
        if (keeper?.Current is not { } lease)
        {
            return false;
        }

        await _looking.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return lease.Epoch == _epoch && await HearAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <summary>Hears what others did; where that cannot be read, the rollouts are looked at all the same.</summary>
    private async ValueTask<bool> HearAsync(CancellationToken cancellationToken)
    {
        if (events is null)
        {
            return false;
        }

        try
        {
            var isByOthers = await events.ReadAsync(cancellationToken).ConfigureAwait(false);
            _deaf.Succeeded();
            return isByOthers;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _deaf.Failed(exception);
            return true;
        }
    }
}
