namespace FeatureRollout.Control.Sharing;

/// <summary>Calls a store for at most a while, whatever it does with the token that it is given.</summary>
internal static class TimeLimit
{
    /// <exception cref="TimeoutException">It took longer; it may still take effect.</exception>
    public static async Task<T> CallAsync<T>(Func<CancellationToken, ValueTask<T>> call, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var calling = Task.Run(async () => await call(end.Token).ConfigureAwait(false), CancellationToken.None);
        try
        {
            return await calling.WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!calling.IsCompleted)
            {
                await end.CancelAsync().ConfigureAwait(false);
                _ = calling.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    /// <exception cref="TimeoutException">It took longer; it may still take effect.</exception>
    public static Task CallAsync(Func<CancellationToken, ValueTask> call, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken) =>
        CallAsync(
            async end =>
            {
                await call(end).ConfigureAwait(false);
                return true;
            },
            limit,
            time,
            cancellationToken);
}
