using FeatureRollout.Text;

namespace FeatureRollout.Control.Notifications;

/// <summary>
/// Brings messages to notifiers in the background: each has a lane of its own, so that one that fails, hangs or is slow
/// holds up neither the others nor whoever sends. Thread-safe.
/// </summary>
internal sealed class NotificationQueue
{
    private const int MostUnknownNames = 1_000;

    private readonly Dictionary<string, NotificationLane> _lanes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private readonly Action<string, Exception?> _report;

    /// <summary>Makes one; its lanes start with their first message.</summary>
    /// <param name="notifiers">The host's notifiers.</param>
    /// <param name="time">The clock of waits and limits.</param>
    /// <param name="report">Told in one sentence of what is lost or fails; called from any thread.</param>
    /// <param name="jitter">Gives 0 to 1; spreads the retries of several processes.</param>
    /// <exception cref="ArgumentException">Two notifiers have one name.</exception>
    public NotificationQueue(IEnumerable<INotifier> notifiers, TimeProvider time, Action<string, Exception?> report, Func<double> jitter)
    {
        _time = time;
        _report = report;
        foreach (var notifier in notifiers)
        {
            if (!_lanes.TryAdd(notifier.Name, new NotificationLane(notifier, time, Tell, jitter)))
            {
                throw new ArgumentException($"There are two notifiers with the name \"{notifier.Name}\".", nameof(notifiers));
            }
        }
    }

    /// <summary>The names that plans may use.</summary>
    public IReadOnlyCollection<string> Channels => _lanes.Keys;

    /// <summary>Those of the names that no notifier has, each with the nearest one, as a sentence.</summary>
    public IReadOnlyList<string> Unknown(IEnumerable<string> channels) =>
        [.. channels.Distinct(StringComparer.Ordinal).Where(name => !_lanes.ContainsKey(name)).Select(UnknownText)];

    /// <summary>Queues a message; returns at once and never throws.</summary>
    public void Send(AddressedNotification addressed)
    {
        var channels = addressed.Channels.Count == 0 ? Channels : addressed.Channels.Distinct(StringComparer.Ordinal);
        foreach (var channel in channels)
        {
            if (_lanes.TryGetValue(channel, out var lane))
            {
                lane.Add(addressed.Notification);
            }
            else if (IsNews(channel))
            {
                Tell(UnknownText(channel), null);
            }
        }
    }

    /// <summary>Sends a trial message past the queue, once and without retries, and says how that went.</summary>
    /// <param name="environment">The environment that the message names.</param>
    /// <param name="channel">The notifier; null for each.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentException">No notifier has that name; the message gives the nearest.</exception>
    public async Task<IReadOnlyList<ChannelTrial>> SendTestAsync(string environment, string? channel, CancellationToken cancellationToken)
    {
        if (channel is not null && !_lanes.ContainsKey(channel))
        {
            throw new ArgumentException(UnknownText(channel), nameof(channel));
        }

        var message = RolloutMessages.Test(environment, _time.GetUtcNow());
        var tries = _lanes.Values.Where(lane => channel is null || lane.Name == channel).Select(async lane =>
        {
            var failure = await lane.TryAsync(message, cancellationToken).ConfigureAwait(false);
            return new ChannelTrial(lane.Name, failure is null, failure is null ? null : NotificationLane.Describe(failure));
        });
        return await Task.WhenAll(tries).ConfigureAwait(false);
    }

    /// <summary>Takes no more, waits until everything is sent or the limit is over, and tells what was not.</summary>
    /// <returns>Whether everything was sent.</returns>
    public async Task<bool> StopAsync(TimeSpan limit)
    {
        var ends = await Task.WhenAll(_lanes.Values.Select(lane => lane.StopAsync(limit))).ConfigureAwait(false);
        return ends.All(sent => sent);
    }

    private void Tell(string what, Exception? exception)
    {
        try
        {
            _report(what, exception);
        }
        catch (Exception)
        {
            // Whoever writes things down may be broken; messages go out all the same.
        }
    }

    private bool IsNews(string channel)
    {
        lock (_gate)
        {
            return _unknown.Count < MostUnknownNames && _unknown.Add(channel);
        }
    }

    private string UnknownText(string channel)
    {
        var nearest = NearestName.To(channel, Channels);
        return $"There is no notifier \"{channel}\"; its messages are not sent{(nearest is null ? "." : $". Did you mean \"{nearest}\"?")}";
    }
}
