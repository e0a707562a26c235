using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace FeatureRollout.Changes;

/// <summary>Tells any number of streams that the served flags have changed. A slow stream gets the newest change, not all of them. Thread-safe.</summary>
internal sealed class ChangeFeed(IFeatureFlags flags)
{
    /// <summary>The changes from now on, until cancelled; <see langword="null"/> after each <paramref name="quiet"/> without one.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async IAsyncEnumerable<FlagsChange?> WatchAsync(TimeSpan quiet, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var changes = Channel.CreateBounded<FlagsChange>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        using var listening = flags.OnChange("web stream", change => changes.Writer.TryWrite(change));
        while (true)
        {
            FlagsChange? next;
            try
            {
                next = await changes.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(quiet, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                next = null;
            }

            yield return next;
        }
    }
}
