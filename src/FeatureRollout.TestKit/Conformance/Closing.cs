namespace FeatureRollout.TestKit.Conformance;

/// <summary>What disposing does to whoever still calls.</summary>
internal static class Closing
{
    /// <summary>Disposes what was opened, while a wait is under way, and tries calls afterwards.</summary>
    public static async Task AssertAsync(
        object opened, IReadOnlyList<(string Name, Func<CancellationToken, Task> Call)> calls, Func<CancellationToken, Task> wait, CancellationToken end)
    {
        var waiting = wait(end);
        await Rules.Closes.EndsAsync(Trial.CloseAsync(opened).AsTask(), "disposal").ConfigureAwait(false);
        await Rules.Closes.EndsAsync(Swallow(waiting), "a wait under way at disposal").ConfigureAwait(false);
        await Rules.Closes.EndsAsync(Swallow(Begin(wait, end)), "a wait after disposal").ConfigureAwait(false);
        foreach (var (name, call) in calls)
        {
            await Rules.Closes.ThrowsAsync<ObjectDisposedException>(() => Begin(call, end), name + " after disposal").ConfigureAwait(false);
        }

        await Rules.Closes.EndsAsync(Trial.CloseAsync(opened).AsTask(), "disposal for the second time").ConfigureAwait(false);
    }

    private static async Task Begin(Func<CancellationToken, Task> call, CancellationToken end) => await call(end).ConfigureAwait(false);

    private static async Task Swallow(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
