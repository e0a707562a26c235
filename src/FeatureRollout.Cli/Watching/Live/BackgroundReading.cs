using FeatureRollout.Cli.Terminal;
using FeatureRollout.Cli.Watching.Reading;

namespace FeatureRollout.Cli.Watching.Live;

/// <summary>Reads again and again beside the page, and keeps the last good picture.</summary>
internal sealed class BackgroundReading<T>(Func<CancellationToken, Task<T>> read, TimeSpan interval, TimeProvider time)
    where T : class
{
    /// <summary>So long an answer is waited for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private Seen<T> _seen = new(null, default, null, null);
    private TaskCompletionSource _again = NewSignal();

    /// <summary>What is known now.</summary>
    public Seen<T> Seen => Volatile.Read(ref _seen);

    /// <summary>Reads at once instead of at the end of the interval.</summary>
    public void Again() => Volatile.Read(ref _again).TrySetResult();

    /// <summary>Reads until cancelled.</summary>
    /// <param name="changed">Called after each reading.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">The first reading failed; later ones only leave a note.</exception>
    public async Task RunAsync(Action changed, CancellationToken cancellationToken)
    {
        while (true)
        {
            Volatile.Write(ref _again, NewSignal());
            try
            {
                var picture = await Away.WithinAsync(Longest, time, read, cancellationToken);
                _seen = new Seen<T>(picture, time.GetUtcNow(), null, null);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Seen.Last is not null)
            {
                _seen = Seen.Missed(Plain.Text(exception.Message), time.GetUtcNow());
            }

            changed();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(Task.Delay(interval, time, ended.Token), Volatile.Read(ref _again).Task);
            await ended.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
