namespace FeatureRollout;

/// <summary>
/// Reads flags and their state from somewhere, and tells when they may have changed. The library isolates it: what it
/// throws, a null or a hang past the read timeout is reported, and the last good content serves. It is read again after
/// what it threw and after a null; a reading that hangs is cancelled, and none follows until it has returned.
/// </summary>
public interface IRolloutStateProvider
{
    /// <summary>A short name for logs, health and <c>Explain</c>, such as <c>file flags.json</c>.</summary>
    string Name { get; }

    /// <summary>Reads everything at one version. Called from one thread at a time.</summary>
    /// <param name="environment">The environment whose state is asked for; content of another must never be returned.</param>
    /// <param name="cancellationToken">Cancelled at the read timeout and at shutdown.</param>
    ValueTask<FlagSet> ReadAsync(string environment, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until the content may differ from <paramref name="known"/>; it may return too early, and a change that it
    /// misses is found by the library's own polling. A provider that cannot watch waits for the cancellation.
    /// </summary>
    /// <param name="environment">The environment that is watched.</param>
    /// <param name="known">What was last read; empty where nothing was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask WaitForChangeAsync(string environment, FlagSet known, CancellationToken cancellationToken);
}
