using System.Collections.Concurrent;

namespace FeatureRollout.Control.Notifications;

/// <summary>
/// Turns what was written into messages, in the background and in order, so that nobody who writes waits for it.
/// Thread-safe.
/// </summary>
internal sealed class RolloutDispatcher(IRolloutStateStore store, string environment, NotificationQueue queue, Action<string, Exception?> report)
{
    /// <summary>From so many events before it an event's message tells how long something took.</summary>
    private const int MostEarlier = 10_000;

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<(FlagDocument Document, IReadOnlyList<RolloutEvent> Events)> _written = new();
    private Task _sending = Task.CompletedTask;

    /// <summary>Ends when everything that was written until now is on its way.</summary>
    public Task Idle
    {
        get
        {
            lock (_gate)
            {
                return _sending;
            }
        }
    }

    /// <summary>Takes what was written; returns at once.</summary>
    public void Add(FlagDocument document, IReadOnlyList<RolloutEvent> events)
    {
        if (queue.Channels.Count == 0)
        {
            return;
        }

        _written.Enqueue((document, events));
        lock (_gate)
        {
            _sending = _sending.ContinueWith(_ => SendAllAsync(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).Unwrap();
        }
    }

    private async Task SendAllAsync()
    {
        while (_written.TryDequeue(out var written))
        {
            try
            {
                await SendAsync(written.Document, written.Events).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                report($"A message about \"{written.Document.Key}\" could not be written.", exception);
            }
        }
    }

    private async ValueTask SendAsync(FlagDocument document, IReadOnlyList<RolloutEvent> events)
    {
        IReadOnlyList<RolloutEvent> earlier = [];
        try
        {
            earlier = await store.ReadEventsAsync(environment, document.Key, 0, MostEarlier, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            report($"A message about \"{document.Key}\" goes out without durations, since its events could not be read.", exception);
        }

        // The store numbers what it writes; without it they go out as they were given to it.
        var numbered = earlier.Where(one => one.Version == document.Version).ToArray();
        foreach (var happened in numbered.Length == events.Count ? numbered : events)
        {
            if (RolloutMessages.For(environment, happened, document.Rollout, [.. earlier.Where(one => one.Version < happened.Version)]) is { } message)
            {
                queue.Send(message);
            }
        }
    }
}
