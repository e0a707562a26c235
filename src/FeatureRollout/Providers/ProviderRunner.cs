using System.Diagnostics.CodeAnalysis;

namespace FeatureRollout.Providers;

/// <summary>Keeps one provider's place on the board fresh. Thread-safe; <see cref="RunAsync"/> is called once.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore's wait handle is never asked for.")]
internal sealed class ProviderRunner(
    IsolatedProvider provider,
    ProviderSlot slot,
    ProviderBoard board,
    TimeSpan pollInterval,
    TimeProvider time,
    Func<double> jitter,
    Action<FlagsNotice> notify)
{
    private readonly SemaphoreSlim _turn = new(1);
    private FlagSet _lastRead = FlagSet.Empty;
    private int _failures;
    private bool _watchFailed;

    /// <summary>Reads once and puts the result on the board; true where it was news. Throws only if cancelled.</summary>
    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var flags = await provider.ReadAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _lastRead, flags);
            Volatile.Write(ref _failures, 0);
            return board.Offer(slot, flags);
        }
        catch (Exception failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Volatile.Write(ref _failures, _failures + 1);
            board.Fail(slot, failure);
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads, waits for a change or for the time to read again, and so on until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await RunOnAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    notify(new FlagsNotice(FlagsNoticeLevel.Warning, slot.Name, $"Keeping {slot.Name} fresh stumbled and goes on: {exception.Message}", exception));
                    await Task.Delay(Pacing.Delay(1, pollInterval, 0), time, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        finally
        {
            provider.EndWait();
        }
    }

    private async Task RunOnAsync(CancellationToken cancellationToken)
    {
        var alarmed = false;
        var fruitless = 0;
        while (true)
        {
            var begun = time.GetTimestamp();
            var news = await ReadAsync(cancellationToken).ConfigureAwait(false);
            fruitless = alarmed && !news ? fruitless + 1 : 0;
            var delay = Pacing.Delay(Volatile.Read(ref _failures), pollInterval, jitter());
            var gap = Pacing.Gap(fruitless, time.GetElapsedTime(begun), delay);
            alarmed = await PauseAsync(delay, gap, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for an alarm, and no less than the gap, or for the delay; true for an alarm.</summary>
    private async Task<bool> PauseAsync(TimeSpan delay, TimeSpan gap, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeUp = Task.Delay(delay, time, over.Token);
        var alarm = provider.WaitForChange(Volatile.Read(ref _lastRead));
        if (await Task.WhenAny(alarm, timeUp).ConfigureAwait(false) == timeUp)
        {
            await timeUp.ConfigureAwait(false);
            _watchFailed = _watchFailed && alarm.IsCompleted;
            return false;
        }

        if (!alarm.IsCompletedSuccessfully)
        {
            TellOfWatch(alarm.Exception?.InnerException);
            await timeUp.ConfigureAwait(false);
            return false;
        }

        _watchFailed = false;
        await over.CancelAsync().ConfigureAwait(false);
        var rest = gap - time.GetElapsedTime(begun);
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, time, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private void TellOfWatch(Exception? failure)
    {
        if (!_watchFailed)
        {
            _watchFailed = true;
            notify(new FlagsNotice(
                FlagsNoticeLevel.Warning,
                slot.Name,
                $"{slot.Name} cannot be watched and is read at intervals instead: {failure?.Message ?? "its wait was cancelled"}",
                failure));
        }
    }
}
