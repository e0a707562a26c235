using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FeatureRollout.Control.Notifications;

/// <summary>
/// The messages for one notifier, in order, at most 100 waiting. When it is full the oldest of the least severe goes. A
/// message is tried up to five times within two minutes. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle; a notifier may hold its token for ever.")]
internal sealed class NotificationLane(INotifier notifier, TimeProvider time, Action<string, Exception?> report, Func<double> jitter)
{
    internal const int Capacity = 100;
    private const int Attempts = 5;

    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MessageLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LinkedList<RolloutNotification> _waiting = [];
    private readonly CancellationTokenSource _end = new();
    private Task _worker = Task.CompletedTask;
    private Task _call = Task.CompletedTask;
    private int _dropped;
    private bool _working;
    private bool _stopped;

    /// <summary>The notifier's name.</summary>
    public string Name { get; } = notifier.Name;

    /// <summary>What went wrong, in one sentence without secrets.</summary>
    public static string Describe(Exception failure) => failure switch
    {
        NotifierException or TimeoutException => failure.Message,
        _ => $"it failed with {failure.GetType().Name}.",
    };

    /// <summary>Queues a message.</summary>
    public void Add(RolloutNotification message)
    {
        var first = false;
        lock (_gate)
        {
            if (_stopped)
            {
                return;
            }

            _waiting.AddLast(message);
            if (_waiting.Count > Capacity)
            {
                DropLeast();
                first = ++_dropped == 1;
            }

            if (!_working)
            {
                _working = true;
                _worker = Task.Run(WorkAsync, CancellationToken.None);
            }
        }

        if (first)
        {
            report($"More messages wait for the notifier \"{Name}\" than it takes; the oldest of the least severe are dropped.", null);
        }
    }

    /// <summary>Sends a message once; what went wrong, or null. Throws only if cancelled.</summary>
    public async Task<Exception?> TryAsync(RolloutNotification message, CancellationToken cancellationToken)
    {
        var end = new CancellationTokenSource();
        var call = Task.Run(() => notifier.NotifyAsync(message, end.Token), CancellationToken.None);
        var ended = call.ContinueWith(
            // Looking at the exception keeps one that nobody waits for any more from being reported as unobserved.
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        lock (_gate)
        {
            _call = _call.IsCompleted ? ended : Task.WhenAll(_call, ended);
        }

        try
        {
            await ended.WaitAsync(AttemptLimit, time, cancellationToken).ConfigureAwait(false);
            await call.ConfigureAwait(false);
            return null;
        }
        catch (TimeoutException exception) when (!call.IsCompleted)
        {
            return new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"it did not take the message within {AttemptLimit.TotalSeconds} s."), exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return exception;
        }
        finally
        {
            if (!call.IsCompleted)
            {
                _ = end.CancelAsync();
            }
        }
    }

    /// <summary>Takes no more, and waits until everything is sent or the limit is over.</summary>
    public async Task<bool> StopAsync(TimeSpan limit)
    {
        Task worker;
        lock (_gate)
        {
            _stopped = true;
            worker = _worker;
        }

        try
        {
            await worker.WaitAsync(limit, time, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            int left;
            lock (_gate)
            {
                left = _waiting.Count + 1;
                _waiting.Clear();
            }

            _ = _end.CancelAsync();
            report(string.Create(CultureInfo.InvariantCulture, $"The notifier \"{Name}\" did not take its messages before the end; {left} were not sent."), null);
            return false;
        }
    }

    private async Task WorkAsync()
    {
        while (Take() is { } message)
        {
            try
            {
                await SendAsync(message).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private RolloutNotification? Take()
    {
        var dropped = 0;
        RolloutNotification? message;
        lock (_gate)
        {
            message = _waiting.First?.Value;
            if (message is null)
            {
                (dropped, _dropped) = (_dropped, 0);
                _working = false;
            }
            else
            {
                _waiting.RemoveFirst();
            }
        }

        if (dropped > 0)
        {
            report(string.Create(CultureInfo.InvariantCulture, $"The notifier \"{Name}\" takes messages again; {dropped} were dropped."), null);
        }

        return message;
    }

    private async Task SendAsync(RolloutNotification message)
    {
        var begun = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var failure = await TryInTurnAsync(message).ConfigureAwait(false);
            if (failure is null)
            {
                return;
            }

            var wait = WaitAfter(failure, attempt);
            if (attempt == Attempts || failure is NotifierException { MayRetry: false } || time.GetElapsedTime(begun) + wait > MessageLimit)
            {
                report(
                    string.Create(CultureInfo.InvariantCulture, $"The notifier \"{Name}\" did not take the message \"{message.Title}\" at attempt {attempt}; it is not sent: {Describe(failure)}"),
                    failure);
                return;
            }

            await Task.Delay(wait, time, _end.Token).ConfigureAwait(false);
        }
    }

    /// <summary>A call that was given up earlier and has still not returned takes from this one's time.</summary>
    private async Task<Exception?> TryInTurnAsync(RolloutNotification message)
    {
        Task earlier;
        lock (_gate)
        {
            earlier = _call;
        }

        try
        {
            await earlier.WaitAsync(AttemptLimit, time, _end.Token).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            return new TimeoutException("it has not come back from an earlier message.", exception);
        }

        return await TryAsync(message, _end.Token).ConfigureAwait(false);
    }

    /// <summary>1, 2, 4… seconds with up to a quarter more; what the notifier says instead, a minute at most.</summary>
    private TimeSpan WaitAfter(Exception failure, int attempt)
    {
        var wait = (failure as NotifierException)?.RetryAfter is { } said && said > TimeSpan.Zero
            ? said
            : FirstRetry * Math.Pow(2, attempt - 1) * (1 + (jitter() / 4));
        return wait < LongestRetry ? wait : LongestRetry;
    }

    private void DropLeast()
    {
        var least = _waiting.First!;
        for (var node = least.Next; node is not null; node = node.Next)
        {
            least = node.Value.Severity < least.Value.Severity ? node : least;
        }

        _waiting.Remove(least);
    }
}
