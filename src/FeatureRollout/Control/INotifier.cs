namespace FeatureRollout;

/// <summary>Tells people about what happens. Called in the background; it never slows the controller.</summary>
public interface INotifier
{
    /// <summary>The name by which alert rules and reports choose it, such as <c>slack</c>.</summary>
    string Name { get; }

    /// <summary>Sends one message. What it throws is logged, and the message is tried again a few times.</summary>
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

    /// <summary>The event behind it; null for a report or a trial.</summary>
    public RolloutEvent? Event { get; init; }
}
