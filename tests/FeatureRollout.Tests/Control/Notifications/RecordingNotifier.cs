using System.Collections.Concurrent;

namespace FeatureRollout.Tests.Control.Notifications;

/// <summary>Does with messages what a test says, and remembers those that it was given.</summary>
internal sealed class RecordingNotifier(string name, Func<RolloutNotification, CancellationToken, Task>? notify = null) : INotifier
{
    private readonly ConcurrentQueue<string> _titles = new();

    public string Name => name;

    public IReadOnlyCollection<string> Titles => _titles;

    public Task NotifyAsync(RolloutNotification notification, CancellationToken cancellationToken)
    {
        _titles.Enqueue(notification.Title);
        return notify?.Invoke(notification, cancellationToken) ?? Task.CompletedTask;
    }
}
