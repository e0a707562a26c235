using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FeatureRollout.Providers;

/// <summary>
/// Calls somebody's provider so that nothing it does reaches the caller but an answer or an exception in good time:
/// it may throw, hang, block its thread, ignore cancellation or block in it. Its readings never overlap, nor do its waits.
/// Used by one reader and one waiter at a time.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The sources have no timer and no handle; a provider may hold their tokens for ever.")]
internal sealed class IsolatedProvider(IRolloutStateProvider provider, string environment, TimeSpan readTimeout, TimeProvider time)
{
    private Task _reading = Task.CompletedTask;
    private Task _waiting = Task.CompletedTask;
    private CancellationTokenSource _endOfWait = new();
    private FlagSet? _waitingFrom;

    /// <summary>The provider's name, or that of its type where it has none to give.</summary>
    public static string NameOf(IRolloutStateProvider provider)
    {
        try
        {
            return string.IsNullOrWhiteSpace(provider.Name) ? provider.GetType().Name : provider.Name;
        }
        catch (Exception)
        {
            return provider.GetType().Name;
        }
    }

    /// <summary>Reads once. A reading given up earlier that has still not returned takes from this one's time.</summary>
    /// <exception cref="TimeoutException">There is no answer within the read timeout.</exception>
    public async Task<FlagSet> ReadAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        if (!_reading.IsCompleted)
        {
            await InTimeAsync(_reading, readTimeout, cancellationToken).ConfigureAwait(false);
        }

        // Not linked to the caller's token: a callback of the provider that blocks would block whoever cancels that.
        var end = new CancellationTokenSource();
        var reading = Task.Run(
            async () => FlagSetGuard.Check(await provider.ReadAsync(environment, end.Token).ConfigureAwait(false)), CancellationToken.None);
        _reading = reading.ContinueWith(
            // Looking at the exception keeps one that nobody waits for any more from being reported as unobserved.
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var left = readTimeout == Timeout.InfiniteTimeSpan ? readTimeout : Longer(readTimeout - time.GetElapsedTime(begun), TimeSpan.Zero);
            await InTimeAsync(_reading, left, cancellationToken).ConfigureAwait(false);
            return await reading.ConfigureAwait(false);
        }
        finally
        {
            if (!reading.IsCompleted)
            {
                _ = end.CancelAsync();
            }
        }
    }

    /// <summary>
    /// Completes when the provider says that its content may differ, or fails as it does. Asked again about the same
    /// content it goes on with the wait that is under way.
    /// </summary>
    public Task WaitForChange(FlagSet known)
    {
        if (_waiting.IsCompleted || !ReferenceEquals(known, _waitingFrom))
        {
            EndWait();
            _endOfWait = new CancellationTokenSource();
            _waitingFrom = known;
            _waiting = WaitAfterAsync(_waiting, known, _endOfWait.Token);
        }

        return _waiting;
    }

    /// <summary>Ends the wait that is under way.</summary>
    public void EndWait() => _ = _endOfWait.CancelAsync();

    private async Task WaitAfterAsync(Task earlier, FlagSet known, CancellationToken end)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Run(async () => await provider.WaitForChangeAsync(environment, known, end).ConfigureAwait(false), CancellationToken.None)
            .ConfigureAwait(false);
    }

    private async Task InTimeAsync(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(
                string.Create(CultureInfo.InvariantCulture, $"It did not answer within {readTimeout.TotalSeconds:0.###} s."), exception);
        }
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
