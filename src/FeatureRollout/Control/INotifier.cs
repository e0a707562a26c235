namespace FeatureRollout;

/// <summary>Tells people about what happens. Called in the background; it never slows the controller.</summary>
public interface INotifier
{
    /// <summary>The name by which alert rules and reports choose it, such as <c>slack</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Sends one message. What it throws is told, and the message is tried again a few times; a
    /// <see cref="NotifierException"/> can say that this is no use, or when it is.
    /// </summary>
    Task NotifyAsync(RolloutNotification notification, CancellationToken cancellationToken);
}

/// <summary>What a message is about.</summary>
public enum NotificationKind
{
    /// <summary>Something was decided or done.</summary>
    Change,

    /// <summary>An alert fires, or fires still.</summary>
    AlertFired,

    /// <summary>An alert no longer fires.</summary>
    AlertResolved,

    /// <summary>A scheduled report.</summary>
    Report,

    /// <summary>A trial.</summary>
    Test,
}

/// <summary>A message about a rollout.</summary>
public sealed record RolloutNotification
{
    /// <summary>What it is about.</summary>
    public required NotificationKind Kind { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The rollout or flag; null where it is about none.</summary>
    public string? Key { get; init; }

    /// <summary>How bad.</summary>
    public AlertSeverity Severity { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>The message; Markdown in a report, else plain text.</summary>
    public required string Text { get; init; }

    /// <summary>The same for all messages of one alert, so that a resolution finds its alert.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether it ends what earlier messages with the same <see cref="CorrelationId"/> began.</summary>
    public bool Resolves { get; init; }

    /// <summary>The event behind it; null for a report or a trial.</summary>
    public RolloutEvent? Event { get; init; }
}

/// <summary>A message could not be sent.</summary>
public sealed class NotifierException : Exception
{
    /// <summary>Makes one.</summary>
    public NotifierException()
        : this("The message could not be sent.")
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">Why, without secrets: it is shown to operators.</param>
    public NotifierException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">Why, without secrets: it is shown to operators.</param>
    /// <param name="innerException">What caused it.</param>
    public NotifierException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether trying again may help. Default true.</summary>
    public bool MayRetry { get; init; } = true;

    /// <summary>How long to wait before; at most a minute is waited. Null for the library's own pace.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
