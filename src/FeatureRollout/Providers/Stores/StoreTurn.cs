using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FeatureRollout.Providers.Stores;

/// <summary>Lets one writer at a time at an environment's files: one in this process, and one of all processes.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore's wait handle is never asked for.")]
internal sealed class StoreTurn(string path, StoreDisk disk, TimeProvider time, TimeSpan timeout)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    private readonly SemaphoreSlim _here = new(1);

    /// <summary>Waits for the turn; disposing the answer ends it.</summary>
    /// <exception cref="TimeoutException">Others had it for too long.</exception>
    public async ValueTask<IDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            for (var wait = FirstWait; ; wait = wait < LongestWait ? wait * 2 : LongestWait)
            {
                if (disk.TryLock(path) is { } held)
                {
                    return new Turn(_here, held);
                }

                if (time.GetElapsedTime(begun) >= timeout)
                {
                    throw TooLong();
                }

                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            _here.Release();
            throw;
        }
    }

    private async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _here.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooLong();
        }
    }

    private TimeoutException TooLong() => new(string.Create(
        CultureInfo.InvariantCulture, $"{path} was held by another writer for {timeout.TotalSeconds:0.###} s; nothing was changed."));

    private sealed class Turn(SemaphoreSlim here, IDisposable held) : IDisposable
    {
        public void Dispose()
        {
            held.Dispose();
            here.Release();
        }
    }
}
